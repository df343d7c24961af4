import type { StrataErrorCode } from "../core/strata-error.ts";
import type { Scalar } from "./lesson-progress.ts";
import type { MarkdownBlock } from "./markdown.ts";
import type { LessonLanguage } from "./read-lesson.ts";
import type { Unit } from "./vocabulary/value.ts";

export type { Scalar } from "./lesson-progress.ts";
export type { Inline, MarkdownBlock } from "./markdown.ts";
export type { Unit } from "./vocabulary/value.ts";

/** A text in each language, ready to be drawn. */
export type Localized<Value> = Readonly<Record<LessonLanguage, Value>>;
export type Prose = readonly MarkdownBlock[];

export interface MeasuredView {
  /** Null while it is unknown. */
  readonly value: Scalar | null;
  readonly unit: Unit;
}

export interface PredictionView {
  readonly id: string;
  readonly kind: "choice" | "number";
  readonly question: Localized<Prose>;
  /** Of a choice. */
  readonly options: readonly { readonly id: string; readonly text: Localized<Prose> }[];
  /** Of a number. */
  readonly unit: Unit;
  readonly answer: number | string | null;
  /** What came of it; null until it is known. */
  readonly outcome: {
    readonly measured: MeasuredView | null;
    /** The option that is right; null for a number. */
    readonly right: string | null;
    /** Whether the prediction was; null without one. */
    readonly isRight: boolean | null;
  } | null;
}

export interface GoalView {
  readonly id: string;
  readonly sentence: Localized<Prose>;
  /** Milliseconds since 1970, or null. */
  readonly passedAt: number | null;
}

export interface StepView {
  readonly id: string;
  readonly state: "passed" | "current" | "ahead";
  readonly title: Localized<string>;
  readonly task: Localized<Prose>;
  readonly predictions: readonly PredictionView[];
  readonly goals: readonly GoalView[];
  /** Those that were asked for. */
  readonly hints: readonly Localized<Prose>[];
  readonly hintCount: number;
  readonly explanation: Localized<Prose>;
  readonly measures: Readonly<Record<string, MeasuredView>>;
  /** Whether its solution was played. */
  readonly isPlayed: boolean;
}

/** A lesson as one learner has it before them. */
export interface LessonView {
  readonly id: string;
  readonly version: number;
  readonly minutes: number;
  readonly seed: number;
  readonly picture: string | null;
  readonly title: Localized<string>;
  readonly misconception: Localized<Prose>;
  readonly sources: Localized<Prose>;
  /**
   * "occupied": another machine is on, and has to be switched off first. "playing": a solution is being shown.
   * "restarting": the machine is being brought to where a step begins.
   */
  readonly phase: "preparing" | "occupied" | "ready" | "playing" | "restarting";
  /** The machine that is in the way, while it is. */
  readonly occupant: string | null;
  readonly steps: readonly StepView[];
  /** Position of the step under way; after the last one it is that of the last one. */
  readonly current: number;
  readonly begunAt: number;
  /** When the last step was passed, or null. */
  readonly finishedAt: number | null;
  /** Whether the machine of the lesson was left, and must be switched on or the step begun anew to go on. */
  readonly isMachineOff: boolean;
  /** Why something that was asked for could not be done, or null. */
  readonly trouble: { readonly code: StrataErrorCode; readonly message: string } | null;
  /** Facts of the machine by what the lesson calls them: signs of layers that its marks name. */
  readonly marks: Readonly<Record<string, string>>;
  readonly variables: Readonly<Record<string, string>>;
}
