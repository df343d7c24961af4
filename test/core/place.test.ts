import { expect, test } from "vitest";
import { extentOf, LAST_EXTENT, placeAt, SLOTS_PER_EXTENT, slotOf } from "../../src/core/place.ts";

test("a place names an extent and a slot, and fits an unsigned 32-bit number up to the last one", () => {
  for (const extent of [1, 2, 1000, 2 ** 27, LAST_EXTENT]) {
    for (const slot of [0, 1, SLOTS_PER_EXTENT - 1]) {
      const place = placeAt(extent, slot);
      expect(extentOf(place)).toBe(extent);
      expect(slotOf(place)).toBe(slot);
      expect(Uint32Array.of(place)[0]).toBe(place);
    }
  }
});

test("no slot of the first extent has the number 0, which stands for nowhere", () => {
  expect(placeAt(1, 0)).toBeGreaterThan(0);
});
