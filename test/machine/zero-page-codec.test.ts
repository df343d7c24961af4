import { describe, expect, it } from "vitest";
import {
  copyUsedPages,
  openUsedPages,
  PAGE_BYTES,
  packUsedPages,
  packZeroPages,
  unpackZeroPages,
  writeUsedPages,
} from "../../src/machine/zero-page-codec.ts";

/** A small generator, so that a failing run can be repeated (mulberry32). */
function randomNumbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

/** Compared natively: an assertion's own comparison takes seconds for so many bytes. */
const isRestored = (bytes: Uint8Array): boolean =>
  Buffer.compare(unpackZeroPages(packZeroPages(bytes)), bytes) === 0;

describe("packZeroPages", () => {
  it("gives back the same bytes for lengths around every boundary", () => {
    for (const byteLength of [
      0,
      1,
      31,
      32,
      33,
      PAGE_BYTES - 1,
      PAGE_BYTES,
      PAGE_BYTES + 1,
      8 * PAGE_BYTES,
      9 * PAGE_BYTES + 5,
    ]) {
      const zeros = new Uint8Array(byteLength);
      expect(isRestored(zeros)).toBe(true);
      const full = new Uint8Array(byteLength).fill(7);
      expect(isRestored(full)).toBe(true);
      if (byteLength === 0) continue;
      const last = new Uint8Array(byteLength);
      last[byteLength - 1] = 1;
      expect(isRestored(last)).toBe(true);
    }
  });

  it("gives back random mixtures of pages, also from an unaligned view", () => {
    for (let seed = 1; seed <= 50; seed++) {
      const random = randomNumbers(seed);
      const byteLength = Math.floor(random() * 20 * PAGE_BYTES);
      const bytes = new Uint8Array(byteLength + 1).subarray(seed % 2);
      for (let at = 0; at < bytes.byteLength; at += PAGE_BYTES) {
        if (random() < 0.5)
          bytes[Math.min(bytes.byteLength - 1, at + Math.floor(random() * PAGE_BYTES))] = seed;
      }
      expect(isRestored(bytes), `seed ${seed}`).toBe(true);
    }
  });

  it("keeps a page for one set bit anywhere in it, negative zero of a float included", () => {
    const bytes = new Uint8Array(PAGE_BYTES);
    for (let at = 0; at < PAGE_BYTES; at += 61) {
      bytes.fill(0);
      bytes[at] = 0x80;
      expect(packZeroPages(bytes).byteLength).toBeGreaterThan(PAGE_BYTES);
    }
  });

  it("takes a bit and nothing else for a page of zeros", () => {
    expect(packZeroPages(new Uint8Array(1024 * PAGE_BYTES)).byteLength).toBe(12 + 128);
  });
});

describe("used pages", () => {
  it("turn any bytes into the ones that were copied, zeros included", () => {
    for (let seed = 1; seed <= 30; seed++) {
      const random = randomNumbers(seed);
      const mixture = (): Uint8Array => {
        const bytes = new Uint8Array(6 * PAGE_BYTES + (seed % 3) * 100);
        for (let at = 0; at < bytes.byteLength; at += PAGE_BYTES) if (random() < 0.5) bytes[at + 9] = seed;
        return bytes;
      };
      const [wanted, target] = [mixture(), mixture()];
      const used = copyUsedPages(wanted);
      writeUsedPages(openUsedPages(packUsedPages(used)), target);
      expect(Buffer.compare(target, wanted), `seed ${seed}`).toBe(0);
    }
  });

  it("are a copy: what is written afterwards is not in it", () => {
    const bytes = new Uint8Array(2 * PAGE_BYTES).fill(1);
    const used = copyUsedPages(bytes);
    bytes.fill(2);
    expect(used.contents.includes(2)).toBe(false);
  });
});

describe("unpackZeroPages", () => {
  const packed = packZeroPages(new Uint8Array(3 * PAGE_BYTES).fill(1));
  const damaged = (at: number, value: number): Uint8Array => {
    const copy = packed.slice();
    copy[at] = value;
    return copy;
  };

  it.each([
    ["too short for a header", packed.subarray(0, 11)],
    ["without the magic word", damaged(0, 0)],
    ["of another format version", damaged(4, 2)],
    ["cut short", packed.subarray(0, packed.byteLength - 1)],
    ["with a byte too many", new Uint8Array([...packed, 0])],
    ["that claim another length", damaged(11, 0x7f)],
    ["whose bitmap lies", damaged(12, 0b101)],
  ])("refuses bytes %s as snapshot-incompatible", (_what, bytes) => {
    expect(() => unpackZeroPages(bytes)).toThrow(expect.objectContaining({ code: "snapshot-incompatible" }));
  });
});
