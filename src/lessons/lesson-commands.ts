import type { LessonProblem } from "./read-lesson.ts";
import type { ResultFile } from "./result-file.ts";
import type { LessonView } from "./view-model.ts";

export interface OpenLessonOptions {
  /** Chooses the lesson's variables; by default the one that was kept, or a new one. */
  readonly seed?: number | null;
  /** The step to begin with, where nothing was done yet: those before it are played. */
  readonly start?: string | null;
}

/** The whole test of a lesson: see `LessonCommands.verify`. */
export interface LessonVerification {
  /** Goals that had passed before anything was done, by "step/goal". */
  readonly passedUntouched: readonly string[];
  /** Goals that a wrong turn passed though it must not, by "wrong turn: goal". */
  readonly passedByWrongTurns: readonly string[];
  /** Milliseconds for each step's solution, by step. */
  readonly solvedMs: Readonly<Record<string, number>>;
  /** Milliseconds for the restart of each step, by step. */
  readonly restartMs: Readonly<Record<string, number>>;
}

/** Exercises on a machine of their own. */
export interface LessonCommands {
  /** The lesson that is open, or null. */
  readonly view: LessonView | null;
  /**
   * Opens a lesson of the page, where it was left or at its beginning, and brings its machine up.
   * On success: its phase is "ready", or "occupied" while another machine is on: `release` goes on then.
   * On failure: `lesson-unknown`, or as the commands that bring the machine up.
   */
  open(id: string, options?: OpenLessonOptions): Promise<void>;
  /** The same for a lesson in a file, given as its text. On failure: `lesson-invalid`, with `problems`. */
  openFile(content: string, options?: OpenLessonOptions): Promise<void>;
  /** What is wrong with a lesson's file; empty for nothing. */
  check(content: string): Promise<readonly LessonProblem[]>;
  /** Leaves the lesson; its machine stays as it is, and what was done is kept. */
  close(): void;
  /** Switches the machine off that is in the way, after a snapshot of it where a name is given, and begins. */
  release(snapshotFirst: string | null): Promise<void>;
  predict(prediction: string, answer: string | number): void;
  /** Goes on to the next step; without effect while a goal has not passed. */
  next(): Promise<void>;
  showHint(): void;
  /** Types a line into the serial console. */
  type(line: string): Promise<void>;
  /** Switches the lesson's machine on again. */
  goOn(): Promise<void>;
  /** Brings the machine to where the step under way began. */
  restartStep(): Promise<void>;
  /** Begins anew, with the same seed. */
  restartLesson(): Promise<void>;
  /**
   * Plays the solution of the step under way: typed into the console with pauses, or as fast as it goes.
   * On failure: `lesson-unsolved` (with `step` and `goals`), `cancelled`, or as the commands.
   */
  play(options?: { readonly isDemonstrated?: boolean }): Promise<void>;
  stopPlaying(): void;
  /** Judges the open goals now; resolves with those of the step under way that have passed. */
  look(): Promise<readonly string[]>;
  /**
   * Tries the open lesson out, from its start: that nothing has passed untouched, that no wrong turn passes what it must
   * not, and that each solution passes all. What was done before is lost. On failure: as `play`.
   */
  verify(): Promise<LessonVerification>;
  /** What was done so far, as a file to hand in. */
  result(learner: string): ResultFile;
  /** Resolves when what was done so far is durable. */
  kept(): Promise<void>;
}
