import type { ResultFile } from "../result-file.ts";

/** One line of a table of results. */
export interface ResultSummary {
  readonly learner: string;
  readonly lesson: string;
  readonly version: number;
  readonly seed: number;
  readonly passedCount: number;
  readonly goalCount: number;
  readonly rightCount: number;
  readonly predictedCount: number;
  readonly hintCount: number;
  readonly playedCount: number;
  readonly begunAt: number;
  readonly finishedAt: number | null;
}

export function summariseResult({
  learner,
  lesson,
  seed,
  begunAt,
  finishedAt,
  steps,
}: ResultFile): ResultSummary {
  const goals = steps.flatMap((step) => step.goals);
  const predictions = steps.flatMap((step) => step.predictions);
  return {
    learner,
    lesson: lesson.id,
    version: lesson.version,
    seed,
    passedCount: goals.filter(({ passedAt }) => passedAt !== null).length,
    goalCount: goals.length,
    rightCount: predictions.filter(({ isRight: right }) => right === true).length,
    predictedCount: predictions.filter(({ answer }) => answer !== null).length,
    hintCount: steps.reduce((sum, step) => sum + step.hintCount, 0),
    playedCount: steps.filter(({ isPlayed }) => isPlayed).length,
    begunAt,
    finishedAt,
  };
}
