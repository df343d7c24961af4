import { describe, expect, test } from "vitest";
import { fileViolations } from "./file-rules.ts";
import { repositoryTexts } from "./repository-files.ts";

test("files keep the rules on names, length, machine paths, focused tests and the lock file", () => {
  expect(fileViolations(repositoryTexts())).toEqual([]);
});

describe("the rules can fail", () => {
  const made = (path: string, text: string): readonly string[] => fileViolations(new Map([[path, text]]));
  const lines = (count: number): string => "x;\n".repeat(count);
  // Put together here, so that this file keeps the rules itself.
  const focused = `${"test"}.only("a", () => {});`;
  const machinePath = `See ${"/home"}/someone/notes.`;

  test.each([
    ["src/core/utils.ts", "", "name says nothing of what it holds"],
    ["test/support/helpers.ts", "", "name says nothing of what it holds"],
    [
      "src/core/a.ts",
      lines(301),
      '301 lines: split it, or say why in a comment at its top ("Long because …")',
    ],
    [
      "src/core/a.ts",
      `${lines(300)}// Long because of this.\n`,
      '301 lines: split it, or say why in a comment at its top ("Long because …")',
    ],
    ["test/a.test.ts", focused, "a focused test is left over"],
    ["docs/a.md", machinePath, "path of one machine: /home/someone/"],
    [
      "package-lock.json",
      `{"packages":{"a":{"${"resolved"}":"https://x/a.tgz"}}}`,
      "an address of a registry",
    ],
  ])("%s, case %#", (path, text, complaint) => {
    expect(made(path, text)).toEqual([`${path}: ${complaint}`]);
  });

  test.each([
    ["src/core/a.ts", lines(300)],
    ["src/core/a.ts", `/**\n * Long because of this.\n */\n${lines(400)}`],
    ["src/lessons/a.md", `In the guest, ${"/root"}/notes.txt is yours.`],
    ["src/ui/a.ts", "const address = `https://example.org/home/`; import '../work/a.ts'; set.only;"],
  ])("%s may be so, case %#", (path, text) => {
    expect(made(path, text)).toEqual([]);
  });
});
