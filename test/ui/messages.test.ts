import { describe, expect, test } from "vitest";
import { english } from "../../src/i18n/en.ts";
import { french } from "../../src/i18n/fr.ts";
import { chooseLanguage } from "../../src/i18n/language.ts";
import { localeOf } from "../../src/i18n/locale.ts";

/** Every text by its path; functions are called with samples, numbers as quantities. */
function texts(node: unknown, path = ""): [string, string][] {
  if (typeof node === "string") return [[path, node]];
  if (typeof node === "function") {
    const sample = Object.assign(["2"], { value: 2, shown: "2", toString: () => "2" });
    const made: unknown = node(...Array.from({ length: node.length }, () => sample));
    return [[path, String(made)]];
  }
  return Object.entries(node as object).flatMap(([key, value]) => texts(value, `${path}.${key}`));
}

/** Parts of a notice that have nothing to say may be empty. */
const mayBeEmpty = (path: string): boolean => /^\.notice\.text\..*\.(advice|safe)$/.test(path);

describe("messages", () => {
  test("both languages have the same texts", () => {
    expect(
      texts(french)
        .map(([path]) => path)
        .sort(),
    ).toEqual(
      texts(english)
        .map(([path]) => path)
        .sort(),
    );
  });

  test.each([
    ["en", english],
    ["fr", french],
  ])("no text is empty in %s", (_language, messages) => {
    for (const [path, text] of texts(messages)) {
      if (!mayBeEmpty(path)) expect(text.trim(), path).not.toBe("");
      expect(text, path).not.toMatch(/undefined|\[object/);
    }
  });

  test("French puts no breakable space before its double signs", () => {
    for (const [path, text] of texts(french)) expect(text, path).not.toMatch(/ [:;?!»]|« /);
  });

  test("every error says what happened and what to do", () => {
    for (const [code, { happened, safe, advice }] of Object.entries(english.notice.text)) {
      expect(happened, code).not.toBe("");
      expect(safe + advice, code).not.toBe("");
    }
  });

  test("singular and plural follow the language", () => {
    const zero = { value: 0, shown: "0" };
    const one = { value: 1, shown: "1" };
    expect(english.layers.blocks(zero)).toBe("0 blocks");
    expect(english.layers.blocks(one)).toBe("1 block");
    expect(french.layers.blocks(zero)).toBe("0\u00a0bloc");
    expect(french.layers.blocks({ value: 2, shown: "2" })).toBe("2\u00a0blocs");
  });
});

describe("chooseLanguage", () => {
  test("the address wins over the browser", () => {
    expect(chooseLanguage("?lang=fr", ["en-GB"])).toBe("fr");
  });

  test("the browser's first language that the page speaks is taken", () => {
    expect(chooseLanguage("", ["de-DE", "fr-CA", "en"])).toBe("fr");
  });

  test("a language that the page does not speak gives English", () => {
    expect(chooseLanguage("?lang=xx", ["de"])).toBe("en");
  });
});

test("a locale is made once", () => {
  expect(localeOf("fr")).toBe(localeOf("fr"));
});
