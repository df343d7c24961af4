/** Everything that a person can ask of a lesson, and of the pages around it. */
export type LessonAsk =
  | { readonly ask: "predict"; readonly prediction: string; readonly answer: string | number }
  | { readonly ask: "next" }
  | { readonly ask: "hint" }
  /** A line for the serial console. */
  | { readonly ask: "type"; readonly line: string }
  | { readonly ask: "restart-step" }
  | { readonly ask: "restart-lesson" }
  | { readonly ask: "play" }
  | { readonly ask: "stop-playing" }
  /** Switches the lesson's machine on again. */
  | { readonly ask: "go-on" }
  /** Switches the machine off that is in the way, after a snapshot of that name, or without one. */
  | { readonly ask: "release"; readonly snapshotFirst: string | null }
  /** Hands the result to the browser, as a download. */
  | { readonly ask: "save-result"; readonly learner: string }
  /** Results that learners have handed in; answered by the property `results` of `strata-teacher`. */
  | { readonly ask: "collect"; readonly files: readonly File[] }
  | { readonly ask: "clear-results" }
  /** A table of the results, as a download. */
  | { readonly ask: "save-table" }
  /** Answered by the property `checked` of `strata-teacher`. */
  | { readonly ask: "check"; readonly file: File }
  /** Opens the lesson that was checked, and plays all of it. */
  | { readonly ask: "try-out" };

export type LessonCommand = { readonly kind: "lesson" } & LessonAsk;
