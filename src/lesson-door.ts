import { StrataError } from "./core/strata-error.ts";
import type { Lab } from "./lab/lab.ts";
import type { LessonSession } from "./lesson-session.ts";
import type { LessonCommands } from "./lessons/lesson-commands.ts";
import type { LessonAsk } from "./ui/lesson-command.ts";
import type { StrataApp } from "./ui/strata-app/strata-app.ts";

/** Addresses behind which the exercises lie. */
const IS_LESSON_ADDRESS = /^#\/(alone\/)?(lesson|lessons|teacher|sandbox)\b/;

/** The way to the exercises, which are fetched only when an address or a program asks for them. */
export class LessonDoor {
  readonly #app: StrataApp;
  readonly #report: (cause: unknown) => void;
  #lab: Lab | null = null;
  #session: Promise<LessonSession> | null = null;
  #opened: LessonSession | null = null;
  /** `strata.lessons`. */
  readonly commands: LessonCommands;

  /** @param report is told what went wrong with what a person asked. */
  constructor(app: StrataApp, report: (cause: unknown) => void) {
    this.#app = app;
    this.#report = report;
    this.commands = this.#makeCommands();
    addEventListener("hashchange", () => this.#follow());
  }

  /** The page has its store now. */
  enter(lab: Lab): void {
    this.#lab = lab;
    this.#follow();
  }

  /** It has it no longer. */
  leave(): void {
    this.#opened?.end();
    this.#opened = null;
    this.#session = null;
    this.#lab = null;
  }

  /** Carries out what a person asked; what goes wrong is reported. */
  handle(command: LessonAsk): void {
    this.#open()
      .then((session) => session.handle(command))
      .catch(this.#report);
  }

  #follow(): void {
    if (this.#lab === null || (this.#session === null && !IS_LESSON_ADDRESS.test(location.hash))) return;
    this.#open()
      .then((session) => session.follow(location.hash))
      .catch(this.#report);
  }

  #open(): Promise<LessonSession> {
    const lab = this.#lab;
    if (lab === null) {
      return Promise.reject(
        new StrataError("store-in-use", "Open a lesson: this page has no store, wanted one of its own"),
      );
    }
    this.#session ??= import("./lesson-session.ts").then((module) => {
      const session = new module.LessonSession(this.#app, lab);
      this.#opened = session;
      return session;
    });
    return this.#session;
  }

  #makeCommands(): LessonCommands {
    const opened = (): LessonSession => {
      if (this.#opened !== null) return this.#opened;
      throw new StrataError("lesson-unknown", "Use the lesson: none is open, wanted one");
    };
    const door = this;
    return {
      get view() {
        const session = door.#opened;
        return session?.hasLesson ? session.runner.view : null;
      },
      open: async (id, options) => (await this.#open()).open(id, options),
      openFile: async (content, options) => (await this.#open()).openFile(content, options),
      check: async (content) => {
        const { readLessonFile } = await import("./lessons/lesson-file.ts");
        const reading = readLessonFile(content);
        return reading.kind === "refused" ? reading.problems : [];
      },
      close: () => this.#opened?.close(),
      release: async (snapshotFirst) => opened().runner.release(snapshotFirst),
      predict: (prediction, answer) => opened().runner.predict(prediction, answer),
      next: async () => opened().runner.next(),
      showHint: () => opened().runner.showHint(),
      type: async (line) => opened().runner.type(line),
      goOn: async () => opened().runner.goOn(),
      restartStep: async () => opened().runner.restartStep(),
      restartLesson: async () => opened().runner.restartLesson(),
      play: async (options) => opened().runner.play(options),
      stopPlaying: () => opened().runner.stopPlaying(),
      look: async () => opened().runner.look(),
      verify: async () => opened().runner.verify(),
      result: (learner) => opened().runner.result(learner),
      kept: async () => opened().runner.kept(),
    };
  }
}
