import type { BaseImage } from "../core/base-image.ts";
import type { Chain } from "../core/chain.ts";
import { BLOCK_BYTE_LENGTH, blockCountOf, bytesInBlock } from "../core/geometry.ts";
import type { BlockIndex, Place } from "../core/identity.ts";
import type { Extents } from "./extents.ts";

/** Blocks read together: 1 MiB. */
const BLOCKS_PER_CHUNK = 256;

/** Blocks that stand next to one another on the disk. */
export interface DiskChunk {
  readonly firstBlock: BlockIndex;
  /** One entry a block; null where the block holds zeros and no layer or part of the image stores it. */
  readonly blocks: readonly (Uint8Array | null)[];
}

/** A point in time of a disk that stays readable while the machine runs on. `release` it in the end. */
export class DiskView {
  readonly byteLength: number;
  readonly #chain: Chain;
  readonly #base: BaseImage;
  readonly #extents: Extents;
  readonly #held: { release(): void };

  constructor(byteLength: number, chain: Chain, base: BaseImage, extents: Extents) {
    this.byteLength = byteLength;
    this.#chain = chain;
    this.#base = base;
    this.#extents = extents;
    this.#held = extents.hold();
  }

  /** Lets freed extents be reused again. */
  release(): void {
    this.#held.release();
  }

  /**
   * The whole disk, 1 MiB at a time, in order. The blocks are views, not to be written.
   * On failure: throws `storage-damaged`, `storage-failed`, `image-unreachable` or `image-damaged`.
   */
  async *chunks(): AsyncGenerator<DiskChunk> {
    const blockCount = blockCountOf(this.byteLength);
    for (let first = 0; first < blockCount; first += BLOCKS_PER_CHUNK) {
      const length = Math.min(BLOCKS_PER_CHUNK, blockCount - first);
      const indices = Array.from({ length }, (_, index) => (first + index) as BlockIndex);
      const stored = indices.filter((block) => this.#chain.place(block) !== null);
      const loaded = await this.#extents.loadAll(stored.map((block) => this.#chain.place(block) as Place));
      const fromLayers = new Map(stored.map((block, index) => [block, loaded[index] as Uint8Array]));
      const blocks = await Promise.all(
        indices.map((block) => fromLayers.get(block) ?? this.#fromBase(block)),
      );
      yield {
        firstBlock: first as BlockIndex,
        blocks: blocks.map((bytes, index) => this.#cut(bytes, first + index)),
      };
    }
  }

  /** Blocks that some layer or the base image stores. Costs a look at each block of the disk. */
  storedBlockCount(): number {
    let count = 0;
    for (let block = 0; block < blockCountOf(this.byteLength); block++) {
      const index = block as BlockIndex;
      if (this.#chain.place(index) !== null || this.#isInBase(index)) count++;
    }
    return count;
  }

  /** Zeros for what lies past the end of the disk, where the image below may be longer (SPEC G2). */
  #cut(bytes: Uint8Array | null, block: number): Uint8Array | null {
    const length = bytesInBlock(block as BlockIndex, this.byteLength);
    return bytes === null || length === BLOCK_BYTE_LENGTH ? bytes : bytes.slice().fill(0, length);
  }

  #isInBase(block: BlockIndex): boolean {
    if (this.#chain.standsAlone || block * BLOCK_BYTE_LENGTH >= this.#base.byteLength) return false;
    return this.#base.isStored(block);
  }

  #fromBase(block: BlockIndex): Promise<Uint8Array> | Uint8Array | null {
    if (!this.#isInBase(block)) return null;
    return this.#base.peek(block) ?? this.#base.load(block);
  }
}
