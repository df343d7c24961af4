import type { Lesson, Prediction, Step } from "./lesson.ts";
import type { HostView } from "./lesson-host.ts";
import type { LessonProgress, Scalar } from "./lesson-progress.ts";
import type { LessonProse, StepProse } from "./lesson-prose.ts";
import type { Variables } from "./variables.ts";
import type { LessonView, PredictionView, StepView } from "./view-model.ts";

const nothing = { en: [], fr: [] } as const;

export interface Shown {
  readonly lesson: Lesson;
  readonly prose: LessonProse;
  readonly progress: LessonProgress;
  readonly variables: Variables;
  readonly phase: LessonView["phase"];
  readonly occupant: string | null;
  readonly isLeft: boolean;
  readonly trouble: LessonView["trouble"];
  readonly host: HostView;
}

/** What the page shows of a lesson. */
export function lessonView({
  lesson,
  prose,
  progress,
  variables,
  phase,
  occupant,
  isLeft,
  trouble,
  host,
}: Shown): LessonView {
  const signs = host.snapshots.map(({ id, parts }) => [id, parts.layerSign] as const);
  const signOf = new Map<string, string>(signs);
  const marks = { ...progress.marks, ...(progress.start === null ? {} : { start: progress.start }) };
  return {
    id: lesson.id,
    version: lesson.version,
    minutes: lesson.minutes,
    seed: progress.seed,
    picture: lesson.picture ?? null,
    title: prose.title,
    misconception: prose.misconception,
    sources: prose.sources,
    phase,
    occupant,
    steps: lesson.steps.map((step, index) => stepView(step, index, prose.steps.get(step.id), progress)),
    current: Math.min(progress.step, lesson.steps.length - 1),
    begunAt: progress.begunAt,
    finishedAt: progress.finishedAt,
    isMachineOff: phase === "ready" && isLeft,
    trouble,
    marks: Object.fromEntries(
      Object.entries(marks).flatMap(([mark, id]) => {
        const sign = signOf.get(id);
        return sign === undefined ? [] : [[mark, sign]];
      }),
    ),
    variables: Object.fromEntries(variables),
  };
}

function stepView(
  step: Step,
  index: number,
  prose: StepProse | undefined,
  progress: LessonProgress,
): StepView {
  const passed = (goal: string): number | null => progress.goals[`${step.id}/${goal}`] ?? null;
  const isDone =
    index < progress.step || (step.goals.length > 0 && step.goals.every(({ id }) => passed(id) !== null));
  const hintsShown = progress.hints[step.id] ?? 0;
  return {
    id: step.id,
    state:
      index < progress.step || (progress.finishedAt !== null && isDone)
        ? "passed"
        : index === progress.step
          ? "current"
          : "ahead",
    title: prose?.title ?? { en: step.id, fr: step.id },
    task: prose?.task ?? nothing,
    predictions: step.predictions.map((each) => predictionView(each, prose, progress)),
    goals: step.goals.map(({ id }) => ({
      id,
      sentence: prose?.goals.get(id) ?? nothing,
      passedAt: passed(id),
    })),
    hints: prose?.hints.slice(0, hintsShown) ?? [],
    hintCount: prose?.hints.length ?? 0,
    explanation: prose?.explanation ?? nothing,
    measures: Object.fromEntries(
      Object.entries(step.measures).map(([name, { unit }]) => [
        name,
        { unit, value: progress.measures[`${step.id}/${name}`] ?? null },
      ]),
    ),
    isPlayed: progress.played.includes(step.id),
  };
}

function predictionView(
  prediction: Prediction,
  prose: StepProse | undefined,
  progress: LessonProgress,
): PredictionView {
  const { id, kind } = prediction;
  const answer = progress.predictions[id]?.answer ?? null;
  const outcome = progress.outcomes[id];
  return {
    id,
    kind,
    question: prose?.questions.get(id) ?? nothing,
    options:
      kind === "choice"
        ? prediction.options.map((option) => ({
            id: option,
            text: prose?.options.get(`${id}/${option}`) ?? nothing,
          }))
        : [],
    unit: prediction.measured?.unit ?? "count",
    answer,
    outcome:
      outcome === undefined
        ? null
        : {
            measured:
              prediction.measured === undefined
                ? null
                : { value: outcome.measured, unit: prediction.measured.unit },
            right: kind === "choice" && outcome.right !== null ? String(outcome.right) : null,
            isRight: answer === null ? null : isRight(prediction, answer, outcome),
          },
  };
}

/** Whether an answer is what came out: the same option, or a number within the tolerance. */
export function isRight(
  prediction: Prediction,
  answer: number | string,
  { measured, right }: { readonly measured: Scalar | null; readonly right: Scalar | null },
): boolean {
  if (prediction.kind === "choice") return right !== null && answer === String(right);
  return (
    measured !== null &&
    Math.abs(Number(answer) - Number(measured)) <= Math.abs(Number(measured)) * prediction.tolerance
  );
}
