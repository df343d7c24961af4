import { describe, expect, test } from "vitest";
import { BlockMap } from "../../src/core/block-map.ts";
import { Chain } from "../../src/core/chain.ts";
import type { BlockIndex, LayerId, Place } from "../../src/core/identity.ts";
import { Random } from "../support/random.ts";

const block = (index: number): BlockIndex => index as BlockIndex;
const place = (number: number): Place => number as Place;
const layer = (name: string): LayerId => name as LayerId;

function mapOf(places: Readonly<Record<number, number>>): BlockMap {
  const map = new BlockMap();
  for (const [index, number] of Object.entries(places)) map.set(block(Number(index)), number);
  return map;
}

describe("a chain", () => {
  test("C1: the nearest layer that has the block gives its place; none where no layer has it", () => {
    const chain = Chain.fold([
      { id: layer("A"), map: mapOf({ 0: 1, 1: 2, 2: 3 }) },
      { id: layer("B"), map: mapOf({ 1: 20 }) },
      { id: layer("C"), map: mapOf({ 2: 30, 3: 40 }) },
    ]);
    expect([0, 1, 2, 3, 4].map((index) => chain.place(block(index)))).toEqual([1, 20, 30, 40, null]);
    expect([0, 1, 2, 3, 4].map((index) => chain.owner(block(index)))).toEqual(["A", "B", "C", "C", null]);
    expect(chain.blockCount).toBe(4);
    expect([...chain.entries()].length).toBe(4);
  });

  test("C1 C3: folding gives what walking the layers from the top gives, at any depth", () => {
    const random = new Random(3);
    for (const depth of [1, 2, 10, 60]) {
      const layers = Array.from({ length: depth }, (_, index) => {
        const map = new BlockMap();
        for (let count = random.below(40); count > 0; count--)
          map.set(block(random.below(1100)), random.between(1, 1e6));
        return { id: layer(`layer ${index}`), map };
      });
      const chain = Chain.fold(layers);
      for (let index = 0; index < 1100; index++) {
        const nearest = layers.findLast(({ map }) => map.get(block(index)) !== 0);
        expect(chain.owner(block(index))).toBe(nearest?.id ?? null);
        expect(chain.place(block(index))).toBe(nearest?.map.get(block(index)) ?? null);
        expect(chain.isInActiveLayer(block(index))).toBe(nearest !== undefined && nearest === layers.at(-1));
      }
    }
  });

  test("C2: a layer that is in the chain already is refused, and the chain stays as it was", () => {
    const chain = Chain.fold([{ id: layer("A"), map: mapOf({}) }]);
    chain.push(layer("B"));
    expect(() => chain.push(layer("A"))).toThrow(RangeError);
    expect(chain.layers).toEqual(["A", "B"]);
    const twice = [layer("A"), layer("A")].map((id) => ({ id, map: mapOf({}) }));
    expect(() => Chain.fold(twice)).toThrow(/A is in the chain/);
  });

  test("L1: without a layer on top nothing can be recorded", () => {
    const chain = Chain.fold([]);
    expect(() => chain.record(block(0), place(1))).toThrow(RangeError);
    expect(chain.place(block(0))).toBeNull();
    expect(chain.isInActiveLayer(block(0))).toBe(false);
  });

  test("L2 S2: a layer put on top is empty, and what is recorded from then on belongs to it alone", () => {
    const chain = Chain.fold([{ id: layer("A"), map: mapOf({ 0: 1, 1: 2 }) }]);
    expect(chain.isInActiveLayer(block(0))).toBe(true);
    chain.push(layer("B"));
    expect(chain.isInActiveLayer(block(0))).toBe(false);
    chain.record(block(0), place(9));
    expect(chain.isInActiveLayer(block(0))).toBe(true);
    expect(chain.owner(block(0))).toBe("B");
    expect(chain.owner(block(1))).toBe("A");
    expect(chain.blockCount).toBe(2);
  });

  test("M2 M3: layers merged upwards leave every place, and their blocks belong to the next layer that stays", () => {
    const chain = Chain.fold([
      { id: layer("A"), map: mapOf({ 0: 1, 1: 2 }) },
      { id: layer("B"), map: mapOf({ 1: 20, 2: 21 }) },
      { id: layer("C"), map: mapOf({ 2: 30, 3: 31 }) },
      { id: layer("D"), map: mapOf({ 3: 40 }) },
    ]);
    chain.mergeUp(new Set([layer("B"), layer("C"), layer("elsewhere")]));
    expect([0, 1, 2, 3].map((index) => chain.place(block(index)))).toEqual([1, 20, 30, 40]);
    expect([0, 1, 2, 3].map((index) => chain.owner(block(index)))).toEqual(["A", "D", "D", "D"]);
    expect(chain.layers).toEqual(["A", "D"]);
    expect(chain.isInActiveLayer(block(1))).toBe(true);
    chain.push(layer("E"));
    chain.record(block(1), place(50));
    expect(chain.owner(block(1))).toBe("E");
    expect(chain.isInActiveLayer(block(2))).toBe(false);
    chain.mergeUp(new Set([layer("A"), layer("D")]));
    expect([0, 1, 2, 3].map((index) => chain.owner(block(index)))).toEqual(["E", "E", "E", "E"]);
    expect(() => chain.mergeUp(new Set([layer("E")]))).toThrow(RangeError);
    expect(chain.layers).toEqual(["E"]);
  });

  test("M1: a layer merged downwards gives its blocks the name of the one below; without one that is refused", () => {
    const chain = Chain.fold([
      { id: layer("A"), map: mapOf({ 0: 1 }) },
      { id: layer("B"), map: mapOf({ 1: 20 }) },
    ]);
    chain.mergeDown(layer("elsewhere"));
    chain.mergeDown(layer("B"));
    expect(chain.layers).toEqual(["A"]);
    expect([0, 1].map((index) => chain.owner(block(index)))).toEqual(["A", "A"]);
    chain.record(block(2), place(9));
    expect(chain.owner(block(2))).toBe("A");
    expect(() => chain.mergeDown(layer("A"))).toThrow(RangeError);
  });

  test("M2: a flattened layer holds what was below it and copies of the base image, and stands alone", () => {
    const chain = Chain.fold([
      { id: layer("A"), map: mapOf({ 0: 1, 1: 2 }) },
      { id: layer("B"), map: mapOf({ 1: 20 }) },
      { id: layer("C"), map: mapOf({ 2: 30 }) },
    ]);
    expect(chain.standsAlone).toBe(false);
    const kept = chain.copy();
    chain.flatten(layer("B"), mapOf({ 2: 90, 3: 91 }));
    expect(chain.layers).toEqual(["B", "C"]);
    expect([0, 1, 2, 3].map((index) => chain.place(block(index)))).toEqual([1, 20, 30, 91]);
    expect([0, 1, 2, 3].map((index) => chain.owner(block(index)))).toEqual(["B", "B", "C", "B"]);
    expect(chain.standsAlone).toBe(true);
    expect(chain.copy().standsAlone).toBe(true);
    kept.flatten(layer("elsewhere"), mapOf({ 9: 9 }));
    expect([kept.standsAlone, kept.layers]).toEqual([false, ["A", "B", "C"]]);
    expect(Chain.fold([{ id: layer("A"), map: mapOf({}), standsAlone: true }]).standsAlone).toBe(true);
  });

  test("O3 S6: a copy keeps its point in time, and a branch on it leaves the original alone", () => {
    const chain = Chain.fold([{ id: layer("A"), map: mapOf({ 0: 1 }) }]);
    const kept = chain.copy();
    chain.push(layer("B"));
    chain.record(block(0), place(5));
    const branch = kept.copy();
    branch.push(layer("C"));
    branch.record(block(7), place(6));
    expect(kept.layers).toEqual(["A"]);
    expect(kept.place(block(0))).toBe(1);
    expect(kept.place(block(7))).toBeNull();
    expect(chain.place(block(7))).toBeNull();
    expect(branch.place(block(0))).toBe(1);
    expect(branch.owner(block(7))).toBe("C");
  });
});
