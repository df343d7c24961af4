import { expect, test } from "vitest";
import { median, summarise, table } from "./summary.ts";

test("the median is the middle value, or the mean of the two middle ones", () => {
  expect(median([3, 1, 2])).toBe(2);
  expect(median([4, 1, 3, 2])).toBe(2.5);
  expect(median([10, 9, 100])).toBe(10);
  expect(() => median([])).toThrow(RangeError);
});

test("a summary keeps every sample in the order of the runs", () => {
  expect(summarise("ms", [3, 1, 2])).toEqual({ unit: "ms", median: 2, samples: [3, 1, 2] });
});

test("the table shows results and ratios in aligned columns", () => {
  const lines = table({
    results: { snapshot: summarise("ms", [1.5, 2, 2.5]), "full-copy": summarise("ms", [1000]) },
    ratios: { speed: 500 },
  }).split("\n");
  expect(lines).toEqual([
    "name       median  unit    from     to  runs",
    "snapshot        2  ms     1.500  2.500     3",
    "full-copy    1000  ms      1000   1000     1",
    "speed         500  times",
  ]);
});
