import { describe, expect, it } from "vitest";
import { PressedKeys } from "../../src/machine/pressed-keys.ts";

describe("PressedKeys", () => {
  it("N1: knows which keys are down, those with a prefix too, and how to let go of them", () => {
    const keys = new PressedKeys();
    for (const code of [0x1d, 0x1e, 0x9e, 0xe0, 0x1d, 0xe0, 0x48, 0x48, 0xe0, 0xc8]) keys.see(code);
    expect(keys.releases()).toEqual([0x9d, 0xe0, 0x9d, 0xc8]);
    for (const code of keys.releases()) keys.see(code);
    expect(keys.releases()).toEqual([]);
  });

  it("N1: the release of a key that is not down is nothing to tell, but behind a prefix", () => {
    const keys = new PressedKeys();
    expect([0x2a, 0xaa, 0xaa, 0xe0, 0x9d].map((code) => keys.see(code))).toEqual([
      true,
      true,
      false,
      true,
      true,
    ]);
  });

  it("forgets them with the machine", () => {
    const keys = new PressedKeys();
    keys.see(0x1e);
    keys.see(0xe0);
    keys.clear();
    keys.see(0x1d);
    expect(keys.releases()).toEqual([0x9d]);
  });
});
