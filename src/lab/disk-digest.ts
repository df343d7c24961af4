import { createSHA256 } from "hash-wasm";
import { type CancelSignal, throwIfCancelled } from "../core/cancel-signal.ts";
import { BLOCK_BYTE_LENGTH, bytesInBlock } from "../core/geometry.ts";
import type { BlockIndex } from "../core/identity.ts";
import type { DiskView } from "../store/disk-view.ts";
import type { Clock } from "./clock.ts";

/** Milliseconds of work at a stretch, so that the page keeps drawing. */
const WORK_MS = 12;

export interface DigestOptions {
  readonly signal?: CancelSignal | undefined;
  readonly onProgress?: ((done: number, total: number) => void) | undefined;
}

/** SHA-256 of a whole virtual disk, hexadecimal. Costs a read of every block. Rejects as reading does, or as aborted. */
export async function digestOf(view: DiskView, clock: Clock, options: DigestOptions = {}): Promise<string> {
  const hasher = await createSHA256();
  const zeros = new Uint8Array(BLOCK_BYTE_LENGTH);
  let workBegan = clock.now();
  for await (const { firstBlock, blocks } of view.chunks()) {
    throwIfCancelled(options.signal, "Digest the disk");
    blocks.forEach((bytes, index) => {
      const length = bytesInBlock((firstBlock + index) as BlockIndex, view.byteLength);
      hasher.update((bytes ?? zeros).subarray(0, length));
    });
    const done = Math.min(view.byteLength, (firstBlock + blocks.length) * BLOCK_BYTE_LENGTH);
    options.onProgress?.(done, view.byteLength);
    if (clock.now() - workBegan < WORK_MS) continue;
    await clock.breathe();
    workBegan = clock.now();
  }
  return hasher.digest("hex");
}
