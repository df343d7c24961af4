import { readFile } from "node:fs/promises";
import { describe, expect, it } from "vitest";
import wabt from "wabt";
import { PageFingerprints } from "../../src/machine/page-fingerprints.ts";
import { Random } from "../support/random.ts";

const PAGE = 4096;
const PAGE_COUNT = 64;
const folder = new URL("../../src/machine/", import.meta.url);
const assembled = await readFile(new URL("page-fingerprints.wasm", folder));

const implementations = [
  { name: "the program", module: new WebAssembly.Module(assembled) },
  { name: "the plain fallback", module: null },
];

it("page-fingerprints.wasm is page-fingerprints.wat, assembled", async () => {
  const text = await readFile(new URL("page-fingerprints.wat", folder), "utf8");
  const { buffer } = (await wabt()).parseWat("page-fingerprints.wat", text, { simd: true }).toBinary({});
  expect(Buffer.compare(Buffer.from(buffer), assembled)).toBe(0);
});

describe.each(implementations)("PageFingerprints with $name", ({ module }) => {
  function setUp() {
    const memory = new WebAssembly.Memory({ initial: (PAGE_COUNT * PAGE) / 65_536 + 1 });
    const fingerprints = PageFingerprints.reserve(memory, module, PAGE_COUNT);
    // Not at an even address: an emulator's memory lies where its allocator put it.
    const pages = new Uint8Array(memory.buffer, 16, PAGE_COUNT * PAGE);
    const of = (page: number): string =>
      fingerprints.of(pages.subarray(page * PAGE, (page + 1) * PAGE)).join();
    return { fingerprints, pages, of };
  }

  it("gives zero for a page of zeros, and for no other", () => {
    const { fingerprints, pages, of } = setUp();
    expect(of(0)).toBe("0,0,0,0");
    const first = pages.subarray(0, PAGE);
    expect(fingerprints.isUsed(first)).toBe(false);
    for (const index of [0, 1, 15, 16, 63, 64, 1023, 1024, 4094, 4095]) {
      pages.fill(0);
      pages[index] = 1;
      expect(of(0)).not.toBe("0,0,0,0");
      expect(fingerprints.isUsed(first)).toBe(true);
    }
  });

  it("gives the same for equal pages wherever they lie, alone or among others", () => {
    const { fingerprints, pages, of } = setUp();
    const content = new Random(7).bytes(PAGE);
    for (const page of [0, 1, 17, PAGE_COUNT - 1]) pages.set(content, page * PAGE);
    expect(new Set([of(0), of(1), of(17), of(PAGE_COUNT - 1)]).size).toBe(1);
    const all = fingerprints.of(pages);
    expect(all.subarray(17 * 4, 18 * 4).join()).toBe(of(17));
    expect(all.length).toBe(PAGE_COUNT * 4);
  });

  it("tells pages apart that differ in one bit, in the order of their words, or in the place of a block", () => {
    const { pages, of } = setUp();
    const random = new Random(11);
    const content = random.bytes(PAGE);
    const seen = new Map<string, string>();
    const note = (what: string): void => {
      const fingerprint = of(0);
      expect(seen.get(fingerprint), `${what} looks like ${seen.get(fingerprint)}`).toBeUndefined();
      seen.set(fingerprint, what);
    };
    pages.set(content);
    note("the content");
    for (let bit = 0; bit < PAGE * 8; bit += 13) {
      pages.set(content);
      pages[bit >> 3] = (content[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      note(`bit ${bit} flipped`);
    }
    for (const unit of [4, 8, 16, 32, 64, 512, 1024, 2048]) {
      pages.set(content);
      pages.set(content.subarray(0, unit), unit);
      pages.set(content.subarray(unit, 2 * unit), 0);
      note(`the first two ${unit} bytes swapped`);
    }
    for (let count = 1; count <= 300; count++) {
      pages.fill(0, 0, PAGE);
      pages[(count * 13) % PAGE] = (count % 255) + 1;
      note(`one byte of ${count}`);
    }
  });
});
