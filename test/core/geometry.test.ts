import { describe, expect, test } from "vitest";
import {
  assertRange,
  BLOCK_BYTE_LENGTH,
  blockCountOf,
  bytesInBlock,
  isDiskSize,
  SECTOR_BYTE_LENGTH,
  spansOf,
} from "../../src/core/geometry.ts";
import type { BlockIndex } from "../../src/core/identity.ts";
import { StrataError } from "../../src/core/strata-error.ts";
import { Random } from "../support/random.ts";

describe("geometry", () => {
  test("G1: the block size is a power of two, at least 512", () => {
    expect(Math.log2(BLOCK_BYTE_LENGTH) % 1).toBe(0);
    expect(BLOCK_BYTE_LENGTH).toBeGreaterThanOrEqual(512);
  });

  test("G2: the size of a disk is a positive multiple of 512", () => {
    for (const size of [512, 4096, 4608, 2 ** 36]) expect(isDiskSize(size), String(size)).toBe(true);
    for (const size of [0, -512, 511, 513, 512.5, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 60])
      expect(isDiskSize(size), String(size)).toBe(false);
  });

  test("G2: the last block may be partial", () => {
    expect(blockCountOf(512)).toBe(1);
    expect(blockCountOf(BLOCK_BYTE_LENGTH)).toBe(1);
    expect(blockCountOf(BLOCK_BYTE_LENGTH + 512)).toBe(2);
    expect(bytesInBlock(0 as BlockIndex, BLOCK_BYTE_LENGTH + 512)).toBe(BLOCK_BYTE_LENGTH);
    expect(bytesInBlock(1 as BlockIndex, BLOCK_BYTE_LENGTH + 512)).toBe(512);
  });

  test("G2: a range that leaves the disk is refused, one that ends with it is not", () => {
    for (const [offset, length] of [
      [0, 0],
      [0, 1024],
      [1024, 0],
      [512, 512],
    ] as const)
      expect(() => assertRange(offset, length, 1024)).not.toThrow();
    for (const [offset, length] of [
      [0, 1025],
      [1024, 1],
      [-1, 1],
      [0, -1],
      [0.5, 1],
      [0, Number.NaN],
      [2 ** 53, 1],
    ] as const) {
      const refusal = expect(() => assertRange(offset, length, 1024), `${length} at ${offset}`);
      refusal.toThrow(StrataError);
      refusal.toThrow(
        expect.objectContaining({ code: "range-invalid", details: { offset, length, byteLength: 1024 } }),
      );
    }
  });

  test("a range is cut at block borders into spans that cover it once, in order", () => {
    const random = new Random(1);
    for (let round = 0; round < 500; round++) {
      const offset = random.below(64) * SECTOR_BYTE_LENGTH + random.pick([0, 0, 1, 511]);
      const length = random.below(20_000);
      let position = 0;
      for (const span of spansOf(offset, length)) {
        expect(span.position).toBe(position);
        expect(span.block * BLOCK_BYTE_LENGTH + span.start).toBe(offset + position);
        expect(span.length).toBeGreaterThan(0);
        expect(span.start + span.length).toBeLessThanOrEqual(BLOCK_BYTE_LENGTH);
        position += span.length;
      }
      expect(position).toBe(length);
    }
  });
});
