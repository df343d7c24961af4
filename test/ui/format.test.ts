import { describe, expect, test } from "vitest";
import { createFormat } from "../../src/i18n/format.ts";

const english = createFormat("en");
const french = createFormat("fr");
/** With plain spaces, whichever kind the language uses. */
const plain = (text: string): string => text.replaceAll(/[\u00a0\u202f]/g, " ");

describe("bytes", () => {
  test.each([
    [0, "0 B"],
    [999, "999 B"],
    [1000, "1,000 B"],
    [1012 * 1024, "1,012 KiB"],
    [4096, "4 KiB"],
    [256 * 1024 * 1024, "256 MiB"],
    [1023.9 * 1024 * 1024, "1 GiB"],
    [12.5 * 1024 ** 3, "12.5 GiB"],
  ])("%d bytes are %s", (byteLength, shown) => {
    expect(plain(english.bytes(byteLength))).toBe(shown);
  });

  test("French counts octets and writes a comma", () => {
    expect(plain(french.bytes(1.5 * 1024 * 1024))).toBe("1,5 Mio");
  });
});

describe("duration", () => {
  test.each([
    [0, "0 ms"],
    [0.04, "< 0.1 ms"],
    [8.24, "8.2 ms"],
    [12.4, "12 ms"],
    [140.2, "140 ms"],
    [999.6, "1 s"],
    [4123, "4.1 s"],
    [59_960, "1 min 0 s"],
    [72_000, "1 min 12 s"],
  ])("%d ms is %s", (ms, shown) => {
    expect(plain(english.duration(ms))).toBe(shown);
  });
});

describe("ago", () => {
  test("a moment in the future counts as now", () => {
    expect(english.ago(-500)).toBe("just now");
    expect(french.ago(0)).toBe("à l’instant");
  });

  test("seconds, minutes and days", () => {
    expect(english.ago(1200)).toBe("1s ago");
    expect(english.ago(150_000)).toBe("2m ago");
    expect(plain(french.ago(3000))).toBe("il y a 3 s");
  });
});

test("a ratio has two significant digits", () => {
  expect(english.times(341.7)).toBe("340");
  expect(english.times(1.26)).toBe("1.3");
});

test("a tiny share is not rounded to nothing", () => {
  expect(english.share(19 / 65_536)).toBe("0.029%");
});
