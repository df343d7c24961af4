import { throwIfCancelled } from "../core/cancel-signal.ts";
import { BLOCK_BYTE_LENGTH, blockCountOf } from "../core/geometry.ts";
import type { BlockIndex } from "../core/identity.ts";
import { StrataError } from "../core/strata-error.ts";
import type { Disk } from "./disk.ts";
import type { ProgressOptions } from "./full-copy.ts";
import type { StoredMachine } from "./stored-machine.ts";

/** Blocks written by one commit: 2 MiB, little enough that preparing them does not hold the page up. */
const BLOCKS_PER_COMMIT = 512;

/** Blocks looked at without letting the page draw. */
const BLOCKS_PER_LOOK = 8192;

/** Writes what is to stand in a block into `bytes`, 4 KiB that hold anything. */
export type BlockContent = (block: BlockIndex, bytes: Uint8Array) => Promise<void> | undefined;

export interface OverwriteOptions extends ProgressOptions {
  /** What is being done, for messages. */
  readonly action: string;
  /** Lets the page draw and answer; called after each commit. */
  readonly breathe: () => Promise<void>;
}

/** What was written over a disk. */
export interface Overwritten {
  /** Blocks that the active layer holds now and did not hold before. */
  readonly blockCount: number;
  readonly bytesRead: number;
  readonly bytesWritten: number;
}

/**
 * Writes every block of a machine's first disk, from the first to the last, into its active layer: 2 MiB a commit, never
 * more than that in memory. No older layer changes (SPEC O3), and blocks that the layer holds already are rewritten (O4).
 *
 * Prerequisites: the machine is off, and room for the blocks that the layer does not hold, as far as that is known;
 * otherwise `storage-full`, with `needed` and `free` in its details, before anything is written.
 * On success: the layer holds all blocks of the disk, and they are durable.
 * On failure or abort: each commit has held or not. Before the first one: rejects with its reason (`cancelled`,
 * `storage-full`, `storage-failed`, or what `content` rejects with), and nothing has changed. Later: rejects with
 * `install-incomplete`, whose details have `reason` (the code), `written` and `total` in bytes; the blocks from the first
 * on that were written are durable, the others are as before.
 */
export async function overwriteDisk(
  machine: StoredMachine,
  content: BlockContent,
  { action, breathe, signal, onProgress }: OverwriteOptions,
): Promise<Overwritten> {
  const { disk } = machine;
  const blockCount = blockCountOf(disk.byteLength);
  const heldBefore = machine.activeBlockCount;
  await machine.flush();
  const missing = await missingBlockCount(machine, disk, blockCount, breathe);
  // What is rewritten takes no more room in the end, but the old bytes go behind the new ones.
  await machine.assertRoomFor(Math.max(missing, Math.min(BLOCKS_PER_COMMIT, blockCount)), action);
  const piece = new Uint8Array(BLOCKS_PER_COMMIT * BLOCK_BYTE_LENGTH);
  let bytesWritten = 0;
  let done = 0;
  try {
    while (done < blockCount) {
      throwIfCancelled(signal, action);
      const blocks = new Map<BlockIndex, Uint8Array>();
      for (let at = 0; at < BLOCKS_PER_COMMIT && done + at < blockCount; at++) {
        const bytes = piece.subarray(at * BLOCK_BYTE_LENGTH, (at + 1) * BLOCK_BYTE_LENGTH);
        const block = (done + at) as BlockIndex;
        const waiting = content(block, bytes);
        if (waiting !== undefined) await waiting;
        blocks.set(block, bytes);
      }
      bytesWritten += (await machine.writeBlocks(blocks)).bytesWritten;
      done += blocks.size;
      onProgress?.(Math.min(done * BLOCK_BYTE_LENGTH, disk.byteLength), disk.byteLength);
      await breathe();
    }
  } catch (cause) {
    if (done === 0) throw cause;
    const reason = cause instanceof StrataError ? cause.code : "storage-failed";
    const [written, total] = [done * BLOCK_BYTE_LENGTH, disk.byteLength];
    throw new StrataError(
      "install-incomplete",
      `${action}: ${reason} after ${written} bytes, wanted all ${total} written`,
      { cause, details: { reason, written, total } },
    );
  }
  return { blockCount: machine.activeBlockCount - heldBefore, bytesRead: 0, bytesWritten };
}

/** Blocks of the disk that its active layer does not hold yet. */
async function missingBlockCount(
  machine: StoredMachine,
  disk: Disk,
  blockCount: number,
  breathe: () => Promise<void>,
): Promise<number> {
  const active = machine.record.activeLayer;
  let missing = 0;
  for (let block = 0; block < blockCount; block++) {
    if (disk.locate(block as BlockIndex) !== active) missing++;
    if (block % BLOCKS_PER_LOOK === BLOCKS_PER_LOOK - 1) await breathe();
  }
  return missing;
}
