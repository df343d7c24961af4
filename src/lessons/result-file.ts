import * as v from "valibot";
import type { Lesson } from "./lesson.ts";
import { type LessonProgress, scalar } from "./lesson-progress.ts";
import { isRight } from "./lesson-view.ts";

const moment = v.number();
const text = v.pipe(v.string(), v.maxLength(200));

/** What a learner hands in: what was done and when, what was predicted and what came out. It proves nothing. */
const resultFile = v.object({
  format: v.literal("strata-result"),
  version: v.literal(1),
  /** The name that the learner gave. */
  learner: text,
  lesson: v.object({ id: text, version: v.number() }),
  seed: v.number(),
  begunAt: moment,
  finishedAt: v.nullable(moment),
  madeAt: moment,
  steps: v.array(
    v.object({
      id: text,
      goals: v.array(v.object({ id: text, passedAt: v.nullable(moment) })),
      predictions: v.array(
        v.object({
          id: text,
          answer: v.nullable(v.union([v.number(), v.string()])),
          measured: v.nullable(scalar),
          right: v.nullable(scalar),
          isRight: v.nullable(v.boolean()),
        }),
      ),
      hintCount: v.number(),
      /** Whether its solution was played. */
      isPlayed: v.boolean(),
    }),
  ),
});
export type ResultFile = v.InferOutput<typeof resultFile>;

export function makeResult(
  { steps, id, version }: Lesson,
  progress: LessonProgress,
  learner: string,
  at: number,
): ResultFile {
  return {
    format: "strata-result",
    version: 1,
    learner: learner.trim().slice(0, 200),
    lesson: { id, version },
    seed: progress.seed,
    begunAt: progress.begunAt,
    finishedAt: progress.finishedAt,
    madeAt: at,
    steps: steps.map((step) => ({
      id: step.id,
      goals: step.goals.map((goal) => ({
        id: goal.id,
        passedAt: progress.goals[`${step.id}/${goal.id}`] ?? null,
      })),
      predictions: step.predictions.map((prediction) => {
        const answer = progress.predictions[prediction.id]?.answer ?? null;
        const outcome = progress.outcomes[prediction.id] ?? { measured: null, right: null };
        const isKnown = answer !== null && prediction.id in progress.outcomes;
        return {
          id: prediction.id,
          answer,
          ...outcome,
          isRight: isKnown ? isRight(prediction, answer, outcome) : null,
        };
      }),
      hintCount: progress.hints[step.id] ?? 0,
      isPlayed: progress.played.includes(step.id),
    })),
  };
}

/** A result as it was handed in; null where the text is none. */
export function readResult(content: string): ResultFile | null {
  try {
    const read = v.safeParse(resultFile, JSON.parse(content));
    return read.success ? read.output : null;
  } catch {
    return null;
  }
}
