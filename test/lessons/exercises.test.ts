import { expect, test } from "vitest";
import { exerciseSource } from "../../src/lessons/catalogue.ts";
import { exerciseIds } from "../../src/lessons/catalogue-order.ts";
import { lessonProse } from "../../src/lessons/lesson-prose.ts";
import { type LessonSource, readLesson } from "../../src/lessons/read-lesson.ts";
import { chooseVariables } from "../../src/lessons/variables.ts";

const sourceOf = async (id: string): Promise<LessonSource> => {
  const source = await exerciseSource(id);
  if (source === null) throw new Error(`Read exercise ${id}: none`);
  return source;
};

test.each([...exerciseIds])("K1: exercise %s is complete, in both languages", async (id) => {
  const reading = readLesson(await sourceOf(id));
  expect(reading.kind === "refused" ? reading.problems : []).toEqual([]);
});

test.each([...exerciseIds])(
  "K1: every step of exercise %s with goals has a wrong turn that must not pass",
  async (id) => {
    const reading = readLesson(await sourceOf(id));
    if (reading.kind !== "read") throw new Error(`Read exercise ${id}: refused`);
    const { steps, wrongTurns } = reading.lesson.lesson;
    const withoutOne = steps.filter(
      (step) => step.goals.length > 0 && !wrongTurns.some((turn) => turn.step === step.id),
    );
    expect(withoutOne.map((step) => step.id)).toEqual([]);
  },
);

test.each([...exerciseIds])(
  "French of exercise %s has no breakable space before its double signs",
  async (id) => {
    const reading = readLesson(await sourceOf(id));
    if (reading.kind !== "read") throw new Error(`Read exercise ${id}: refused`);
    const prose = lessonProse(reading.lesson, chooseVariables(reading.lesson.lesson, 1));
    const said: string[] = [];
    const visit = (node: unknown): void => {
      if (typeof node === "string") said.push(node);
      else if (node instanceof Map) for (const each of node.values()) visit(each);
      else if (typeof node === "object" && node !== null) {
        const { fr, kind } = node as { fr?: unknown; kind?: unknown };
        if (fr !== undefined) visit(fr);
        else if (kind !== "code" && kind !== "listing") for (const each of Object.values(node)) visit(each);
      }
    };
    visit(prose);
    expect(said.length).toBeGreaterThan(20);
    for (const each of said) expect(each).not.toMatch(/ [:;?!»]|« /);
  },
);
