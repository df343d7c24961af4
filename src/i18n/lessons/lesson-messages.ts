import type { Quantity } from "../messages.ts";

/** The texts of the exercises' panel and pages; fetched with them. */
export interface LessonMessages {
  readonly lesson: {
    readonly title: string;
    readonly machineName: (title: string) => string;
    readonly startName: string;
    readonly step: (number: string, of: string) => string;
    readonly steps: string;
    readonly stepState: Readonly<Record<"passed" | "current" | "ahead", string>>;
    readonly preparing: string;
    readonly restarting: string;
    readonly playing: string;
    readonly occupied: (machine: string) => string;
    readonly keepAndRelease: string;
    readonly release: string;
    readonly keptName: string;
    readonly off: string;
    readonly goOn: string;
    readonly predict: string;
    readonly predictNumber: string;
    readonly predicted: string;
    readonly unpredicted: string;
    readonly measured: string;
    readonly right: string;
    readonly wrong: string;
    readonly goals: string;
    readonly passed: string;
    readonly open: string;
    readonly hint: (number: string, of: string) => string;
    readonly hints: string;
    readonly explanation: string;
    readonly next: string;
    readonly play: string;
    readonly stopPlaying: string;
    readonly restartStep: string;
    readonly restartLesson: string;
    readonly restartLessonAsk: string;
    readonly restartLessonYes: string;
    readonly cancel: string;
    readonly done: string;
    readonly doneIn: (duration: string) => string;
    readonly believed: string;
    readonly result: string;
    readonly resultNote: string;
    readonly learner: string;
    readonly save: string;
    readonly index: string;
    readonly sources: string;
    readonly copy: string;
    readonly copied: string;
    readonly type: string;
    readonly unknown: string;
    readonly blocks: (quantity: Quantity) => string;
    readonly goalPassed: (sentence: string) => string;
    readonly stepPassed: string;
    readonly seed: (seed: string) => string;
    readonly opens: string;
  };
  readonly index: {
    readonly title: string;
    readonly about: string;
    readonly minutes: (minutes: string) => string;
    readonly misconception: string;
    readonly begin: string;
    readonly goOn: string;
    readonly again: string;
    readonly progress: (done: string, of: string) => string;
    readonly done: string;
    readonly notBegun: string;
    readonly sandbox: string;
    readonly sandboxAbout: string;
    readonly sandboxOpen: string;
    readonly teacher: string;
    readonly machine: string;
    readonly loading: string;
  };
  readonly teacher: {
    readonly title: string;
    readonly about: string;
    readonly links: string;
    readonly linksAbout: string;
    readonly exercise: string;
    readonly language: string;
    readonly anyLanguage: string;
    readonly seed: string;
    readonly seedHint: string;
    readonly start: string;
    readonly fromTheStart: string;
    readonly projector: string;
    readonly copy: string;
    readonly copied: string;
    readonly results: string;
    readonly resultsAbout: string;
    readonly honest: string;
    readonly choose: string;
    readonly drop: string;
    readonly refused: (names: string) => string;
    readonly none: string;
    readonly table: string;
    readonly clear: string;
    readonly columns: Readonly<
      Record<
        "learner" | "lesson" | "goals" | "predictions" | "hints" | "played" | "seed" | "finished",
        string
      >
    >;
    readonly unnamed: string;
    readonly unfinished: string;
    readonly check: string;
    readonly checkAbout: string;
    readonly chooseLesson: string;
    readonly problems: (quantity: Quantity) => string;
    readonly fine: string;
    readonly tryOut: string;
    readonly trying: string;
    readonly tried: string;
    readonly triedBadly: string;
    readonly passedUntouched: (goals: string) => string;
    readonly passedByWrongTurns: (goals: string) => string;
  };
}
