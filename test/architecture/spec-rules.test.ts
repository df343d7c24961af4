import { expect, test } from "vitest";
import { repositoryTexts } from "./repository-files.ts";
import { namedIds, ruleIds } from "./spec-rules.ts";

const texts = repositoryTexts();
const isTest = (path: string): boolean => /^test\/.*\.(test|spec)\.ts$/.test(path);
const tests = [...texts]
  .filter(([path]) => isTest(path) || /-contract\.ts$/.test(path))
  .map(([, text]) => text);
const ids = ruleIds(texts.get("SPEC.md") ?? "");

test("every rule of SPEC.md has an id of its own, and is named by the title of a test", () => {
  expect(ids.length).toBeGreaterThan(50);
  expect(ids.filter((id, index) => ids.indexOf(id) !== index)).toEqual([]);
  const named = namedIds(tests);
  expect(ids.filter((id) => !named.has(id))).toEqual([]);
});

test("a rule that no title names is found", () => {
  const spec = ruleIds("- **A1** One.\n- **A2** Two, as **A3** says.\n");
  expect(spec).toEqual(["A1", "A2"]);
  const call = "test";
  const text = `// A1\n${call}.each([[1, "A2"]])("A3: a", () => {});\n${call}(\n  'A4, A5: b');\nexpect("A6");`;
  expect([...namedIds([text])]).toEqual(["A3", "A4", "A5"]);
});
