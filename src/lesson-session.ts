import { StrataError } from "./core/strata-error.ts";
import { download } from "./downloads.ts";
import { chooseLanguage } from "./i18n/language.ts";
import { lessonTextOf } from "./i18n/lessons/lesson-locale.ts";
import { browserClock } from "./lab/browser-clock.ts";
import type { Lab } from "./lab/lab.ts";
import { TeacherDesk } from "./lesson-desk.ts";
import { catalogue, exerciseSource } from "./lessons/catalogue.ts";
import type { LessonVerification, OpenLessonOptions } from "./lessons/lesson-commands.ts";
import { readLessonFile } from "./lessons/lesson-file.ts";
import { readProgress } from "./lessons/lesson-progress.ts";
import { type LessonRoute, lessonAddress, readLessonRoute } from "./lessons/lesson-route.ts";
import { LessonRunner } from "./lessons/lesson-runner.ts";
import { type LessonReading, type ReadLesson, readLesson } from "./lessons/read-lesson.ts";
import { IndexedDbShelf } from "./store/indexeddb/progress-shelf.ts";
import { storeInAddress } from "./store-in-address.ts";
import { databaseNameOf } from "./strata-site.ts";
import type { LessonAsk } from "./ui/lesson-command.ts";
import type { StrataApp } from "./ui/strata-app/strata-app.ts";
import { StrataLesson } from "./ui/strata-lesson/strata-lesson.ts";
import { StrataLessonIndex } from "./ui/strata-lesson-index/strata-lesson-index.ts";
import type { StrataTeacher } from "./ui/strata-teacher/strata-teacher.ts";

const LARGEST_SEED = 2 ** 32;

/**
 * The exercises on a page that has its store: follows the address, opens lessons, and shows them. Fetched when an address
 * or a program asks for it.
 */
export class LessonSession {
  readonly #app: StrataApp;
  readonly #lab: Lab;
  readonly #shelf = new IndexedDbShelf(`${databaseNameOf(storeInAddress())}-lessons`);
  readonly #panel = new StrataLesson();
  #page: StrataLessonIndex | StrataTeacher | null = null;
  #runner: LessonRunner | null = null;
  readonly #desk = new TeacherDesk();
  readonly #stopFollowing: () => void;

  constructor(app: StrataApp, lab: Lab) {
    this.#app = app;
    this.#lab = lab;
    this.#panel.slot = "lesson";
    const show = (): void => {
      this.#panel.host = lab.view;
    };
    const stopViews = lab.onView(show);
    show();
    const languages = new MutationObserver(() => this.#speak());
    languages.observe(app, { attributeFilter: ["language"] });
    this.#stopFollowing = () => {
      stopViews();
      languages.disconnect();
    };
    this.#speak();
  }

  get runner(): LessonRunner {
    if (this.#runner !== null) return this.#runner;
    throw new StrataError("lesson-unknown", "Use the lesson: none is open, wanted one");
  }

  get hasLesson(): boolean {
    return this.#runner !== null;
  }

  /** Shows what the part of the address behind its # asks for. The address of another panel leaves a lesson open. */
  async follow(hash: string): Promise<void> {
    const route = readLessonRoute(hash);
    this.#showPage(route);
    if (route?.kind !== "lesson") {
      const isOfPanel = route === null && /^#\/./.test(hash);
      if (!isOfPanel) this.close();
      return;
    }
    if (route.language !== null) this.#app.language = chooseLanguage(`?lang=${route.language}`, []);
    const address = lessonAddress(route);
    if (route.mode === "projector" && !hash.startsWith("#/alone/")) {
      location.replace(address);
      return;
    }
    const { view } = this.#runner ?? {};
    if (view?.id === route.id && (route.seed === null || route.seed === view.seed)) return;
    await this.#openById(route.id, { seed: route.seed, start: route.start });
  }

  /** Opens a lesson of the page, and leads the address to it. */
  async open(id: string, options: OpenLessonOptions = {}): Promise<void> {
    await this.#openById(id, options);
    this.#leadTo(id);
  }

  async #openById(id: string, options: OpenLessonOptions): Promise<void> {
    const source = await exerciseSource(id);
    if (source === null) {
      throw new StrataError("lesson-unknown", `Open lesson: ${JSON.stringify(id)}, wanted one of the index`);
    }
    await this.#openLesson(accepted(readLesson(source)), options);
  }

  async openFile(content: string, options: OpenLessonOptions = {}): Promise<void> {
    const read = accepted(readLessonFile(content));
    await this.#openLesson(read, options);
    this.#leadTo(read.lesson.id);
  }

  #leadTo(id: string): void {
    const route = readLessonRoute(location.hash);
    if (route?.kind !== "lesson" || route.id !== id) location.hash = lessonAddress({ id });
  }

  close(): void {
    this.#runner?.close();
    this.#runner = null;
    this.#panel.lesson = null;
    this.#panel.remove();
  }

  /** The page has its store no longer, or is done with. */
  end(): void {
    this.close();
    this.#showPage(null);
    this.#stopFollowing();
  }

  /** Carries out what a person asked. Rejects as the commands do. */
  async handle(command: LessonAsk): Promise<void> {
    switch (command.ask) {
      case "predict":
        this.runner.predict(command.prediction, command.answer);
        return;
      case "next":
        return this.runner.next();
      case "hint":
        this.runner.showHint();
        return;
      case "type":
        this.#showConsole();
        return this.runner.type(command.line);
      case "restart-step":
        return this.runner.restartStep();
      case "restart-lesson":
        return this.runner.restartLesson();
      case "play":
        this.#showConsole();
        return this.runner.play();
      case "stop-playing":
        this.runner.stopPlaying();
        return;
      case "go-on":
        return this.runner.goOn();
      case "release":
        return this.runner.release(command.snapshotFirst);
      case "save-result": {
        const result = this.runner.result(command.learner);
        const name = [result.lesson.id, result.learner].filter((part) => part !== "").join("-");
        const content = JSON.stringify(result, null, 2);
        download(`${name}.strata-result.json`, new Blob([content], { type: "application/json" }));
        return;
      }
      case "collect":
        return this.#desk.collect(command.files);
      case "clear-results":
        this.#desk.clear();
        return;
      case "save-table":
        this.#desk.saveTable();
        return;
      case "check":
        return this.#desk.check(command.file);
      case "try-out":
        return this.#desk.tryOut((lesson) => this.#verify(lesson));
    }
  }

  /** Opens a lesson and plays all of it, on a machine of its own. */
  async #verify(lesson: ReadLesson): Promise<LessonVerification> {
    try {
      await this.#openLesson(lesson, { seed: 1 });
      if (this.runner.view.phase === "occupied")
        throw new StrataError("machine-state", "Try the lesson out: another machine is on, wanted it off");
      return await this.runner.verify();
    } finally {
      this.close();
    }
  }

  async #openLesson(read: ReadLesson, { seed = null, start = null }: OpenLessonOptions): Promise<void> {
    this.close();
    const language = this.#app.language;
    const { machineName, startName } = lessonTextOf(language).lesson;
    const runner = await LessonRunner.open({
      read,
      host: this.#lab,
      shelf: this.#shelf,
      clock: browserClock,
      names: { machine: machineName(read.texts[language].title), start: startName },
      seed,
      newSeed: () => Math.floor(Math.random() * LARGEST_SEED),
      startAt: start,
      language,
    });
    this.#runner = runner;
    this.#panel.lesson = runner.view;
    runner.onView((view) => {
      if (this.#runner === runner) this.#panel.lesson = view;
    });
    this.#app.append(this.#panel);
    await runner.begin();
    this.#showConsole();
    // A machine that did not boot here has shown no prompt here.
    if (this.#lab.machine.state === "running") await this.#lab.machine.sendText("\r", { console: "serial" });
  }

  /** What is typed for somebody goes into the serial console: it is brought to where it is seen. */
  #showConsole(): void {
    const machine = this.#app.renderRoot.querySelector("strata-machine");
    if (machine !== null) machine.shown = "console";
  }

  #speak(): void {
    const { language } = this.#app;
    this.#panel.language = language;
    if (this.#page !== null) this.#page.language = language;
    if (this.#runner !== null) this.#runner.language = language;
  }

  #showPage(route: LessonRoute | null): void {
    this.#page?.remove();
    this.#page = null;
    if (route?.kind === "index") this.#page = this.#index();
    else if (route?.kind === "teacher") this.#page = this.#teacher();
    this.#app.toggleAttribute("paged", this.#page !== null);
    if (this.#page === null) return;
    this.#page.slot = "page";
    this.#page.language = this.#app.language;
    this.#app.append(this.#page);
  }

  #index(): StrataLessonIndex {
    const page = new StrataLessonIndex();
    void (async () => {
      const entries = await catalogue();
      const kept = await Promise.all(entries.map(({ id }) => this.#shelf.read(id)));
      page.entries = entries.map((entry, index) => {
        const progress = readProgress(kept[index]);
        const isOfThis = progress?.version === entry.version;
        return {
          ...entry,
          doneCount: !isOfThis ? 0 : progress.finishedAt !== null ? entry.steps.length : progress.step,
          isBegun: isOfThis,
        };
      });
    })();
    return page;
  }

  #teacher(): StrataTeacher {
    const page = this.#desk.open();
    void catalogue().then((entries) => {
      page.entries = entries;
    });
    return page;
  }
}

/** Throws `lesson-invalid` with all that is wrong. */
function accepted(reading: LessonReading): ReadLesson {
  if (reading.kind === "read") return reading.lesson;
  const problems = reading.problems.map(({ place, problem }) => `${place}: ${problem}`);
  throw new StrataError("lesson-invalid", `Read lesson: ${problems.join("; ")}`, { details: { problems } });
}
