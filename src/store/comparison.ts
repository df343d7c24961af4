import { type BlockRun, runsOf } from "../core/block-runs.ts";
import { throwIfCancelled } from "../core/cancel-signal.ts";
import type { Chain } from "../core/chain.ts";
import { BLOCK_BYTE_LENGTH, blockCountOf } from "../core/geometry.ts";
import type { BlockIndex, LayerId } from "../core/identity.ts";
import type { DiskView } from "./disk-view.ts";
import type { ProgressOptions } from "./full-copy.ts";

/** Blocks, or pages of a memory, in which two points in time differ. */
export interface SpaceDifference {
  /** Those that the two keep in different places, or only one of them keeps: written since, or copied. */
  readonly apartCount: number;
  /** How many of these were read and found to hold equal bytes; null where they were not read. */
  readonly equalCount: number | null;
  /** The others, in ascending order. */
  readonly runs: readonly BlockRun[];
}

/** Which of two points in time has written a block since they had the same: their layers tell. */
export type WrittenBy = "first" | "second" | "both";

export interface DiskRun extends BlockRun {
  readonly writtenBy: WrittenBy;
}

export interface DiskDifference extends SpaceDifference {
  /** 0 for the first disk, 1 for the second. */
  readonly drive: number;
  /** Blocks of the disk. */
  readonly blockCount: number;
  readonly runs: readonly DiskRun[];
}

export interface CompareOptions extends ProgressOptions {
  /** Whether the bytes are read where the places differ: costs reading both copies of each such block. */
  readonly isVerifying?: boolean | undefined;
}

/** A disk at two points in time. */
export interface ComparedDisk {
  readonly drive: number;
  readonly chains: readonly [Chain, Chain];
  /** The same, to be read from. */
  readonly views: readonly [DiskView, DiskView];
}

/** Reads blocks or pages: in the order given. */
export type ReadBlocks = (blocks: readonly BlockIndex[]) => Promise<readonly Uint8Array[]>;

/** Blocks or pages that are read together: 1 MiB of each side. */
const BLOCKS_PER_STEP = 256;

/**
 * The blocks of a disk that two chains keep in different places. An equal place means equal bytes, since extents never
 * change; different places may hold equal bytes, which `isVerifying` finds out.
 */
export async function compareDisk(
  { drive, chains: [first, second], views: [one, other] }: ComparedDisk,
  options: CompareOptions,
): Promise<DiskDifference> {
  const { firstBlock, byteLength } = one;
  const read: readonly [ReadBlocks, ReadBlocks] = [
    (blocks) => one.read(blocks),
    (blocks) => other.read(blocks),
  ];
  const blockCount = blockCountOf(byteLength);
  const apart: BlockIndex[] = [];
  for (const block of first.differences(second))
    if (block >= firstBlock && block < firstBlock + blockCount)
      apart.push((block - firstBlock) as BlockIndex);
  const different = options.isVerifying === true ? await unequal(apart, read, options) : apart;
  const common = new Set(first.layers.filter((layer) => second.layers.includes(layer)));
  const wrote = (chain: Chain, block: BlockIndex): boolean => {
    const owner: LayerId | null = chain.owner((firstBlock + block) as BlockIndex);
    return owner !== null && !common.has(owner);
  };
  const writtenBy = (block: BlockIndex): WrittenBy =>
    !wrote(second, block) ? "first" : wrote(first, block) ? "both" : "second";
  const runs: { first: number; count: number; writtenBy: WrittenBy }[] = [];
  for (const block of different) {
    const last = runs.at(-1);
    const by = writtenBy(block);
    if (last !== undefined && last.writtenBy === by && last.first + last.count === block) last.count++;
    else runs.push({ first: block, count: 1, writtenBy: by });
  }
  return {
    drive,
    blockCount,
    apartCount: apart.length,
    equalCount: options.isVerifying === true ? apart.length - different.length : null,
    runs,
  };
}

/** The same for pages of two memories that are kept apart; `apart` is in ascending order. */
export async function comparePages(
  apart: readonly BlockIndex[],
  read: readonly [ReadBlocks, ReadBlocks],
  options: CompareOptions,
): Promise<SpaceDifference> {
  const different = options.isVerifying === true ? await unequal(apart, read, options) : apart;
  return {
    apartCount: apart.length,
    equalCount: options.isVerifying === true ? apart.length - different.length : null,
    runs: runsOf(different),
  };
}

/** Those of `blocks` whose bytes differ. Rejects with `cancelled`, or as reading does. */
async function unequal(
  blocks: readonly BlockIndex[],
  [readFirst, readSecond]: readonly [ReadBlocks, ReadBlocks],
  { signal, onProgress }: ProgressOptions,
): Promise<BlockIndex[]> {
  const different: BlockIndex[] = [];
  const total = blocks.length * BLOCK_BYTE_LENGTH;
  for (let start = 0; start < blocks.length; start += BLOCKS_PER_STEP) {
    throwIfCancelled(signal, "Compare");
    const step = blocks.slice(start, start + BLOCKS_PER_STEP);
    const [first, second] = await Promise.all([readFirst(step), readSecond(step)]);
    for (const [index, block] of step.entries())
      if (!isEqual(first[index] as Uint8Array, second[index] as Uint8Array)) different.push(block);
    onProgress?.(Math.min(total, (start + step.length) * BLOCK_BYTE_LENGTH), total);
  }
  return different;
}

function isEqual(left: Uint8Array, right: Uint8Array): boolean {
  if (left.byteLength !== right.byteLength) return false;
  for (let index = 0; index < left.byteLength; index++) if (left[index] !== right[index]) return false;
  return true;
}
