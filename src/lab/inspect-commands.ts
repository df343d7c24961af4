import { assertRange, BLOCK_BYTE_LENGTH, bytesInBlock } from "../core/geometry.ts";
import type { BlockIndex, SnapshotId } from "../core/identity.ts";
import type { LayerCopy } from "../store/block-inspection.ts";
import type { Disk } from "../store/disk.ts";
import { diskOf } from "../store/machine-disks.ts";
import type { Clock } from "./clock.ts";
import type { LabContext } from "./lab-context.ts";

export type { LayerCopy } from "../store/block-inspection.ts";

/** What is known of one block of a disk. */
export interface BlockInspection {
  readonly block: number;
  readonly drive: number;
  /** The snapshot at which it was looked at; null for the present. */
  readonly at: SnapshotId | null;
  /** Bytes of it that lie within the disk: 4,096, or fewer for the last. */
  readonly byteLength: number;
  /** Each layer's part, the newest first; the base image last, where it counts. */
  readonly copies: readonly LayerCopy[];
  /** Which of `copies` a read returns: the first that holds the block; null where none does, and zeros are read. */
  readonly answer: number | null;
  /** How long a read of it takes, as it was measured now; null for a point in time that is past. */
  readonly read: ReadTime | null;
}

/** `readCount` reads of the whole block, one after another, took `elapsedMs`. */
export interface ReadTime {
  readonly elapsedMs: number;
  readonly readCount: number;
}

export interface InspectCommands {
  /**
   * Which layers hold a block of a disk, what each of them has there, and which one answers: now, or at the snapshot
   * `at`. Costs one record of each layer's map, and the copies.
   * On failure: `range-invalid`, `snapshot-unknown`, `disk-unknown`, `storage-damaged`, `key-missing`,
   * `image-unreachable`, `image-damaged`.
   */
  inspect(
    blockIndex: number,
    options?: { readonly drive?: number | undefined; readonly at?: SnapshotId | null | undefined },
  ): Promise<BlockInspection>;
}

/** Reads at most that are measured together: one alone is too quick for the clock. */
const READ_COUNT = 1000;
/** Milliseconds after which no further read is begun. */
const LONG_ENOUGH_MS = 2;

/** The commands that look at one block. */
export const inspectCommands = (context: LabContext): InspectCommands => ({
  inspect: async (blockIndex, { drive = 0, at = null } = {}) => {
    const { stored } = context;
    const config = at === null ? stored.record.config : stored.snapshot(at).config;
    const { byteLength } = diskOf(config, drive);
    assertRange(Number.isInteger(blockIndex) ? blockIndex * BLOCK_BYTE_LENGTH : Number.NaN, 1, byteLength);
    const block = blockIndex as BlockIndex;
    const copies = await stored.inspectBlock(block, drive, at);
    const answer = copies.findIndex(({ bytes }) => bytes !== null);
    const inDisk = bytesInBlock(block, byteLength);
    return {
      block,
      drive,
      at,
      byteLength: inDisk,
      copies,
      answer: answer === -1 ? null : answer,
      read: at === null ? await measureRead(stored.diskAt(drive), block, inDisk, context.parts.clock) : null,
    };
  },
});

/** What is at hand by now is read again and again; what is not, once. */
async function measureRead(
  disk: Disk,
  block: BlockIndex,
  byteLength: number,
  clock: Clock,
): Promise<ReadTime> {
  const offset = block * BLOCK_BYTE_LENGTH;
  const startedAt = clock.now();
  let readCount = 0;
  while (
    readCount < READ_COUNT &&
    clock.now() - startedAt < LONG_ENOUGH_MS &&
    disk.readNow(offset, byteLength) !== null
  )
    readCount++;
  if (readCount === 0) {
    await disk.read(offset, byteLength);
    readCount = 1;
  }
  return { elapsedMs: clock.now() - startedAt, readCount };
}
