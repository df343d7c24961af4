import type { SnapshotId } from "../core/identity.ts";
import { StrataError } from "../core/strata-error.ts";
import type { Goal, Prediction, Step } from "./lesson.ts";
import type { EventWatch } from "./lesson-events.ts";
import type { LessonClock, LessonHost } from "./lesson-host.ts";
import { LessonJudge } from "./lesson-judge.ts";
import type { LessonProgress, Scalar } from "./lesson-progress.ts";
import { needsProbe } from "./needs-probe.ts";
import { performAction, type Stage } from "./perform-action.ts";
import type { LessonLanguage, ReadLesson } from "./read-lesson.ts";
import type { Variables } from "./variables.ts";
import type { Action } from "./vocabulary/action.ts";

const LOOK_AGAIN_MS = 100;
/** After the last action of a solution its goals must have passed within this. */
const SOLVED_WITHIN_MS = 20_000;
/** Between two actions of a demonstration, for somebody who reads along. */
const DEMONSTRATION_PAUSE_MS = 1400;

export interface CourseParts {
  readonly read: ReadLesson;
  readonly variables: Variables;
  readonly host: LessonHost;
  readonly clock: LessonClock;
  /** Called with each change of the progress. */
  readonly onProgress: (progress: LessonProgress) => void;
}

export interface PerformOptions {
  /** Whether somebody looks on: commands are typed, with pauses. */
  readonly isDemonstrated?: boolean;
  /** Whether goals are looked at behind each action. */
  readonly isJudged?: boolean;
  readonly signal?: AbortSignal;
}

/** One learner's way through the steps of a lesson: which goals have passed, and what was recorded by the way. */
export class LessonCourse {
  readonly #parts: CourseParts;
  readonly #judge: LessonJudge;
  #progress: LessonProgress;
  /** Goals of the step under way that this run has not met yet: a step that is done anew meets them again. */
  #openGoals: readonly Goal[] = [];
  #events: EventWatch | null = null;
  #looking: Promise<void> | null = null;
  language: LessonLanguage = "en";

  constructor(parts: CourseParts, progress: LessonProgress) {
    this.#parts = parts;
    this.#progress = progress;
    this.#judge = new LessonJudge(parts.host, parts.variables, () => this.#progress);
    this.#openGoals = this.step.goals.filter(({ id }) => this.passedAt(this.step, id) === null);
  }

  get progress(): LessonProgress {
    return this.#progress;
  }

  get steps(): readonly Step[] {
    return this.#parts.read.lesson.steps;
  }

  /** The step under way. */
  get step(): Step {
    return this.steps[Math.min(this.#progress.step, this.steps.length - 1)] as Step;
  }

  /** Whether a goal is open that the view alone does not tell of. */
  get needsProbe(): boolean {
    return this.#openGoals.some(({ check }) => needsProbe(check));
  }

  passedAt(step: Step, goal: string): number | null {
    return this.#progress.goals[`${step.id}/${goal}`] ?? null;
  }

  isComplete(step: Step): boolean {
    return step.goals.every(({ id }) => this.passedAt(step, id) !== null);
  }

  update(changes: Partial<LessonProgress>): void {
    this.#progress = { ...this.#progress, ...changes };
    this.#parts.onProgress(this.#progress);
  }

  /** From now on what happens to the machine counts. */
  watch(events: EventWatch): void {
    this.#events = events;
  }

  /** Makes a step the one under way; its goals are to be met by what happens from now on. */
  async beginStep(index: number): Promise<void> {
    this.observe();
    this.update({ step: index, eventsBefore: this.#progress.events.length });
    this.#openGoals = this.step.goals;
    await this.#record(this.step.records);
  }

  /** Forgets what this run has met, marked and recorded: the machine is at the lesson's start again. */
  forgetRun(): void {
    this.observe();
    this.update({ events: [], eventsBefore: 0, marks: {}, recorded: {}, step: 0 });
    this.#openGoals = this.step.goals;
  }

  /** Goals of the step under way that have passed are open again, unless all have. */
  reopenStep(): void {
    const { step } = this;
    if (this.isComplete(step)) return;
    const own = new Set(step.goals.map(({ id }) => `${step.id}/${id}`));
    this.update({
      goals: Object.fromEntries(Object.entries(this.#progress.goals).filter(([key]) => !own.has(key))),
    });
  }

  /** Takes note of what has happened to the machine. Whether anything has. */
  observe(): boolean {
    const { view } = this.#parts.host;
    const events = this.#events?.observe(view) ?? [];
    if (events.length === 0) return false;
    const { state } = view.machine;
    const isOn = state !== "off" && state !== "stopped-by-guest";
    this.update({ events: [...this.#progress.events, ...events], isOn });
    return true;
  }

  /** Judges the open goals; those that need a probe only when `probes`. One look at a time: a later one comes behind. */
  async look({ probes }: { readonly probes: boolean }): Promise<void> {
    while (this.#looking !== null) await this.#looking;
    this.#looking = this.#look(probes).finally(() => {
      this.#looking = null;
    });
    await this.#looking;
  }

  async #look(probes: boolean): Promise<void> {
    this.observe();
    const { step } = this;
    for (const goal of this.#openGoals) {
      if (!probes && needsProbe(goal.check)) continue;
      if ((await this.#judge.judge(goal.check)) !== "passed") continue;
      // The step may have been begun anew meanwhile.
      if (this.step !== step || !this.#openGoals.includes(goal)) return;
      await this.#pass(step, goal);
    }
  }

  async #pass(step: Step, goal: Goal): Promise<void> {
    this.#openGoals = this.#openGoals.filter((each) => each !== goal);
    const key = `${step.id}/${goal.id}`;
    this.update({
      goals: { [key]: this.#parts.clock.date(), ...this.#progress.goals },
      marks: { ...this.#progress.marks, ...this.#judge.marksOf(goal.check) },
    });
    await this.#record(goal.records);
    await this.#reveal(step.predictions.filter(({ after }) => after === goal.id));
    if (this.#openGoals.length === 0) await this.completeStep();
  }

  /** Puts what was measured beside the predictions, and into the explanation. */
  async completeStep(): Promise<void> {
    const { step } = this;
    await this.#reveal(step.predictions.filter(({ after }) => after === undefined));
    const measured: Record<string, Scalar> = {};
    for (const [name, { value }] of Object.entries(step.measures)) {
      const found = await this.#judge.valueOf(value);
      if (found !== null) measured[`${step.id}/${name}`] = found;
    }
    const isLast = step === this.steps.at(-1);
    this.update({
      measures: { ...this.#progress.measures, ...measured },
      finishedAt: isLast
        ? (this.#progress.finishedAt ?? this.#parts.clock.date())
        : this.#progress.finishedAt,
    });
  }

  async #record(values: Step["records"]): Promise<void> {
    const recorded: Record<string, Scalar> = {};
    for (const [name, value] of Object.entries(values)) {
      const found = await this.#judge.valueOf(value);
      if (found !== null) recorded[name] = found;
    }
    if (Object.keys(recorded).length > 0)
      this.update({ recorded: { ...this.#progress.recorded, ...recorded } });
  }

  async #reveal(predictions: readonly Prediction[]): Promise<void> {
    for (const { id, measured, ...prediction } of predictions) {
      const outcome = {
        measured: measured === undefined ? null : await this.#judge.valueOf(measured.value),
        right: prediction.kind === "choice" ? await this.#judge.valueOf(prediction.right) : null,
      };
      this.update({ outcomes: { ...this.#progress.outcomes, [id]: outcome } });
    }
  }

  /** Notes what the learner expects; too late once the outcome is known. */
  predict(id: string, answer: string | number): void {
    if (id in this.#progress.outcomes) return;
    const at = this.#parts.clock.date();
    this.update({ predictions: { ...this.#progress.predictions, [id]: { answer, at } } });
  }

  /** Does one action after another, and looks at the goals behind each. Rejects as `performAction`, and as aborted. */
  async perform(
    actions: readonly Action[],
    { isDemonstrated = false, isJudged = true, signal }: PerformOptions = {},
  ): Promise<void> {
    const { host, clock, variables } = this.#parts;
    const stage: Stage = {
      host,
      clock,
      variables,
      judge: this.#judge,
      language: this.language,
      isDemonstrated,
      progress: () => this.#progress,
      setMark: (mark: string, snapshot: SnapshotId) =>
        this.update({ marks: { ...this.#progress.marks, [mark]: snapshot } }),
      predict: (id, answer) => this.predict(id, answer),
    };
    for (const action of actions) {
      signal?.throwIfAborted();
      await performAction(action, stage);
      if (isJudged) await this.look({ probes: true });
      if (isDemonstrated) await clock.delay(DEMONSTRATION_PAUSE_MS);
    }
  }

  /** Plays the solution of the step under way until its goals have passed. On failure: `lesson-unsolved`, or as `perform`. */
  async solveStep(options: PerformOptions = {}): Promise<void> {
    const { step } = this;
    const { clock } = this.#parts;
    await this.perform(step.solution, options);
    const until = clock.date() + SOLVED_WITHIN_MS;
    while (this.#openGoals.length > 0) {
      if (clock.date() > until) {
        const goals = this.#openGoals.map(({ id }) => id);
        throw new StrataError(
          "lesson-unsolved",
          `Play the solution of ${step.id}: ${goals.join(", ")} not passed, wanted all`,
          { details: { step: step.id, goals } },
        );
      }
      options.signal?.throwIfAborted();
      await clock.delay(LOOK_AGAIN_MS);
      await this.look({ probes: true });
    }
    if (step.goals.length === 0) await this.completeStep();
  }
}
