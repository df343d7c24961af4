import { describe, expect, test } from "vitest";
import { readLessonFile, writeLessonFile } from "../../src/lessons/lesson-file.ts";
import { type LessonProblem, readLesson } from "../../src/lessons/read-lesson.ts";
import { madeData, madeSource, madeText } from "./made-lesson.ts";

const problemsOf = (
  change: (data: ReturnType<typeof madeData>) => unknown,
  texts: Partial<Record<"en" | "fr", unknown>> = {},
): readonly LessonProblem[] => {
  const data = madeData();
  const changed = change(data) ?? data;
  const source = madeSource();
  const reading = readLesson({ lesson: changed, texts: { ...source.texts, ...texts } });
  return reading.kind === "refused" ? reading.problems : [];
};

describe("K1: a lesson that can't be used is refused, with the place of everything that is wrong", () => {
  test("the lesson itself is fine", () => {
    expect(problemsOf((data) => data)).toEqual([]);
  });

  test.each<[string, (data: ReturnType<typeof madeData>) => unknown, RegExp, RegExp]>([
    ["a newer format", (data) => ({ ...data, format: 2 }), /^format$/, /wanted 1/],
    ["no steps", (data) => ({ ...data, steps: [] }), /^steps$/, /./],
    [
      "an unknown property",
      (data) => ({ ...data, script: "alert(1)" }),
      /^script$/,
      /wanted no such property/,
    ],
    [
      "an unknown check",
      (data) => {
        (data.steps[0]?.goals[0] as { check: unknown }).check = { check: "typed", answer: "yes" };
      },
      /^steps\.0\.goals\.0\.check/,
      /wanted .*"happened"/,
    ],
    [
      "an unknown fact",
      (data) => {
        (data.steps[1]?.goals[0] as { check: unknown }).check = {
          check: "equal",
          value: { fact: "mood" },
          to: 1,
        };
      },
      /^steps\.1\.goals\.0\.check\.value/,
      /wanted .*"layer-blocks"/,
    ],
    [
      "an unknown action",
      (data) => {
        (data.steps[1] as { solution: unknown[] }).solution = [{ do: "eval", code: "1" }];
      },
      /^steps\.1\.solution\.0\.do$/,
      /wanted .*"guest"/,
    ],
    [
      "the same step twice",
      (data) => {
        (data.steps[1] as { id: string }).id = "freeze";
      },
      /^steps$/,
      /freeze twice/,
    ],
    [
      "a value that nothing records",
      (data) => {
        (data.steps[1] as { measures: unknown }).measures = {
          blocks: { value: { fact: "recorded", name: "other" }, unit: "blocks" },
        };
      },
      /^steps\.1\.measures/,
      /record other/,
    ],
    [
      "a mark that nothing sets",
      (data) => {
        (data.steps[1] as { solution: unknown[] }).solution = [{ do: "revert", snapshot: "second" }];
      },
      /^steps\.1\.solution/,
      /mark second/,
    ],
    [
      "goals without a solution",
      (data) => {
        (data.steps[1] as { solution: unknown[] }).solution = [];
      },
      /^steps\.1$/,
      /without a solution/,
    ],
    [
      "a wrong turn at no step",
      (data) => {
        (data.wrongTurns[0] as { step: string }).step = "nowhere";
      },
      /^wrongTurns\.0$/,
      /nowhere/,
    ],
    [
      "numbers that can't differ",
      (data) => {
        (data.variables as Record<string, unknown>)["other"] = {
          choose: "number",
          from: 3,
          to: 3,
          unlike: ["block"],
        };
      },
      /^variables\.other$/,
      /more than/,
    ],
  ])("%s", (_what, change, place, problem) => {
    const problems = problemsOf(change);
    expect(problems.length).toBeGreaterThan(0);
    expect(problems.some((each) => place.test(each.place) && problem.test(each.problem))).toBe(true);
  });

  test.each<[string, string | undefined, RegExp]>([
    ["no French", undefined, /no text in this language/],
    ["a step without its text", madeText("Fait").replace("## step write: Write", "## sources"), /step write/],
    ["a goal without its sentence", madeText("Fait").replace("### goal written", "### hint"), /goal written/],
    ["a placeholder of nothing", madeText("Fait").replace("{blocks}", "{bloks}"), /\{bloks\}/],
    ["an option without its text", madeText("Fait").replace("- all: All", ""), /option all/],
    ["a heading that means nothing", madeText("Fait").replace("### hint", "### Hint!"), /Hint!/],
    ["no explanation", madeText("Fait").replace(/### explain\n\nIt holds/, "It holds"), /explain/],
  ])("%s", (_what, fr, problem) => {
    const problems = problemsOf((data) => data, { fr });
    expect(problems.some((each) => each.place.startsWith("fr") && problem.test(each.problem))).toBe(true);
  });

  test("a file is checked the same way, and one that holds no lesson says so", () => {
    expect(readLessonFile(writeLessonFile(madeSource())).kind).toBe("read");
    for (const content of ["", "{", "[]", '{"format":"other"}', "null"]) {
      const reading = readLessonFile(content);
      expect(reading.kind === "refused" && reading.problems.length, content).toBe(1);
    }
  });
});
