import { REGION_BLOCK_COUNT } from "./block-map.ts";
import type { BlockIndex } from "./identity.ts";

/**
 * What answers the read of a block, as a number by which newer is greater: nothing (zeros), the base image, or a layer,
 * whose rank is its position in the chain's history after these two.
 */
export const RANK_OF_NOTHING = 0;
export const RANK_OF_BASE = 1;
export const RANK_OF_FIRST_LAYER = 2;

/** Levels up to this one are read block by block: they are seen only where few blocks are. */
const LEAF_LEVEL = 4;
const LEAF_COUNT = REGION_BLOCK_COUNT >> LEAF_LEVEL;
const REGION_LEVEL = Math.log2(REGION_BLOCK_COUNT);

/** What the pyramid is made of: the disk as it stands, in blocks counted from the disk's beginning. */
export interface AnswerSource {
  /** The rank of what answers `block` now. */
  rankOf(block: BlockIndex): number;
  /** What the ranks of a region are made from: the same object only for the same ranks; undefined where it is all zeros. */
  sourceOfRegion(region: number): object | undefined;
  /** Writes the ranks of all blocks of a region, in their order. */
  ranksOfRegion(region: number, into: Uint32Array): void;
}

/** Some cells of one level. */
export interface Cells {
  /** Of each cell, the newest rank among its blocks. */
  readonly ranks: Uint32Array;
  /** The share of its blocks that this rank answers, 0 to 1. */
  readonly shares: Float32Array;
}

/** Binary trees over the blocks of one region, as heaps: node 1 is the region, the leaves are 16 blocks each. */
interface RegionTree {
  readonly ranks: Uint32Array;
  readonly counts: Uint16Array;
  /** What it was made from. */
  source: object;
  /** Whether blocks were written since, which need not be in `source`. */
  isWritten: boolean;
}

/**
 * Which layer answers, at each level of detail: a cell of level n stands for 2^n neighbouring blocks, and shows the
 * newest among what answers them, with its share. A write costs a step a level; a point in time that shares regions of
 * its map with the one before costs the other regions only, some of them at each call of `refresh`. Memory goes with
 * the regions in use, about 1 KiB for 4 MiB of disk.
 */
export class AnswerPyramid {
  readonly blockCount: number;
  readonly #source: AnswerSource;
  readonly #regionCount: number;
  /** Leaves of the tree above the regions. */
  readonly #leafCount: number;
  readonly #trees: (RegionTree | undefined)[];
  readonly #ranks: Uint32Array;
  readonly #counts: Uint32Array;
  readonly #scratch = new Uint32Array(REGION_BLOCK_COUNT);
  /** The first region that is not looked at yet since the last `rebuild`. */
  #next = 0;

  constructor(blockCount: number, source: AnswerSource) {
    this.blockCount = blockCount;
    this.#source = source;
    this.#regionCount = Math.ceil(blockCount / REGION_BLOCK_COUNT);
    this.#leafCount = 2 ** Math.ceil(Math.log2(Math.max(1, this.#regionCount)));
    this.#trees = new Array(this.#regionCount);
    this.#ranks = new Uint32Array(2 * this.#leafCount);
    this.#counts = new Uint32Array(2 * this.#leafCount);
  }

  /** The lowest level at which one cell stands for the whole disk. */
  get topLevel(): number {
    return Math.ceil(Math.log2(Math.max(1, this.blockCount)));
  }

  /** Whether `refresh` still has regions to look at. */
  get isComplete(): boolean {
    return this.#next >= this.#regionCount;
  }

  /** The disk is at another point in time; with `forgets` what regions are made from says nothing any more. */
  rebuild({ forgets = false }: { readonly forgets?: boolean } = {}): void {
    if (forgets) for (const tree of this.#trees) if (tree !== undefined) tree.isWritten = true;
    this.#next = 0;
  }

  /** Looks at regions until `isEnough`, which is asked after each. Gives whether any of them has changed. */
  refresh(isEnough: () => boolean): boolean {
    let hasChanged = false;
    while (this.#next < this.#regionCount) {
      if (this.#look(this.#next++)) {
        hasChanged = true;
        if (isEnough()) break;
      }
    }
    return hasChanged;
  }

  /** `block` is about to be answered by `rank`, the newest there is, in place of `before`. */
  write(block: BlockIndex, before: number, rank: number): void {
    const region = Math.floor(block / REGION_BLOCK_COUNT);
    if (before === rank) return;
    if (region >= this.#next) {
      // It is not looked at yet, and will be found as it is then.
      const known = this.#trees[region];
      if (known !== undefined) known.isWritten = true;
      return;
    }
    const tree = this.#treeAt(region);
    tree.isWritten = true;
    for (let node = LEAF_COUNT + ((block % REGION_BLOCK_COUNT) >> LEAF_LEVEL); node > 0; node >>= 1)
      raise(tree.ranks, tree.counts, node, rank);
    for (let node = this.#leafCount + region; node > 0; node >>= 1)
      raise(this.#ranks, this.#counts, node, rank);
  }

  /** Reads `into.ranks.length` cells of `level` from cell `first` on; those past the disk's end read as nothing. */
  read(level: number, first: number, into: Cells): void {
    const { ranks, shares } = into;
    for (let index = 0; index < ranks.length; index++) {
      const cell = first + index;
      const start = cell * 2 ** level;
      const size = Math.min(2 ** level, this.blockCount - start);
      let rank = RANK_OF_NOTHING;
      let count = 0;
      if (size <= 0) {
        // Past the end.
      } else if (level < LEAF_LEVEL) {
        for (let block = start; block < start + size; block++) {
          const found = this.#source.rankOf(block as BlockIndex);
          if (found > rank) {
            rank = found;
            count = 1;
          } else if (found === rank) count++;
        }
      } else if (level <= REGION_LEVEL) {
        const tree = this.#trees[start >> REGION_LEVEL];
        const node = (REGION_BLOCK_COUNT >> level) + ((start % REGION_BLOCK_COUNT) >> level);
        rank = tree?.ranks[node] ?? RANK_OF_NOTHING;
        count = tree?.counts[node] ?? 0;
      } else {
        const above = level - REGION_LEVEL;
        const node = above > Math.log2(this.#leafCount) ? 1 : (this.#leafCount >> above) + cell;
        rank = this.#ranks[node] ?? RANK_OF_NOTHING;
        count = this.#counts[node] ?? 0;
      }
      ranks[index] = rank;
      shares[index] = rank === RANK_OF_NOTHING ? 0 : Math.min(1, count / size);
    }
  }

  #look(region: number): boolean {
    const known = this.#trees[region];
    const source = this.#source.sourceOfRegion(region);
    if (source === undefined) {
      if (known === undefined) return false;
      this.#trees[region] = undefined;
      this.#lift(region);
      return true;
    }
    if (known !== undefined && known.source === source && !known.isWritten) return false;
    const tree = this.#treeAt(region);
    tree.source = source;
    tree.isWritten = false;
    const ranks = this.#scratch;
    this.#source.ranksOfRegion(region, ranks);
    for (let leaf = 0; leaf < LEAF_COUNT; leaf++) {
      let newest = RANK_OF_NOTHING;
      let count = 0;
      for (let block = leaf << LEAF_LEVEL; block < (leaf + 1) << LEAF_LEVEL; block++) {
        const rank = ranks[block] ?? RANK_OF_NOTHING;
        if (rank > newest) {
          newest = rank;
          count = 1;
        } else if (rank === newest) count++;
      }
      tree.ranks[LEAF_COUNT + leaf] = newest;
      tree.counts[LEAF_COUNT + leaf] = count;
    }
    for (let node = LEAF_COUNT - 1; node > 0; node--) join(tree.ranks, tree.counts, node);
    this.#lift(region);
    return true;
  }

  /** Brings what stands above a region up to date. */
  #lift(region: number): void {
    const tree = this.#trees[region];
    let node = this.#leafCount + region;
    this.#ranks[node] = tree?.ranks[1] ?? RANK_OF_NOTHING;
    this.#counts[node] = tree?.counts[1] ?? 0;
    for (node >>= 1; node > 0; node >>= 1) join(this.#ranks, this.#counts, node);
  }

  #treeAt(region: number): RegionTree {
    const known = this.#trees[region];
    if (known !== undefined) return known;
    const ranks = new Uint32Array(2 * LEAF_COUNT);
    const counts = new Uint16Array(2 * LEAF_COUNT);
    const tree: RegionTree = { ranks, counts, source: ranks, isWritten: false };
    this.#trees[region] = tree;
    return tree;
  }
}

/** One more block of a node is answered by `rank`, which is at least as new as all others. */
function raise(ranks: Uint32Array, counts: Uint16Array | Uint32Array, node: number, rank: number): void {
  if (ranks[node] === rank) counts[node] = (counts[node] ?? 0) + 1;
  else {
    ranks[node] = rank;
    counts[node] = 1;
  }
}

/** A node shows the newer of its two halves, or both where they are equal. */
function join(ranks: Uint32Array, counts: Uint16Array | Uint32Array, node: number): void {
  const left = ranks[2 * node] ?? RANK_OF_NOTHING;
  const right = ranks[2 * node + 1] ?? RANK_OF_NOTHING;
  ranks[node] = Math.max(left, right);
  counts[node] =
    (left >= right ? (counts[2 * node] ?? 0) : 0) + (right >= left ? (counts[2 * node + 1] ?? 0) : 0);
}
