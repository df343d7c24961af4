import type { Lesson, Step } from "./lesson.ts";

type NameKind = "mark" | "record" | "prediction";

interface NameUse {
  readonly kind: NameKind;
  readonly name: string;
  readonly place: string;
}

/** Names of points in time and of layers that every lesson has. */
const givenMarks = ["start", "current", "base", "active"];

/** The names that a lesson makes, and those that its checks, values and actions refer to. */
export function namesUsed(lesson: Lesson): {
  readonly made: Readonly<Record<NameKind, ReadonlySet<string>>>;
  readonly used: readonly NameUse[];
} {
  const made = {
    mark: new Set(givenMarks),
    record: new Set<string>(),
    prediction: new Set(lesson.steps.flatMap(({ predictions }) => predictions.map(({ id }) => id))),
  };
  const used: NameUse[] = [];
  const visit = (node: unknown, place: string): void => {
    if (typeof node !== "object" || node === null) return;
    const {
      check,
      do: done,
      fact,
      mark,
      name,
      prediction,
      snapshot,
      layer,
      at,
    } = node as Record<string, unknown>;
    if (typeof mark === "string") made.mark.add(mark);
    if (fact === "recorded") used.push({ kind: "record", name: String(name), place });
    if (typeof prediction === "string") used.push({ kind: "prediction", name: prediction, place });
    if (check !== undefined || done !== undefined || fact !== undefined) {
      for (const reference of [snapshot, layer, at])
        if (typeof reference === "string") used.push({ kind: "mark", name: reference, place });
    }
    for (const [key, child] of Object.entries(node)) visit(child, `${place}.${key}`);
  };
  const recordsOf = ({ records, goals }: Step): readonly string[] => [
    ...Object.keys(records),
    ...goals.flatMap((goal) => Object.keys(goal.records)),
  ];
  for (const step of lesson.steps) for (const recorded of recordsOf(step)) made.record.add(recorded);
  lesson.steps.forEach((step, index) => {
    visit(step, `steps.${index}`);
  });
  lesson.wrongTurns.forEach((turn, index) => {
    visit(turn, `wrongTurns.${index}`);
  });
  lesson.machine.prepare.forEach((action, index) => {
    visit(action, `machine.prepare.${index}`);
  });
  return { made, used };
}
