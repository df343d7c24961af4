import { BlockMap } from "../core/block-map.ts";
import type { BlockIndex, Place } from "../core/identity.ts";
import { extentOf, SLOTS_PER_EXTENT } from "../core/place.ts";
import type { Cipher } from "./key-vault.ts";
import type { StoreChange } from "./store-change.ts";
import type { StoreContext } from "./store-context.ts";

/** Blocks written by one commit: 4 MiB, which IndexedDB writes about as fast as any amount. */
const BLOCKS_PER_COMMIT = 1024;

/**
 * Blocks written in several commits ahead of the one that will refer to them. Until then their extents count as freed, so
 * that a crash leaves nothing behind.
 */
export class StagedBlocks {
  /** Where the blocks are that were written. */
  readonly map = new BlockMap();
  readonly #context: StoreContext;
  readonly #cipher: Cipher | null;
  readonly #token: string;
  readonly #firstExtent: number;
  #nextExtent: number;
  #bytesWritten = 0;
  #waiting: { readonly block: BlockIndex; readonly bytes: Uint8Array }[] = [];

  private constructor(context: StoreContext, cipher: Cipher | null, token: string, firstExtent: number) {
    this.#context = context;
    this.#cipher = cipher;
    this.#token = token;
    this.#firstExtent = firstExtent;
    this.#nextExtent = firstExtent;
  }

  /**
   * Reserves room for `blockCount` blocks, which are encrypted unless `cipher` is null.
   * On failure: rejects with `storage-full` or `storage-failed`.
   */
  static async begin(
    context: StoreContext,
    blockCount: number,
    cipher: Cipher | null,
  ): Promise<StagedBlocks> {
    const { datastore, extents } = context;
    const extentCount = Math.ceil(blockCount / SLOTS_PER_EXTENT);
    const firstExtent = extents.reserve(extentCount);
    const token = `staged ${firstExtent} ${context.newId()}`;
    const reserved = Array.from({ length: extentCount }, (_, index) => firstExtent + index);
    await datastore.commit([extents.freeing(token, reserved)]);
    return new StagedBlocks(context, cipher, token, firstExtent);
  }

  /** Bytes of extents written so far. */
  get bytesWritten(): number {
    return this.#bytesWritten;
  }

  /** Adds a block; `bytes` is kept until it is written. Writes when enough is there, and rejects as a commit does. */
  async add(block: BlockIndex, bytes: Uint8Array): Promise<void> {
    this.#waiting.push({ block, bytes });
    if (this.#waiting.length >= BLOCKS_PER_COMMIT) await this.finish();
  }

  /** Writes what was added. Rejects as a commit does. */
  async finish(): Promise<void> {
    const batch = this.#waiting;
    this.#waiting = [];
    if (batch.length === 0) return;
    const packed = await this.#context.extents.pack(
      batch.map((entry) => entry.bytes),
      this.#cipher,
      this.#nextExtent,
    );
    this.#nextExtent += packed.writes.length;
    await this.#context.datastore.commit(packed.writes);
    this.#bytesWritten += packed.byteLength;
    for (const [index, { block }] of batch.entries()) this.map.set(block, packed.places[index] ?? 0);
  }

  /** Has `change` take the note about the extents away, and refer to the blocks of `used`, which are some of `map`. */
  publish(change: StoreChange, used: BlockMap = this.map): void {
    const wanted = new Set<number>();
    for (const [, place] of used.entries()) {
      change.refer(place, 1);
      wanted.add(extentOf(place as Place));
    }
    const written = Array.from(
      { length: this.#nextExtent - this.#firstExtent },
      (_, index) => this.#firstExtent + index,
    );
    change.dispose(written.filter((extent) => !wanted.has(extent)));
    change.add([{ kind: "delete", table: "freed", key: this.#token }]);
  }

  /** Removes what was written. A failure leaves it to the next opening. */
  async giveUp(): Promise<void> {
    // Not `reclaim`: that waits for readers, and what was being copied may have one.
    await this.#context.extents.discard(this.#token).catch(() => undefined);
  }
}
