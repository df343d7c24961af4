import type { ViewModel } from "../../src/lab/view-model.ts";
import { exerciseSource } from "../../src/lessons/catalogue.ts";
import { newProgress } from "../../src/lessons/lesson-progress.ts";
import { lessonProse } from "../../src/lessons/lesson-prose.ts";
import { lessonView } from "../../src/lessons/lesson-view.ts";
import { readLesson } from "../../src/lessons/read-lesson.ts";
import { chooseVariables } from "../../src/lessons/variables.ts";
import type { LessonView, Scalar } from "../../src/lessons/view-model.ts";
import type { Unit } from "../../src/lessons/vocabulary/value.ts";

const MiB = 1024 * 1024;
const madeUpValue: Readonly<Record<Unit, Scalar>> = {
  count: 3,
  blocks: 8192,
  bytes: 256 * MiB,
  ms: 84,
  times: 12.4,
  text: "9f86d081884c7d65",
};

/** An exercise of the page as somebody has it before them who has passed the steps before `step`, and it too if `isPassed`. */
export async function madeUpLesson(
  id: string,
  step: number,
  isPassed: boolean,
  host: ViewModel,
): Promise<LessonView> {
  const source = await exerciseSource(id);
  const reading = source === null ? null : readLesson(source);
  if (reading?.kind !== "read") throw new Error(`Make up lesson ${id}: it can't be read`);
  const { lesson } = reading.lesson;
  const begunAt = new Date("2026-03-02T14:30:00").getTime();
  const behind = lesson.steps.slice(0, isPassed ? step + 1 : step);
  const isLast = isPassed && step === lesson.steps.length - 1;
  const variables = chooseVariables(lesson, 42);
  const keyed = <Value>(each: (part: (typeof behind)[number]) => readonly (readonly [string, Value])[]) =>
    Object.fromEntries(behind.flatMap(each));
  const snapshot = host.snapshots.at(-1);
  return lessonView({
    lesson,
    prose: lessonProse(reading.lesson, variables),
    progress: {
      ...newProgress(lesson, 42, begunAt),
      step,
      finishedAt: isLast ? begunAt + 540_000 : null,
      goals: keyed((part) => part.goals.map((goal) => [`${part.id}/${goal.id}`, begunAt] as const)),
      outcomes: keyed((part) =>
        part.predictions.map((prediction) => {
          const { measured } = prediction;
          const right = prediction.kind === "choice" ? (prediction.options[0] ?? null) : null;
          return [
            prediction.id,
            { measured: measured === undefined ? null : madeUpValue[measured.unit], right },
          ] as const;
        }),
      ),
      predictions: keyed((part) =>
        part.predictions.map((prediction) => {
          const answer = prediction.kind === "choice" ? (prediction.options[1] ?? "") : 8192;
          return [prediction.id, { answer, at: begunAt }] as const;
        }),
      ),
      measures: keyed((part) =>
        Object.entries(part.measures).map(
          ([name, { unit }]) => [`${part.id}/${name}`, madeUpValue[unit]] as const,
        ),
      ),
      hints: isPassed ? {} : { [lesson.steps[step]?.id ?? ""]: 1 },
      marks: snapshot === undefined ? {} : { before: snapshot.id, first: snapshot.id, linux: snapshot.id },
      start: host.snapshots[0]?.id ?? null,
    },
    variables,
    phase: "ready",
    occupant: null,
    isLeft: false,
    trouble: null,
    host,
  });
}
