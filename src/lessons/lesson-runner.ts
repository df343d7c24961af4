// Long because it holds every phase of a lesson under way, and the order in which they may follow one another.
import { Emitter } from "../core/emitter.ts";
import { StrataError } from "../core/strata-error.ts";
import type { LessonVerification } from "./lesson-commands.ts";
import { LessonCourse } from "./lesson-course.ts";
import { EventWatch } from "./lesson-events.ts";
import type { LessonClock, LessonHost, ProgressShelf } from "./lesson-host.ts";
import { makeLessonMachine, returnToStart, untilRunning } from "./lesson-machine.ts";
import { type LessonProgress, newProgress, readProgress } from "./lesson-progress.ts";
import { type LessonProse, lessonProse } from "./lesson-prose.ts";
import { lessonView } from "./lesson-view.ts";
import type { LessonLanguage, ReadLesson } from "./read-lesson.ts";
import { makeResult, type ResultFile } from "./result-file.ts";
import { chooseVariables, type Variables } from "./variables.ts";
import type { LessonView } from "./view-model.ts";

/** How long nothing may be seen to happen before a goal that needs a probe is looked at all the same. */
const PROBE_EVERY_MS = 3000;
const TICK_MS = 600;

export interface RunnerOptions {
  readonly read: ReadLesson;
  readonly host: LessonHost;
  readonly shelf: ProgressShelf;
  readonly clock: LessonClock;
  /** Names that the machine and its first snapshot get. */
  readonly names: { readonly machine: string; readonly start: string };
  /** The seed of a link; null takes the one that was kept, or a new one. */
  readonly seed: number | null;
  /** Chooses a seed where none is given. */
  readonly newSeed: () => number;
  /** The step to begin with, when nothing was done yet; those before it are played. */
  readonly startAt: string | null;
  readonly language: LessonLanguage;
}

/** A lesson under way: brings its machine up, watches what happens to it, and carries out what the learner asks. */
export class LessonRunner {
  readonly #options: RunnerOptions;
  readonly #views = new Emitter<LessonView>();
  readonly onView = this.#views.subscribe;
  #variables: Variables;
  #prose: LessonProse;
  #course: LessonCourse;
  #phase: LessonView["phase"] = "preparing";
  #isWorking = false;
  /** Whether the machine was on when the lesson was left, and has not been switched on since. */
  #isLeft = false;
  #trouble: LessonView["trouble"] = null;
  #stopListening: (() => void)[] = [];
  #isClosed = false;
  #playing: AbortController | null = null;
  /** The last progress that is being written; a later one comes behind it. */
  #kept: Promise<void> = Promise.resolve();
  /** What is to be written next: of what comes while a write is under way only the last matters. */
  #unkept: LessonProgress | null = null;
  #seenActivity = "";
  #consoleByteCount = 0;

  private constructor(options: RunnerOptions, progress: LessonProgress) {
    this.#options = options;
    this.#variables = chooseVariables(options.read.lesson, progress.seed);
    this.#prose = lessonProse(options.read, this.#variables);
    this.#course = this.#courseOf(progress);
  }

  /** Takes up the lesson where it was left, or at its beginning; `begin` brings the machine up. */
  static async open(options: RunnerOptions): Promise<LessonRunner> {
    const { lesson } = options.read;
    const kept = readProgress(await options.shelf.read(lesson.id));
    const isUsable =
      kept?.version === lesson.version &&
      kept.step < lesson.steps.length &&
      (options.seed === null || options.seed === kept.seed);
    const seed = options.seed ?? options.newSeed();
    const progress = isUsable ? kept : newProgress(lesson, seed, options.clock.date());
    return new LessonRunner(options, progress);
  }

  get view(): LessonView {
    const { host, read } = this.#options;
    return lessonView({
      lesson: read.lesson,
      prose: this.#prose,
      progress: this.#course.progress,
      variables: this.#variables,
      phase: this.#phase,
      isLeft: this.#isLeft,
      occupant: this.#phase === "occupied" ? host.view.machine.name : null,
      trouble: this.#trouble,
      host: host.view,
    });
  }

  /** What the learner has done so far, to be handed in. */
  result(learner: string): ResultFile {
    return makeResult(this.#options.read.lesson, this.#course.progress, learner, this.#options.clock.date());
  }

  set language(language: LessonLanguage) {
    this.#course.language = language;
  }

  /** Resolves when what the learner has done so far is durable. */
  kept(): Promise<void> {
    return this.#kept;
  }

  /**
   * Brings the lesson's machine up. Where another one is on, the phase is "occupied" afterwards, and `release` goes on.
   * On failure: rejects as the commands do, and shows why.
   */
  begin(): Promise<void> {
    return this.#work("preparing", async () => {
      const { host, clock, read, names } = this.#options;
      const { machine } = this.#course.progress;
      const isOpen = host.view.machine.id === machine;
      if (!isOpen && isOn(host)) return "occupied";
      const isThere = host.machines.list().some(({ id }) => id === machine);
      if (isThere && machine !== null) {
        if (!isOpen) await host.machines.open(machine);
        this.#isLeft = this.#course.progress.isOn && !isOn(host);
        this.#listen();
        return "ready";
      }
      const start = await makeLessonMachine(read.lesson, names, host, clock);
      this.#replaceProgress({
        ...newProgress(read.lesson, this.#course.progress.seed, clock.date()),
        machine: host.view.machine.id,
        start,
      });
      this.#listen();
      await this.#prepareStart();
      await this.#course.beginStep(0);
      await this.#playUpTo(read.lesson.steps.findIndex(({ id }) => id === this.#options.startAt));
      return "ready";
    });
  }

  /** Switches the machine off that is in the way, after a snapshot of it where a name is given, and begins. */
  async release(snapshotFirst: string | null): Promise<void> {
    const { host } = this.#options;
    await this.#work("preparing", async () => {
      if (snapshotFirst !== null && isOn(host)) await host.snapshots.take({ name: snapshotFirst });
      await host.machine.powerOff();
      return "ready";
    });
    await this.begin();
  }

  /** Goes on to the next step. Prerequisites: all goals of the step under way have passed. */
  async next(): Promise<void> {
    const course = this.#course;
    const { step, progress } = course;
    if (!course.isComplete(step) || step === course.steps.at(-1)) {
      if (step.goals.length === 0) await course.completeStep();
      this.#emit();
      return;
    }
    if (step.goals.length === 0) await course.completeStep();
    await course.beginStep(progress.step + 1);
    await course.look({ probes: false });
    this.#emit();
  }

  predict(id: string, answer: string | number): void {
    this.#course.predict(id, answer);
  }

  showHint(): void {
    const { step, progress } = this.#course;
    const shown = (progress.hints[step.id] ?? 0) + 1;
    this.#course.update({ hints: { ...progress.hints, [step.id]: shown } });
  }

  /** Types into the serial console, for whoever would rather not. */
  async type(text: string): Promise<void> {
    const lines = text.trim().replaceAll("\n", "\r");
    await this.#options.host.machine.sendText(`${lines}\r`, { console: "serial" });
  }

  /** Switches the lesson's machine on after it was left: what is on its disk is there. */
  goOn(): Promise<void> {
    return this.#work("preparing", async () => {
      const { host, clock } = this.#options;
      await host.machine.powerOn();
      await untilRunning(host, clock);
      return "ready";
    });
  }

  /** Brings the machine to where the step under way began, and its goals with it, unless all had passed. */
  restartStep(): Promise<void> {
    return this.#work("restarting", async () => {
      const course = this.#course;
      const index = course.progress.step;
      course.reopenStep();
      const { restart } = course.step;
      if (restart !== undefined && (await this.#tryToRestart(restart))) {
        await course.beginStep(index);
        return "ready";
      }
      await this.#returnToStart();
      await this.#playUpTo(index);
      return "ready";
    });
  }

  /** Begins the lesson anew, with the same seed; nothing is left of what was done. */
  restartLesson(): Promise<void> {
    return this.#work("restarting", async () => {
      const { read, clock } = this.#options;
      const { seed, machine, start } = this.#course.progress;
      this.#replaceProgress({ ...newProgress(read.lesson, seed, clock.date()), machine, start });
      await this.#returnToStart();
      return "ready";
    });
  }

  /** Plays the solution of the step under way: typed and with pauses, or as fast as it goes. */
  play({ isDemonstrated = true } = {}): Promise<void> {
    const controller = new AbortController();
    this.#playing = controller;
    return this.#work("playing", async () => {
      const course = this.#course;
      const { step, progress } = course;
      if (!progress.played.includes(step.id) && !course.isComplete(step))
        course.update({ played: [...progress.played, step.id] });
      await course.solveStep({ isDemonstrated, signal: controller.signal });
      return "ready";
    });
  }

  stopPlaying(): void {
    this.#playing?.abort(new StrataError("cancelled", "Play the solution: stopped, wanted its end"));
  }

  /** Tries the whole lesson out: see `LessonCommands.verify`. */
  async verify(): Promise<LessonVerification> {
    const { clock } = this.#options;
    const { wrongTurns } = this.#options.read.lesson;
    const passedUntouched: string[] = [];
    const passedByWrongTurns: string[] = [];
    const solvedMs: Record<string, number> = {};
    const restartMs: Record<string, number> = {};
    await this.restartLesson();
    for (const step of this.#course.steps) {
      passedUntouched.push(...(await this.look()).map((goal) => `${step.id}/${goal}`));
      const restart = async (): Promise<void> => {
        const startedAt = clock.date();
        await this.restartStep();
        restartMs[step.id] = Math.max(restartMs[step.id] ?? 0, clock.date() - startedAt);
      };
      for (const { id, actions, goals } of wrongTurns.filter((turn) => turn.step === step.id)) {
        await this.#work("playing", async () => {
          await this.#course.perform(actions);
          return "ready";
        });
        const passed = await this.look();
        passedByWrongTurns.push(
          ...goals.filter((goal) => passed.includes(goal)).map((goal) => `${id}: ${goal}`),
        );
        await restart();
      }
      if (restartMs[step.id] === undefined) await restart();
      const begunAt = clock.date();
      await this.play({ isDemonstrated: false });
      solvedMs[step.id] = clock.date() - begunAt;
      await this.next();
    }
    return { passedUntouched, passedByWrongTurns, solvedMs, restartMs };
  }

  /** Judges all open goals now. Resolves with those of the step under way that have passed. */
  async look(): Promise<readonly string[]> {
    const course = this.#course;
    await course.look({ probes: true });
    return course.step.goals
      .filter((goal) => course.passedAt(course.step, goal.id) !== null)
      .map((goal) => goal.id);
  }

  /** Ends the watching; the machine stays as it is. */
  close(): void {
    this.#isClosed = true;
    this.#playing?.abort();
    for (const stop of this.#stopListening.splice(0)) stop();
  }

  /** Works in a phase; what goes wrong is shown and passed on. The work says which phase comes behind it. */
  async #work(phase: LessonView["phase"], work: () => Promise<LessonView["phase"]>): Promise<void> {
    if (this.#isWorking || (phase !== "preparing" && this.#phase !== "ready"))
      throw new StrataError("machine-busy", `Work on the lesson: it is ${this.#phase}, wanted it ready`);
    this.#isWorking = true;
    this.#phase = phase;
    this.#trouble = null;
    this.#emit();
    try {
      this.#phase = await work();
    } catch (cause) {
      this.#phase = "ready";
      const code = cause instanceof StrataError ? cause.code : "machine-failed";
      if (code !== "cancelled") this.#trouble = { code, message: String(cause) };
      throw cause;
    } finally {
      this.#isWorking = false;
      this.#emit();
    }
  }

  /** Whether the actions that bring a step back could be done. */
  async #tryToRestart(actions: Parameters<LessonCourse["perform"]>[0]): Promise<boolean> {
    try {
      await this.#course.perform(actions, { isJudged: false });
      return true;
    } catch {
      return false;
    }
  }

  async #returnToStart(): Promise<void> {
    const { host, clock, names, read } = this.#options;
    const { machine, start } = this.#course.progress;
    if (start !== null && host.snapshots.list().some(({ id }) => id === start)) {
      await returnToStart(start, host);
      this.#course.forgetRun();
    } else {
      // Its start was removed: a new machine takes its place.
      await host.machine.powerOff();
      const made = await makeLessonMachine(read.lesson, names, host, clock);
      if (machine !== null) await host.machines.remove(machine);
      this.#course.update({ machine: host.view.machine.id, start: made });
      this.#listen();
      await this.#prepareStart();
      this.#course.forgetRun();
    }
    await this.#course.beginStep(0);
  }

  /** What the lesson does before it begins; its start is then a snapshot of its own. */
  async #prepareStart(): Promise<void> {
    const { host, names, read } = this.#options;
    const { prepare } = read.lesson.machine;
    if (prepare.length === 0) return;
    await this.#course.perform(prepare, { isJudged: false });
    const { id } = await host.snapshots.take({ name: names.start });
    this.#course.update({ start: id });
    this.#course.forgetRun();
  }

  /** Plays the steps before the one at `index`. Prerequisites: the machine is at the lesson's start. */
  async #playUpTo(index: number): Promise<void> {
    const course = this.#course;
    for (let at = 0; at < index; at++) {
      await course.solveStep();
      await course.beginStep(at + 1);
    }
  }

  #courseOf(progress: LessonProgress): LessonCourse {
    const { read, host, clock, language } = this.#options;
    const course = new LessonCourse(
      { read, host, clock, variables: this.#variables, onProgress: (changed) => this.#keep(changed) },
      progress,
    );
    course.language = language;
    return course;
  }

  #replaceProgress(progress: LessonProgress): void {
    const { language } = this.#course;
    this.#course = this.#courseOf(progress);
    this.#course.language = language;
    this.#keep(progress);
    if (this.#stopListening.length > 0) this.#listen();
  }

  #keep(progress: LessonProgress): void {
    const { shelf } = this.#options;
    this.#unkept = progress;
    this.#kept = this.#kept.then(async () => {
      const latest = this.#unkept;
      this.#unkept = null;
      if (latest !== null) await shelf.write(latest.lesson, latest).catch(() => undefined);
    });
    this.#emit();
  }

  #listen(): void {
    for (const stop of this.#stopListening.splice(0)) stop();
    const { host, clock } = this.#options;
    const { machine } = this.#course.progress;
    if (machine === null) return;
    this.#course.watch(new EventWatch(machine, host.view, () => clock.date()));
    this.#stopListening = [
      host.onView(() => this.#handleView()),
      host.onConsoleOutput(({ byteLength }) => {
        this.#consoleByteCount += byteLength;
      }),
    ];
    const course = this.#course;
    void this.#probeNowAndThen(course);
  }

  #handleView(): void {
    if (isOn(this.#options.host)) this.#isLeft = false;
    if (this.#phase !== "ready") return;
    this.#emit();
    // What was done is judged at once: the machine goes on.
    const probes = this.#course.observe();
    void this.#course.look({ probes });
  }

  /** Asks guest and disk when something was seen to happen, and now and then all the same, while a goal needs that. */
  async #probeNowAndThen(course: LessonCourse): Promise<void> {
    const { clock, host } = this.#options;
    let probedAt = 0;
    while (!this.#isClosed && this.#course === course) {
      await clock.delay(TICK_MS);
      if (this.#phase !== "ready" || host.view.activity !== null || !course.needsProbe) continue;
      if (host.view.machine.id !== course.progress.machine) continue;
      const { machine, disk, timings, snapshots } = host.view;
      const activity = [
        machine.state,
        disk.writtenBytes,
        timings.length,
        snapshots.length,
        this.#consoleByteCount,
        course.progress.step,
      ].join();
      if (activity === this.#seenActivity && clock.date() - probedAt < PROBE_EVERY_MS) continue;
      this.#seenActivity = activity;
      probedAt = clock.date();
      await course.look({ probes: true });
    }
  }

  #emit(): void {
    this.#views.emit(this.view);
  }
}

function isOn({ machine }: LessonHost): boolean {
  return machine.state !== "off" && machine.state !== "stopped-by-guest";
}
