import { describe, expect, test } from "vitest";
import { BlockMap, REGION_BLOCK_COUNT } from "../../src/core/block-map.ts";
import type { BlockIndex } from "../../src/core/identity.ts";
import { Random } from "../support/random.ts";

const block = (index: number): BlockIndex => index as BlockIndex;

/** All that a map says, by block. */
const contentOf = (map: BlockMap): Map<number, number> =>
  new Map([...map.entries()].sort(([left], [right]) => left - right));

describe("a block map", () => {
  test("L2: gives each block its number, and 0 where none was set", () => {
    const map = new BlockMap();
    for (const index of [0, 1, REGION_BLOCK_COUNT - 1, REGION_BLOCK_COUNT, 5 * REGION_BLOCK_COUNT + 7])
      map.set(block(index), index + 1);
    expect(map.get(block(REGION_BLOCK_COUNT - 1))).toBe(REGION_BLOCK_COUNT);
    expect(map.get(block(REGION_BLOCK_COUNT))).toBe(REGION_BLOCK_COUNT + 1);
    expect(map.get(block(2))).toBe(0);
    expect(map.get(block(3 * REGION_BLOCK_COUNT))).toBe(0);
    expect([...map.regionIndices()].sort()).toEqual([0, 1, 5]);
  });

  test("L2: holds numbers up to the last place of an unsigned 32-bit number", () => {
    const map = new BlockMap();
    map.set(block(3), 2 ** 32 - 1);
    expect(map.get(block(3))).toBe(2 ** 32 - 1);
  });

  test("L2: counts blocks, however often one is set or taken away", () => {
    const map = new BlockMap();
    map.set(block(4), 1);
    map.set(block(4), 2);
    map.set(block(2000), 9);
    expect(map.count).toBe(2);
    map.set(block(4), 0);
    map.set(block(4), 0);
    map.set(block(5), 0);
    expect(map.count).toBe(1);
    expect(contentOf(map)).toEqual(new Map([[2000, 9]]));
  });

  test("O3: copies and copies of copies are independent, in both directions", () => {
    const random = new Random(7);
    const maps = [{ map: new BlockMap(), model: new Map<number, number>() }];
    for (let step = 0; step < 3000; step++) {
      const chosen = random.pick(maps);
      if (random.oneIn(40)) maps.push({ map: chosen.map.copy(), model: new Map(chosen.model) });
      const index = random.pick([0, 1023, 1024, 2047, 2048]) + random.below(3);
      const value = random.oneIn(5) ? 0 : random.between(1, 1000);
      chosen.map.set(block(index), value);
      if (value === 0) chosen.model.delete(index);
      else chosen.model.set(index, value);
    }
    expect(maps.length).toBeGreaterThan(40);
    for (const { map, model } of maps) {
      expect(contentOf(map)).toEqual(new Map([...model].sort(([left], [right]) => left - right)));
      expect(map.count).toBe(model.size);
    }
  });

  test("M8: two maps differ in the blocks that they give different numbers, shared regions or not", () => {
    const random = new Random(11);
    for (let round = 0; round < 50; round++) {
      const one = new BlockMap();
      for (let step = 0; step < 60; step++)
        one.set(block(random.pick([0, 1020, 5000]) + random.below(30)), random.between(0, 3));
      const other = random.oneIn(5) ? new BlockMap() : one.copy();
      for (let step = 0; step < 20; step++)
        other.set(block(random.pick([0, 1020, 9000]) + random.below(30)), random.between(0, 3));
      const expected = Array.from({ length: 9100 }, (_, index) => index).filter(
        (index) => one.get(block(index)) !== other.get(block(index)),
      );
      expect([...one.differences(other)]).toEqual(expected);
      expect([...other.differences(one)]).toEqual(expected);
      expect([...one.differences(one.copy())]).toEqual([]);
    }
  });

  test("a region taken over replaces what was there, and its copies keep theirs", () => {
    const map = new BlockMap();
    map.set(block(1), 5);
    map.set(block(2), 6);
    const copy = map.copy();
    const numbers = new Uint32Array(REGION_BLOCK_COUNT);
    numbers[2] = 7;
    map.setRegion(0, numbers);
    expect(contentOf(map)).toEqual(new Map([[2, 7]]));
    expect(map.count).toBe(1);
    expect(copy.count).toBe(2);
    copy.set(block(2), 8);
    expect(map.get(block(2))).toBe(7);
    expect(map.region(0)).toBe(numbers);
    expect(map.region(1)).toBeUndefined();
  });
});
