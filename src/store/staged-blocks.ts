import { BlockMap } from "../core/block-map.ts";
import type { BlockIndex, Place } from "../core/identity.ts";
import { extentOf } from "../core/place.ts";
import type { Cipher } from "./key-vault.ts";
import type { StoreChange } from "./store-change.ts";
import type { StoreContext } from "./store-context.ts";

/** Blocks written by one commit: 4 MiB, which IndexedDB writes about as fast as any amount. */
const BLOCKS_PER_COMMIT = 1024;

/**
 * Blocks written in several commits ahead of the one that will refer to them. Until then nothing refers to their extents,
 * so that after a crash the next opening finds them free.
 */
export class StagedBlocks {
  /** Where the blocks are that were written. */
  readonly map = new BlockMap();
  readonly #context: StoreContext;
  readonly #cipher: Cipher | null;
  readonly #written: number[] = [];
  #bytesWritten = 0;
  #waiting: { readonly block: BlockIndex; readonly bytes: Uint8Array }[] = [];

  /** @param cipher what the blocks are encrypted with; null for none. */
  constructor(context: StoreContext, cipher: Cipher | null) {
    this.#context = context;
    this.#cipher = cipher;
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
    const { extents } = this.#context;
    const packed = await extents.pack(
      batch.map((entry) => entry.bytes),
      this.#cipher,
    );
    await extents.commit(packed.writes);
    this.#written.push(...new Set(packed.places.map(extentOf)));
    this.#bytesWritten += packed.byteLength;
    for (const [index, { block }] of batch.entries()) this.map.set(block, packed.places[index] ?? 0);
  }

  /** Has `change` refer to the blocks of `used`, which are some of `map`; extents without any are freed. */
  publish(change: StoreChange, used: BlockMap = this.map): void {
    const wanted = new Set<number>();
    for (const [, place] of used.entries()) {
      change.refer(place, 1);
      wanted.add(extentOf(place as Place));
    }
    change.dispose(this.#written.filter((extent) => !wanted.has(extent)));
  }

  /** Removes what was written, without waiting for readers: nobody can read it. A failure leaves it free. */
  async giveUp(): Promise<void> {
    await this.#context.extents.discard(this.#written).catch(() => undefined);
  }
}
