import { describe, expect, it } from "vitest";
import { RELEASE_EVERY_KEY, scanCodesOf } from "../../src/machine/us-keyboard.ts";

describe("scanCodesOf", () => {
  it.each([
    ["a", [0x1e, 0x9e]],
    ["A", [0x2a, 0x1e, 0x9e, 0xaa]],
    ["0", [0x0b, 0x8b]],
    [")", [0x2a, 0x0b, 0x8b, 0xaa]],
    ["\\", [0x2b, 0xab]],
    ["?", [0x2a, 0x35, 0xb5, 0xaa]],
    ["`", [0x29, 0xa9]],
    ["\n", [0x1c, 0x9c]],
    ["\x03", [0x1d, 0x2e, 0xae, 0x9d]],
  ])("presses and releases the keys of %j", (character, codes) => {
    expect(scanCodesOf(character)).toEqual(codes);
  });

  it("has every printable character of ASCII", () => {
    for (let code = 0x20; code < 0x7f; code++) {
      expect(scanCodesOf(String.fromCharCode(code))).not.toBeNull();
    }
  });

  it("has no code for a character that a US keyboard does not have", () => {
    expect(scanCodesOf("é")).toBeNull();
  });
});

describe("RELEASE_EVERY_KEY", () => {
  it("N1: lets go of every key, and presses none but the left shift key first", () => {
    expect(RELEASE_EVERY_KEY.slice(0, 2)).toEqual([0x2a, 0xaa]);
    expect(RELEASE_EVERY_KEY.slice(1).every((code) => code > 0x80)).toBe(true);
    for (const code of [0x81, 0x9c, 0x9d, 0xb6, 0xb8, 0xd8]) expect(RELEASE_EVERY_KEY).toContain(code);
    expect(RELEASE_EVERY_KEY.filter((code) => code === 0xaa)).toHaveLength(1);
  });
});
