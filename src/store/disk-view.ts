import type { Chain } from "../core/chain.ts";
import { BLOCK_BYTE_LENGTH, blockCountOf, bytesInBlock } from "../core/geometry.ts";
import type { BlockIndex, Place } from "../core/identity.ts";
import type { DiskConfig } from "../core/machine-config.ts";
import { firstBlockOf } from "./disk.ts";
import type { DiskSource } from "./disk-source.ts";

/** Blocks read together: 1 MiB. */
const BLOCKS_PER_CHUNK = 256;

const ZEROS: Uint8Array = new Uint8Array(BLOCK_BYTE_LENGTH);

/** Blocks that stand next to one another on the disk, counted from its beginning. */
export interface DiskChunk {
  readonly firstBlock: BlockIndex;
  /** One entry a block; null where the block holds zeros and no layer or part of the image stores it. */
  readonly blocks: readonly (Uint8Array | null)[];
}

/** A point in time of a disk that stays readable while the machine runs on. `release` it in the end. */
export class DiskView {
  readonly byteLength: number;
  /** The disk's first block within its machine's space. */
  readonly firstBlock: number;
  readonly #chain: Chain;
  readonly #source: DiskSource;
  readonly #held: { release(): void };

  /** @param source has what lies below the system's disk; a second one stands on none. */
  constructor(config: DiskConfig, chain: Chain, source: DiskSource) {
    this.byteLength = config.byteLength;
    this.firstBlock = firstBlockOf(config);
    this.#chain = chain;
    this.#source = source;
    this.#held = source.extents.hold();
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
      const stored = indices.filter((block) => this.#place(block) !== null);
      const loaded = await this.#load(stored);
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

  /** The contents of some blocks, cut off at the disk's end; views, not to be written. Fails as `chunks` does. */
  async read(blocks: readonly BlockIndex[]): Promise<Uint8Array[]> {
    const stored = blocks.filter((block) => this.#place(block) !== null);
    const loaded = await this.#load(stored);
    const fromLayers = new Map(stored.map((block, index) => [block, loaded[index] as Uint8Array]));
    return Promise.all(
      blocks.map(
        async (block) => this.#cut(fromLayers.get(block) ?? (await this.#fromBase(block)), block) ?? ZEROS,
      ),
    );
  }

  async #load(blocks: readonly BlockIndex[]): Promise<Uint8Array[]> {
    const { extents, explain } = this.#source;
    try {
      return await extents.loadAll(blocks.map((block) => this.#place(block) as Place));
    } catch (cause) {
      throw await explain(cause);
    }
  }

  /** Blocks that some layer or the base image stores. Costs what is stored, and a look at each block of the base image. */
  storedBlockCount(): number {
    const blockCount = blockCountOf(this.byteLength);
    let count = 0;
    for (const [block] of this.#chain.entries())
      if (block >= this.firstBlock && block < this.firstBlock + blockCount) count++;
    const baseBlockCount = this.firstBlock === 0 ? blockCountOf(this.#source.base.byteLength) : 0;
    for (let block = 0; block < Math.min(blockCount, baseBlockCount); block++) {
      const index = block as BlockIndex;
      if (this.#place(index) === null && this.#isInBase(index)) count++;
    }
    return count;
  }

  #place(block: BlockIndex): Place | null {
    return this.#chain.place((this.firstBlock + block) as BlockIndex);
  }

  /** Zeros for what lies past the end of the disk, where the image below may be longer (SPEC G2). */
  #cut(bytes: Uint8Array | null, block: number): Uint8Array | null {
    const length = bytesInBlock(block as BlockIndex, this.byteLength);
    return bytes === null || length === BLOCK_BYTE_LENGTH ? bytes : bytes.slice().fill(0, length);
  }

  #isInBase(block: BlockIndex): boolean {
    const { base } = this.#source;
    if (this.firstBlock !== 0 || this.#chain.standsAlone) return false;
    return block * BLOCK_BYTE_LENGTH < base.byteLength && base.isStored(block);
  }

  #fromBase(block: BlockIndex): Promise<Uint8Array> | Uint8Array | null {
    if (!this.#isInBase(block)) return null;
    const { base } = this.#source;
    return base.peek(block) ?? base.load(block);
  }
}
