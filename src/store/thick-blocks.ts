import { BlockMap } from "../core/block-map.ts";
import { throwIfCancelled } from "../core/cancel-signal.ts";
import { BLOCK_BYTE_LENGTH } from "../core/geometry.ts";
import type { BlockIndex, Place } from "../core/identity.ts";
import { extentOf, placeAt } from "../core/place.ts";
import type { ProgressOptions } from "./full-copy.ts";
import type { Cipher } from "./key-vault.ts";
import { SEAL_BYTE_LENGTH, unseal } from "./sealed-bytes.ts";
import { StagedBlocks } from "./staged-blocks.ts";
import type { StoreChange } from "./store-change.ts";
import type { StoreContext } from "./store-context.ts";

/** Extents looked at together: 4 MiB. */
const EXTENTS_PER_STEP = 64;
const ACTION = "Allocate the disk";
const ZEROS: Uint8Array = new Uint8Array(BLOCK_BYTE_LENGTH);

/**
 * Blocks for a disk that is "thick, not zeroed": allocated at once, and with whatever the store's freed extents still
 * hold, the last freed first (SPEC E4). Extents whose blocks can be read are referred to as they are; of encrypted ones
 * the encrypted bytes are copied, of overwritten ones the zeros. What freed space does not suffice for is written as zeros.
 */
export class ThickBlocks {
  /** Where the blocks lie, from block 0 on. */
  readonly map = new BlockMap();
  readonly #context: StoreContext;
  readonly #staged: StagedBlocks;
  readonly #adopted = new Set<number>();
  readonly #taken: readonly number[];
  #count = 0;

  private constructor(context: StoreContext, cipher: Cipher | null, taken: readonly number[]) {
    this.#context = context;
    this.#staged = new StagedBlocks(context, cipher);
    this.#taken = taken;
  }

  /**
   * Prerequisites: room for the blocks, as far as is known.
   * On failure or abort (`cancelled`): rejects with `storage-damaged` (nobody knows what is free), `storage-full` or
   * `storage-failed`; nothing was kept.
   */
  static async allocate(
    context: StoreContext,
    blockCount: number,
    { cipher, ...options }: ProgressOptions & { readonly cipher: Cipher | null },
  ): Promise<ThickBlocks> {
    await context.room.refresh();
    context.extents.assertRoomFor(blockCount, ACTION);
    const thick = new ThickBlocks(context, cipher, await context.extents.freed.take());
    try {
      await thick.#fill(blockCount, options);
      return thick;
    } catch (cause) {
      await thick.giveUp();
      throw cause;
    }
  }

  /** Has `change` refer to the blocks; `published` is to be called when it has held. */
  publish(change: StoreChange): void {
    for (const [, place] of this.map.entries())
      if (this.#adopted.has(extentOf(place as Place))) change.refer(place, 1);
    this.#staged.publish(change);
  }

  /** What was only looked at is free again. */
  published(): void {
    const { freed } = this.#context.extents;
    freed.keep(this.#taken.filter((extent) => !this.#adopted.has(extent)).reverse());
  }

  /** Frees what was taken, and removes what was written. */
  async giveUp(): Promise<void> {
    this.#adopted.clear();
    this.published();
    await this.#staged.giveUp();
  }

  async #fill(blockCount: number, { signal, onProgress }: ProgressOptions): Promise<void> {
    const step = (): void => {
      throwIfCancelled(signal, ACTION);
      onProgress?.(this.#count * BLOCK_BYTE_LENGTH, blockCount * BLOCK_BYTE_LENGTH);
    };
    for (let at = 0; at < this.#taken.length && this.#count < blockCount; at += EXTENTS_PER_STEP) {
      step();
      const extents = this.#taken.slice(at, at + EXTENTS_PER_STEP);
      const records = await this.#context.datastore.getMany("extents", extents);
      for (const [index, extent] of extents.entries())
        await this.#use(extent, records[index], blockCount - this.#count);
    }
    while (this.#count < blockCount) {
      if (this.#count % 256 === 0) step();
      await this.#write(ZEROS);
    }
    await this.#staged.finish();
    for (const [block, place] of this.#staged.map.entries()) this.map.set(block, place);
    step();
  }

  /** Takes what an extent holds, `wantedCount` blocks at most. */
  async #use(extent: number, record: unknown, wantedCount: number): Promise<void> {
    if (!(record instanceof Uint8Array)) return;
    const heldCount = Math.floor((record.byteLength - SEAL_BYTE_LENGTH) / BLOCK_BYTE_LENGTH);
    const count = Math.max(0, Math.min(heldCount, wantedCount));
    if (count > 0 && this.#isReadable(record, extent)) {
      this.#adopted.add(extent);
      for (let slot = 0; slot < count; slot++)
        this.map.set(this.#count++ as BlockIndex, placeAt(extent, slot));
      return;
    }
    for (let start = 0; start < count * BLOCK_BYTE_LENGTH; start += BLOCK_BYTE_LENGTH)
      await this.#write(record.subarray(start, start + BLOCK_BYTE_LENGTH));
  }

  #isReadable(record: Uint8Array, extent: number): boolean {
    try {
      const content = unseal(record, this.#context.checksum, `extent ${extent}`);
      return content.byteLength % BLOCK_BYTE_LENGTH === 0;
    } catch {
      return false;
    }
  }

  async #write(bytes: Uint8Array): Promise<void> {
    await this.#staged.add(this.#count++ as BlockIndex, bytes);
  }
}
