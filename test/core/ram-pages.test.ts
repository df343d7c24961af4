import { expect, test } from "vitest";
import { BlockMap } from "../../src/core/block-map.ts";
import type { BlockIndex, LayerId } from "../../src/core/identity.ts";
import {
  changedPages,
  contentsOf,
  copyPages,
  differingPages,
  isZeroPage,
  writePages,
} from "../../src/core/ram-pages.ts";

const page = (index: number): BlockIndex => index as BlockIndex;
/** Fingerprints of pages that each hold one number. */
const fingerprints = (...contents: number[]): Uint32Array =>
  Uint32Array.from(contents.flatMap((content) => [0, content, 0, 0]));

test("changed pages are those whose fingerprints differ; with nothing before, all that are not zeros", () => {
  expect(changedPages(fingerprints(1, 2, 0, 4), fingerprints(1, 3, 0, 0))).toEqual([1, 3]);
  expect(changedPages(null, fingerprints(0, 3, 0, 4))).toEqual([1, 3]);
  expect(isZeroPage(fingerprints(1, 0), page(1))).toBe(true);
  expect(isZeroPage(fingerprints(1, 0), page(0))).toBe(false);
});

test("every word of a fingerprint counts", () => {
  for (let word = 0; word < 4; word++) {
    const other = fingerprints(5);
    other[word] = 99;
    expect(changedPages(fingerprints(5), other)).toEqual([0]);
    const zero = new Uint32Array(4);
    zero[word] = 1;
    expect(isZeroPage(zero, page(0))).toBe(false);
  }
});

test("S3: pages to write are those that changed in memory and those that lie elsewhere in the store", () => {
  const [agreedPlaces, wanted] = [new BlockMap(), new BlockMap()];
  for (const [index, place] of [16, 17, 18, 19].entries()) agreedPlaces.set(page(index), place);
  for (const [index, place] of [16, 17, 40].entries()) wanted.set(page(index), place);
  const agreed = { layer: "ram" as LayerId, places: agreedPlaces, fingerprints: fingerprints(1, 2, 3, 4) };
  // Page 0 is right, 1 was changed by the guest, 2 lies elsewhere, 3 is zeros in the wanted memory.
  expect(differingPages(agreed, fingerprints(1, 9, 3, 4), wanted)).toEqual([1, 2, 3]);
});

test("pages are copied out, and written back with zeros where there is no content", () => {
  const ram = new Uint8Array(6 * 4096).map((_, index) => (index >> 12) + 1);
  const copies = contentsOf(copyPages(ram, [page(1), page(3), page(4)]));
  expect([...copies].map(([index, bytes]) => [index, bytes.byteLength, bytes[0], bytes[4095]])).toEqual([
    [1, 4096, 2, 2],
    [3, 4096, 4, 4],
    [4, 4096, 5, 5],
  ]);
  ram.fill(7);
  expect(copies.get(page(1))?.[0]).toBe(2);
  expect(writePages(ram, [page(0), page(1), page(3)], copies)).toEqual([0, 1, 3]);
  expect([0, 1, 2, 3].map((index) => [ram[index * 4096], ram[index * 4096 + 4095]])).toEqual([
    [0, 0],
    [2, 2],
    [7, 7],
    [4, 4],
  ]);
});
