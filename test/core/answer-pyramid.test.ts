import { describe, expect, test } from "vitest";
import { AnswerPyramid, type AnswerSource } from "../../src/core/answer-pyramid.ts";
import { REGION_BLOCK_COUNT } from "../../src/core/block-map.ts";
import { Random } from "../support/random.ts";

/** A disk as a plain array of ranks, which counts how often its regions are read. */
class PlainDisk implements AnswerSource {
  readonly ranks: Uint32Array;
  /** One object for each content of a region. */
  readonly #sources: (object | undefined)[];
  regionReads = 0;

  constructor(blockCount: number) {
    this.ranks = new Uint32Array(blockCount);
    this.#sources = new Array(Math.ceil(blockCount / REGION_BLOCK_COUNT));
  }

  rankOf(block: number): number {
    return this.ranks[block] ?? 0;
  }

  sourceOfRegion(region: number): object | undefined {
    return this.#sources[region];
  }

  ranksOfRegion(region: number, into: Uint32Array): void {
    this.regionReads++;
    for (let index = 0; index < REGION_BLOCK_COUNT; index++)
      into[index] = this.ranks[region * REGION_BLOCK_COUNT + index] ?? 0;
  }

  /** Another point in time, in which some blocks have other ranks. */
  change(blocks: Iterable<readonly [number, number]>): void {
    for (const [block, rank] of blocks) {
      this.ranks[block] = rank;
      this.#sources[Math.floor(block / REGION_BLOCK_COUNT)] = {};
    }
  }
}

/** What the pyramid should say of a cell, counted block by block. */
function counted(disk: PlainDisk, level: number, cell: number): { rank: number; share: number } {
  const blocks = disk.ranks.subarray(cell * 2 ** level, (cell + 1) * 2 ** level);
  const rank = blocks.reduce((newest, each) => Math.max(newest, each), 0);
  const count = blocks.filter((each) => each === rank).length;
  return { rank, share: rank === 0 ? 0 : count / blocks.length };
}

function expectEqual(pyramid: AnswerPyramid, disk: PlainDisk): void {
  for (let level = 0; level <= pyramid.topLevel + 1; level++) {
    const cellCount = Math.ceil(disk.ranks.length / 2 ** level);
    const cells = { ranks: new Uint32Array(cellCount), shares: new Float32Array(cellCount) };
    pyramid.read(level, 0, cells);
    const wrong = Array.from({ length: cellCount }, (_, cell) => cell).filter((cell) => {
      const { rank, share } = counted(disk, level, cell);
      return cells.ranks[cell] !== rank || Math.abs((cells.shares[cell] ?? -1) - share) > 1e-6;
    });
    expect(wrong, `cells of level ${level}`).toEqual([]);
  }
}

const seed = Number(process.env["STRATA_SEED"] ?? Date.now() % 1e9);

describe("AnswerPyramid", () => {
  test.each([40, 1024, 3000, 9 * 1024 + 7])(
    `B1: every level of detail of %i blocks says what counting says, after any writes and points in time (seed ${seed})`,
    (blockCount) => {
      const random = new Random(seed + blockCount);
      const disk = new PlainDisk(blockCount);
      const pyramid = new AnswerPyramid(blockCount, disk);
      const all = (): void => {
        while (!pyramid.isComplete) pyramid.refresh(() => random.oneIn(3));
      };
      all();
      let newest = 1;
      for (let step = 0; step < 40; step++) {
        if (random.oneIn(4)) newest++;
        if (random.oneIn(5)) {
          const length = random.between(1, 50);
          disk.change(
            Array.from({ length }, () => [random.below(blockCount), random.below(newest + 1)] as const),
          );
          pyramid.rebuild();
          pyramid.refresh(() => true);
        }
        for (let count = random.below(60); count > 0; count--) {
          const block = random.below(blockCount);
          pyramid.write(block as Parameters<AnswerPyramid["write"]>[0], disk.rankOf(block), newest);
          disk.change([[block, newest]]);
        }
        if (random.oneIn(3)) {
          all();
          expectEqual(pyramid, disk);
        }
      }
      all();
      expectEqual(pyramid, disk);
    },
  );

  test("B1: another point in time costs the regions that differ, and no others", () => {
    const disk = new PlainDisk(64 * REGION_BLOCK_COUNT);
    disk.change(Array.from({ length: 64 }, (_, region) => [region * REGION_BLOCK_COUNT, 2] as const));
    const pyramid = new AnswerPyramid(disk.ranks.length, disk);
    pyramid.refresh(() => false);
    expect(disk.regionReads).toBe(64);
    disk.change([[3 * REGION_BLOCK_COUNT + 1, 3]]);
    pyramid.rebuild();
    pyramid.refresh(() => false);
    expect(disk.regionReads).toBe(65);
    expectEqual(pyramid, disk);
  });

  test("B1: it is read piece by piece, as much as there is time for", () => {
    const disk = new PlainDisk(8 * REGION_BLOCK_COUNT);
    disk.change(Array.from({ length: 8 }, (_, region) => [region * REGION_BLOCK_COUNT, 2] as const));
    const pyramid = new AnswerPyramid(disk.ranks.length, disk);
    expect(pyramid.refresh(() => true)).toBe(true);
    expect(pyramid.isComplete).toBe(false);
    expect(disk.regionReads).toBe(1);
    expect(pyramid.refresh(() => false)).toBe(true);
    expect(pyramid.isComplete).toBe(true);
    expectEqual(pyramid, disk);
  });

  test("B1: among 16 million blocks a write looks at no other block, and the whole disk is 8,192 numbers", () => {
    const random = new Random(3);
    const disk = new PlainDisk(2 ** 24);
    disk.ranks.fill(2);
    disk.change(Array.from({ length: 2 ** 14 }, (_, region) => [region * REGION_BLOCK_COUNT, 3] as const));
    const pyramid = new AnswerPyramid(disk.ranks.length, disk);
    pyramid.refresh(() => false);
    const readsBefore = disk.regionReads;
    expect(readsBefore).toBe(2 ** 14);
    const written = new Set(Array.from({ length: 500 }, () => random.below(2 ** 24)));
    for (const block of written)
      pyramid.write(block as Parameters<AnswerPyramid["write"]>[0], disk.rankOf(block), 4);
    pyramid.refresh(() => false);
    expect(disk.regionReads).toBe(readsBefore);
    const cells = { ranks: new Uint32Array(8192), shares: new Float32Array(8192) };
    pyramid.read(11, 0, cells);
    const expected = new Set([...written].map((block) => block >> 11));
    expect(new Set([...cells.ranks.keys()].filter((cell) => cells.ranks[cell] === 4))).toEqual(expected);
    expect(cells.ranks.every((rank) => rank === 3 || rank === 4)).toBe(true);
  });
});
