import type { BlockIndex } from "./identity.ts";

/** Bytes of memory that one region takes. */
const REGION_BYTE_LENGTH = 4096;
/** Blocks that one region covers: 4 MiB of address space, 4 KiB of map. */
export const REGION_BLOCK_COUNT = 1024;

/**
 * A sparse map from block to a positive 32-bit number; 0 stands for "none".
 *
 * It grows with the regions that were written, not with the address space. `copy` costs one pointer a region: copies
 * share regions until one side writes.
 */
export class BlockMap {
  readonly #regions = new Map<number, Uint32Array<ArrayBuffer>>();
  /** Regions that no copy shares, and that may be written in place. */
  readonly #owned = new Set<number>();
  #count = 0;

  /** How many blocks have a number. */
  get count(): number {
    return this.#count;
  }

  /** Bytes of memory that its regions take, shared or not. */
  get byteLength(): number {
    return this.#regions.size * REGION_BYTE_LENGTH;
  }

  get(block: BlockIndex): number {
    const region = this.#regions.get(Math.floor(block / REGION_BLOCK_COUNT));
    return region === undefined ? 0 : (region[block % REGION_BLOCK_COUNT] ?? 0);
  }

  /** Gives `block` the number `value`; 0 takes it away. */
  set(block: BlockIndex, value: number): void {
    const index = block % REGION_BLOCK_COUNT;
    const region = this.#writable((block - index) / REGION_BLOCK_COUNT);
    const before = region[index] ?? 0;
    if ((before === 0) !== (value === 0)) this.#count += value === 0 ? -1 : 1;
    region[index] = value;
  }

  /** Numbers of one region, by block within it; undefined where nothing was ever set. Not to be written to. */
  region(index: number): Readonly<Uint32Array> | undefined {
    return this.#regions.get(index);
  }

  /** Takes over a whole region, as loaded from the store. */
  setRegion(index: number, numbers: Uint32Array<ArrayBuffer>): void {
    const occupied = (region: Uint32Array | undefined): number =>
      region === undefined ? 0 : region.reduce((count, number) => count + (number === 0 ? 0 : 1), 0);
    this.#count += occupied(numbers) - occupied(this.#regions.get(index));
    this.#regions.set(index, numbers);
    this.#owned.add(index);
  }

  /** Indices of the regions that hold something or once did, in no particular order. */
  regionIndices(): IterableIterator<number> {
    return this.#regions.keys();
  }

  /** Every block that has a number, region by region. */
  *entries(): Generator<[BlockIndex, number]> {
    for (const [index, region] of this.#regions) {
      for (let offset = 0; offset < REGION_BLOCK_COUNT; offset++) {
        const value = region[offset] ?? 0;
        if (value !== 0) yield [(index * REGION_BLOCK_COUNT + offset) as BlockIndex, value];
      }
    }
  }

  /**
   * Every block to which this map and `other` give different numbers, in ascending order. Regions that they share are
   * passed over: costs the regions that one of them has to itself.
   */
  *differences(other: BlockMap): Generator<BlockIndex> {
    const indices = new Set([...this.#regions.keys(), ...other.#regions.keys()]);
    for (const index of [...indices].sort((left, right) => left - right)) {
      const [own, others] = [this.#regions.get(index), other.#regions.get(index)];
      if (own === others) continue;
      for (let offset = 0; offset < REGION_BLOCK_COUNT; offset++) {
        if ((own?.[offset] ?? 0) !== (others?.[offset] ?? 0))
          yield (index * REGION_BLOCK_COUNT + offset) as BlockIndex;
      }
    }
  }

  /** An equal map; later changes to either leave the other as it is. Costs one pointer a region. */
  copy(): BlockMap {
    const copy = new BlockMap();
    for (const [index, region] of this.#regions) copy.#regions.set(index, region);
    copy.#count = this.#count;
    this.#owned.clear();
    return copy;
  }

  #writable(index: number): Uint32Array<ArrayBuffer> {
    const region = this.#regions.get(index);
    if (region !== undefined && this.#owned.has(index)) return region;
    const own = region === undefined ? new Uint32Array(REGION_BLOCK_COUNT) : region.slice();
    this.#regions.set(index, own);
    this.#owned.add(index);
    return own;
  }
}
