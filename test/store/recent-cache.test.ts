import { describe, expect, test } from "vitest";
import { RecentCache } from "../../src/store/recent-cache.ts";

const bytes = (length: number): Uint8Array<ArrayBuffer> => new Uint8Array(length);

describe("a cache of recent values", () => {
  test("drops the values used longest ago when it is full", () => {
    const cache = new RecentCache<string, Uint8Array>(100);
    for (const key of ["a", "b", "c"]) cache.set(key, bytes(30));
    cache.get("a");
    cache.set("d", bytes(30));
    expect(["a", "b", "c", "d"].map((key) => cache.get(key) !== undefined)).toEqual([
      true,
      false,
      true,
      true,
    ]);
    expect(cache.byteLength).toBe(90);
  });

  test("keeps the newest value even when it alone is too large, and nothing beside it", () => {
    const cache = new RecentCache<number, Uint8Array>(100);
    cache.set(1, bytes(50));
    cache.set(2, bytes(500));
    expect(cache.get(1)).toBeUndefined();
    expect(cache.get(2)?.byteLength).toBe(500);
    cache.set(3, bytes(10));
    expect(cache.get(2)).toBeUndefined();
    expect(cache.byteLength).toBe(10);
  });

  test("counts a value once when it is replaced or deleted twice", () => {
    const cache = new RecentCache<number, Uint8Array>(100);
    cache.set(1, bytes(40));
    cache.set(1, bytes(60));
    expect(cache.byteLength).toBe(60);
    cache.delete(1);
    cache.delete(1);
    expect(cache.byteLength).toBe(0);
    expect(cache.get(1)).toBeUndefined();
  });

  test("counts a value as large as it was when it was given", () => {
    const cache = new RecentCache<string, { byteLength: number }>(100);
    const growing = { byteLength: 10 };
    cache.set("growing", growing);
    cache.set("other", { byteLength: 20 });
    growing.byteLength = 90;
    expect(cache.byteLength).toBe(30);
    cache.set("growing", growing);
    expect(cache.byteLength).toBe(90);
    expect(cache.entries()).toEqual([["growing", growing]]);
  });
});
