import { StrataError } from "./core/strata-error.ts";
import { chooseLanguage } from "./i18n/language.ts";
import { lessonTextOf } from "./i18n/lessons/lesson-locale.ts";
import { browserClock } from "./lab/browser-clock.ts";
import type { Lab } from "./lab/lab.ts";
import { catalogue, exerciseSource } from "./lessons/catalogue.ts";
import type { LessonVerification, OpenLessonOptions } from "./lessons/lesson-commands.ts";
import { readLessonFile } from "./lessons/lesson-file.ts";
import { readProgress } from "./lessons/lesson-progress.ts";
import { type LessonRoute, readLessonRoute } from "./lessons/lesson-route.ts";
import { LessonRunner } from "./lessons/lesson-runner.ts";
import { type LessonReading, type ReadLesson, readLesson } from "./lessons/read-lesson.ts";
import { type ResultFile, readResult } from "./lessons/result-file.ts";
import { resultsCsv } from "./lessons/results-csv.ts";
import { IndexedDbShelf } from "./store/indexeddb/progress-shelf.ts";
import { DATABASE_NAME } from "./strata-site.ts";
import type { LessonAsk } from "./ui/lesson-command.ts";
import type { StrataApp } from "./ui/strata-app/strata-app.ts";
import { StrataLesson } from "./ui/strata-lesson/strata-lesson.ts";
import { StrataLessonIndex } from "./ui/strata-lesson-index/strata-lesson-index.ts";
import { StrataTeacher } from "./ui/strata-teacher/strata-teacher.ts";

const DOWNLOAD_BEGINS_WITHIN_MS = 60_000;
const LARGEST_SEED = 2 ** 32;

/**
 * The exercises on a page that has its store: follows the address, opens lessons, and shows them. Fetched when an address
 * or a program asks for it.
 */
export class LessonSession {
  readonly #app: StrataApp;
  readonly #lab: Lab;
  readonly #shelf = new IndexedDbShelf(`${DATABASE_NAME}-lessons`);
  readonly #panel = new StrataLesson();
  #page: StrataLessonIndex | StrataTeacher | null = null;
  #runner: LessonRunner | null = null;
  #results: readonly ResultFile[] = [];
  /** The lesson from a file that was checked last, if it can be used. */
  #checked: ReadLesson | null = null;
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

  /** Shows what the part of the address behind its # asks for. */
  async follow(hash: string): Promise<void> {
    const route = readLessonRoute(hash);
    this.#showPage(route);
    if (route?.kind !== "lesson") {
      this.close();
      return;
    }
    if (route.language !== null) this.#app.language = chooseLanguage(`?lang=${route.language}`, []);
    this.#panel.isLarge = route.mode === "projector";
    await this.open(route.id, { seed: route.seed, start: route.start });
  }

  async open(id: string, options: OpenLessonOptions = {}): Promise<void> {
    const source = await exerciseSource(id);
    if (source === null) {
      throw new StrataError("lesson-unknown", `Open lesson: ${JSON.stringify(id)}, wanted one of the index`);
    }
    await this.#openLesson(accepted(readLesson(source)), options);
  }

  async openFile(content: string, options: OpenLessonOptions = {}): Promise<void> {
    await this.#openLesson(accepted(readLessonFile(content)), options);
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
        return this.runner.type(command.line);
      case "restart-step":
        return this.runner.restartStep();
      case "restart-lesson":
        return this.runner.restartLesson();
      case "play":
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
        download(`${name}.strata-result.json`, JSON.stringify(result, null, 2), "application/json");
        return;
      }
      case "collect":
        return this.#collect(command.files);
      case "clear-results":
        this.#setResults([]);
        return;
      case "save-table":
        download("results.csv", resultsCsv(this.#results), "text/csv");
        return;
      case "check":
        return this.#check(command.file);
      case "try-out":
        return this.#tryOut();
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
    this.#app.hasPage = this.#page !== null;
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
    const page = new StrataTeacher();
    page.results = this.#results;
    void catalogue().then((entries) => {
      page.entries = entries;
    });
    return page;
  }

  async #collect(files: readonly File[]): Promise<void> {
    const read = await Promise.all(
      files.map(async (file) => ({ name: file.name, result: readResult(await file.text()) })),
    );
    const results = read.flatMap(({ result }) => (result === null ? [] : [result]));
    const known = new Set(this.#results.map((result) => JSON.stringify(result)));
    this.#setResults([...this.#results, ...results.filter((result) => !known.has(JSON.stringify(result)))]);
    if (this.#page instanceof StrataTeacher)
      this.#page.refused = read.filter(({ result }) => result === null).map(({ name }) => name);
  }

  #setResults(results: readonly ResultFile[]): void {
    this.#results = results;
    if (!(this.#page instanceof StrataTeacher)) return;
    this.#page.results = results;
    this.#page.refused = [];
  }

  async #check(file: File): Promise<void> {
    const reading = readLessonFile(await file.text());
    this.#checked = reading.kind === "read" ? reading.lesson : null;
    if (!(this.#page instanceof StrataTeacher)) return;
    this.#page.checked = {
      name: file.name,
      problems: reading.kind === "refused" ? reading.problems : [],
      verification: null,
    };
  }

  async #tryOut(): Promise<void> {
    const checked = this.#checked;
    const page = this.#page;
    if (checked === null || !(page instanceof StrataTeacher)) return;
    page.isTrying = true;
    try {
      await this.#openLesson(checked, { seed: 1 });
      const verification: LessonVerification = await this.runner.verify();
      if (page.checked !== null) page.checked = { ...page.checked, verification };
    } finally {
      page.isTrying = false;
      this.close();
    }
  }
}

/** Throws `lesson-invalid` with all that is wrong. */
function accepted(reading: LessonReading): ReadLesson {
  if (reading.kind === "read") return reading.lesson;
  const problems = reading.problems.map(({ place, problem }) => `${place}: ${problem}`);
  throw new StrataError("lesson-invalid", `Read lesson: ${problems.join("; ")}`, { details: { problems } });
}

function download(name: string, content: string, type: string): void {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([content], { type }));
  link.download = name;
  link.click();
  // The browser begins to read it in its own time.
  setTimeout(() => URL.revokeObjectURL(link.href), DOWNLOAD_BEGINS_WITHIN_MS);
}
