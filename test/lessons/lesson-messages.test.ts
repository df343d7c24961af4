import { expect, test } from "vitest";
import { lessonTextOf } from "../../src/i18n/lessons/lesson-locale.ts";

/** Every text by its path; functions are called with samples. */
function texts(node: unknown, path = ""): [string, string][] {
  if (typeof node === "string") return [[path, node]];
  if (typeof node === "function") {
    const sample = Object.assign(["2"], { value: 2, shown: "2", toString: () => "2" });
    return [[path, String(node(...Array.from({ length: node.length }, () => sample)))]];
  }
  return Object.entries(node as object).flatMap(([key, value]) => texts(value, `${path}.${key}`));
}

test("the texts around the exercises are the same in both languages, and none is empty", () => {
  const [english, french] = [texts(lessonTextOf("en")), texts(lessonTextOf("fr"))];
  expect(french.map(([path]) => path).sort()).toEqual(english.map(([path]) => path).sort());
  for (const [path, text] of [...english, ...french]) {
    expect(text.trim(), path).not.toBe("");
    expect(text, path).not.toMatch(/undefined|\[object/);
  }
  for (const [path, text] of french) expect(text, path).not.toMatch(/ [:;?!»]|« /);
});
