import { Emitter } from "./core/emitter.ts";
import type { MachineId } from "./core/identity.ts";
import { StrataError } from "./core/strata-error.ts";
import { type ExposedCommands, expose } from "./expose-strata.ts";
import type { Lab } from "./lab/lab.ts";
import type { MachineSummary } from "./lab/strata.ts";
import type { LookView, NoticeView, ViewModel } from "./lab/view-model.ts";
import { LessonDoor } from "./lesson-door.ts";
import type { LookedAt } from "./look-at-strata.ts";
import { rememberedClock } from "./remembered-clock.ts";
import {
  correctAddress,
  machineOfAddress,
  preferredMachines,
  rememberAsLastOpened,
  rememberInAddress,
} from "./remembered-machine.ts";
import { runCommand, runLookCommand } from "./run-command.ts";
import { storeInAddress, storePlace } from "./store-in-address.ts";
import type { Command, SnapshotFirst } from "./ui/command.ts";
import type { StrataApp } from "./ui/strata-app/strata-app.ts";

/**
 * What the page has before it, one after another: a machine that is its own, or one that another tab has and that it
 * looks at. Shows it in `app`, carries out what a person asks there, and exposes it as `globalThis.strata`.
 */
export class PageSession {
  readonly #app: StrataApp;
  readonly #screenContainer: HTMLElement;
  readonly #lessons: LessonDoor;
  #lab: Lab | null = null;
  #looked: LookedAt | null = null;
  /** Hear of each view that is shown. */
  readonly #views = new Emitter<ViewModel | null>();
  /** Whether the store is being opened, so that no second opening begins. */
  #isOpening = false;

  constructor(app: StrataApp, screenContainer: HTMLElement) {
    this.#app = app;
    this.#screenContainer = screenContainer;
    app.store = storePlace();
    this.#lessons = new LessonDoor(app, (cause) => this.#lab?.journal.reportFailure(cause));
    app.addEventListener("strata-command", (event) => void this.#handleCommand(event.detail));
    // The one error boundary: what nobody awaited.
    addEventListener("unhandledrejection", (event) => {
      if (this.#lab === null) return;
      event.preventDefault();
      this.#lab.journal.reportFailure(event.reason);
    });
    // A page that is hidden may never be shown again.
    document.addEventListener("visibilitychange", () => {
      if (document.visibilityState === "hidden") this.#flush();
    });
    addEventListener("pagehide", () => this.#flush());
    addEventListener("popstate", () => this.#followMachine());
  }

  /** Each view that the page shows, from now on. */
  onView(listener: (view: ViewModel | null) => void): void {
    this.#views.subscribe(listener);
  }

  /** Opens the store, or looks at it where another tab has it. What stands in the way is shown. */
  start(): void {
    this.#open({ takesOver: false, snapshotFirst: null });
  }

  #open(how: { readonly takesOver: boolean; readonly snapshotFirst: SnapshotFirst }): void {
    if (this.#isOpening || this.#lab !== null) return;
    this.#isOpening = true;
    this.#app.failure = null;
    this.#showLook({ isTaking: true, refusal: null });
    const ready = this.#tryToOpen(how).finally(() => {
      this.#isOpening = false;
    });
    ready.catch(() => undefined);
    this.#expose(ready, this.#looked?.look.commands ?? null);
  }

  async #tryToOpen(how: {
    readonly takesOver: boolean;
    readonly snapshotFirst: SnapshotFirst;
  }): Promise<void> {
    try {
      const machines = preferredMachines();
      const system = new URLSearchParams(location.search).get("system");
      const store = storeInAddress();
      const { openStrata } = await engine();
      this.#join(
        await openStrata({ screenContainer: this.#screenContainer, machines, system, store, ...how }),
      );
    } catch (cause) {
      const error = asStrataError(cause);
      if (this.#looked !== null) this.#showLook({ isTaking: false, refusal: noticeOf(error) });
      else if (error.code === "store-in-use") await this.#beginLooking("elsewhere", null);
      else this.#app.failure = noticeOf(error);
      throw error;
    }
  }

  #join(lab: Lab): void {
    const app = this.#app;
    this.#looked?.close();
    this.#looked = null;
    this.#lab = lab;
    lab.machine.chooseClock(rememberedClock());
    const { machine, machines, snapshots, disk, compare, storage, network, images, media } = lab;
    const commands = { machine, machines, snapshots, disk, compare, storage, network, images, media };
    this.#expose(Promise.resolve(), commands);
    let remembered: readonly MachineSummary[] = [];
    const show = (view: ViewModel): void => {
      app.view = view;
      this.#views.emit(view);
      app.machines = machines.list();
      app.media = media.list();
      if (sameMachines(remembered, app.machines)) return;
      remembered = app.machines;
      rememberInAddress(app.machines);
      rememberAsLastOpened(app.machines);
    };
    app.look = null;
    app.systems = machines.systems();
    if (wantsPreparedStart() && lab.view.prepared !== null)
      void this.#handleCommand({ kind: "start-prepared" });
    show(lab.view);
    const stopShowing = lab.onView(show);
    app.console = {
      subscribe: lab.onConsoleOutput,
      send: (bytes) => lab.sendToConsole(bytes),
    };
    this.#lessons.enter(lab);
    app.insight = {
      predict: (...given) => snapshots.predict(...given),
      compare: (...given) => snapshots.compare(...given),
      contents: (id) => snapshots.contents(id),
      usage: () => storage.usage(),
    };
    app.disk = { map: lab.diskMap, inspect: disk.inspect };
    lab.onLeft(({ isSaved }) => {
      this.#lessons.leave();
      stopShowing();
      app.console = null;
      app.insight = null;
      app.disk = null;
      this.#lab = null;
      const { notice } = lab.journal;
      void this.#beginLooking(
        isSaved ? "taken-over" : "taken-away",
        notice?.severity === "error" ? notice : null,
      );
    });
  }

  /** Never rejects: what stands in the way is shown. */
  async #beginLooking(reason: LookView["reason"], refusal: NoticeView | null): Promise<void> {
    const app = this.#app;
    // Shown at once: the machine of before is no longer this page's.
    app.look = { reason, writer: null, isTaking: false, refusal };
    const stillThere = Promise.reject(
      new StrataError("store-in-use", "Use the machine: another tab has it, wanted that tab closed"),
    );
    stillThere.catch(() => undefined);
    try {
      const { lookAtStrata } = await engine();
      const looked = await lookAtStrata({ machines: preferredMachines(), store: storeInAddress() });
      this.#looked = looked;
      const { look } = looked;
      if (!this.#isOpening) this.#expose(stillThere, look.commands);
      else this.#expose(strata.ready, look.commands);
      const show = (view: ViewModel | null): void => {
        app.view = view;
        this.#views.emit(view);
        app.machines = look.commands.machines.list();
        app.media = look.commands.media.list();
        rememberInAddress(app.machines);
      };
      app.systems = look.commands.machines.systems();
      show(look.view);
      look.onView(show);
      looked.onWriter((writer) => {
        const { reason: before = reason } = app.look ?? {};
        const after = writer === null ? "free" : before === "free" ? "elsewhere" : before;
        this.#showLook({ reason: after, writer });
      });
      looked.onLost(() => {
        this.#looked = null;
        looked.close();
        app.failure = noticeOf(
          new StrataError("storage-lost", "Look at the machine: its storage was deleted, wanted it there"),
        );
      });
    } catch (cause) {
      app.failure = noticeOf(asStrataError(cause));
    }
  }

  #showLook(changes: Partial<LookView>): void {
    if (this.#app.look !== null) this.#app.look = { ...this.#app.look, ...changes };
  }

  /** Never rejects: a failure is shown. */
  async #handleCommand(command: Command): Promise<void> {
    if (command.kind === "lesson") {
      this.#lessons.handle(command);
    } else if (command.kind === "take-over") {
      this.#open({ takesOver: true, snapshotFirst: command.snapshotFirst });
    } else if (this.#lab !== null) {
      const { journal } = this.#lab;
      await runCommand(this.#lab, command, this.#app).catch((cause: unknown) => journal.reportFailure(cause));
    } else if (this.#looked !== null) {
      const { look } = this.#looked;
      await runLookCommand(look, command, this.#app).catch((cause: unknown) =>
        this.#showLook({ refusal: noticeOf(asStrataError(cause)) }),
      );
    }
  }

  /** Back and forward lead to the machine that was open there; one that is on is not switched off for that. */
  #followMachine(): void {
    const id = machineOfAddress();
    const { machines } = this.#lab ?? this.#looked?.look.commands ?? {};
    if (machines === undefined || id === null || machines.current().id === id) return;
    const command: Command = {
      kind: "open-machine",
      id: id as MachineId,
      powersOff: false,
      snapshotFirst: null,
    };
    const isDone = this.#handleCommand(command);
    void isDone.then(() => correctAddress(machines.list()));
  }

  #expose(ready: Promise<void>, commands: ExposedCommands | null): void {
    expose(ready, commands, this.#lessons.commands);
  }

  #flush(): void {
    const lab = this.#lab;
    lab?.flush().catch((cause: unknown) => lab.journal.reportFailure(cause));
  }
}

/** Store, machine and commands: most of the program, which the first sight of the page does not wait for. */
async function engine(): Promise<typeof import("./engine.ts")> {
  try {
    return await import("./engine.ts");
  } catch (cause) {
    throw new StrataError("page-incomplete", `Fetch the page's program: ${String(cause)}, wanted all of it`, {
      cause,
    });
  }
}

/** Whether the address asks for a start without a boot, which a new machine alone can have. */
const wantsPreparedStart = (): boolean => new URL(location.href).searchParams.get("start") === "prepared";

const sameMachines = (before: readonly MachineSummary[], after: readonly MachineSummary[]): boolean =>
  before.length === after.length &&
  before.every(({ id, isCurrent }, index) => id === after[index]?.id && isCurrent === after[index].isCurrent);

const asStrataError = (cause: unknown): StrataError =>
  cause instanceof StrataError ? cause : new StrataError("machine-failed", String(cause), { cause });

const noticeOf = ({ code, details, message }: StrataError): NoticeView => ({
  severity: "error",
  code,
  details,
  message,
});
