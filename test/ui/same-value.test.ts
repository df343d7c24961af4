import { expect, test } from "vitest";
import { isSameValue } from "../../src/ui/same-value.ts";
import { madeUpViews } from "./made-up-views.ts";

test("a copy has the same content", () => {
  expect(isSameValue(madeUpViews.running, structuredClone(madeUpViews.running))).toBe(true);
});

test.each([
  [1, 2],
  [null, {}],
  [[], {}],
  [{ a: 1 }, { a: 1, b: undefined }],
  [{ a: { b: [1, 2] } }, { a: { b: [1, 3] } }],
])("%j and %j differ", (a, b) => {
  expect(isSameValue(a, b)).toBe(false);
});

test("not a number is the same as itself", () => {
  expect(isSameValue({ a: Number.NaN }, { a: Number.NaN })).toBe(true);
});
