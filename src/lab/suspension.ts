import type { BlockIndex } from "../core/identity.ts";
import { changedPages } from "../core/ram-pages.ts";
import { StrataError } from "../core/strata-error.ts";
import type { Machine } from "../machine/machine.ts";
import type { SuspendedState } from "../store/records.ts";
import type { SuspendedMachine } from "../store/suspended-state.ts";
import { ConsoleTail } from "./console-tail.ts";
import type { LabContext } from "./lab-context.ts";
import { capture, packed } from "./live-capture.ts";
import { imageAfter, type Restoration, restore } from "./restoration.ts";
import { Stopwatch } from "./stopwatch.ts";
import type { MachineState } from "./view-model.ts";

/** Milliseconds for which a guest has to leave its disk alone: what it writes next would make all of it stale. */
const REST_MS = 2_000;
/** Milliseconds between two that nobody asked for. */
const INTERVAL_MS = 10_000;
/** Bytes of the serial console: some thousand lines. */
const CONSOLE_BYTE_LENGTH = 64 * 1024;

/** Why a machine can't go on now, but perhaps another time. */
const passing: ReadonlySet<string> = new Set(["image-unreachable", "storage-failed"]);

export interface KeepOptions {
  /** Whether the page may go the next moment, so that nothing may come in between. */
  readonly isUrgent: boolean;
  /** What it is to do when it goes on; what it does now, where that is left out. */
  readonly state?: MachineState;
}

/**
 * Keeps the machine that is on as it stands, so that a later visit goes on where this one was: when the page may be about
 * to go, and now and then when something happened and the guest leaves its disk alone. Memory and disk are always of one
 * moment: whatever changes the disk makes what was kept stale.
 */
export class Suspension {
  readonly #context: LabContext;
  readonly #allSaved: () => Promise<void>;
  readonly #console = new ConsoleTail(CONSOLE_BYTE_LENGTH);
  #asked: Promise<void> | null = null;
  /** Counts what happens with the machine, and how much of that was kept. */
  #happenedCount = 0;
  #keptCount = 0;
  #writeCount = 0;
  #isWatching = false;

  /** @param allSaved resolves when no snapshot is on its way into the store. */
  constructor(context: LabContext, allSaved: () => Promise<void>) {
    this.#context = context;
    this.#allSaved = allSaved;
  }

  /** From now on it listens to the console, and keeps the machine now and then. */
  begin(): void {
    const { computer, onWritten } = this.#context;
    computer.onConsoleOutput((bytes) => {
      this.#console.push(bytes);
      this.noteHappened();
    });
    computer.onChanged(() => {
      // What one machine said must not be kept with another.
      if (!computer.isOn) this.#console.reset(new Uint8Array());
      this.noteHappened();
    });
    computer.diskWork.onChanged(() => this.noteHappened());
    onWritten(() => {
      this.#writeCount++;
    });
  }

  /** The latest that the guest wrote to its serial console, in this visit and in those before. */
  get console(): Uint8Array<ArrayBuffer> {
    return this.#console.bytes;
  }

  /** Somebody or something has changed the machine: it is worth keeping again. */
  noteHappened(): void {
    this.#happenedCount++;
    if (!this.#isWatching && this.#context.computer.isOn) void this.#watch();
  }

  /**
   * The page may be about to go: keeps the machine as it stands, and makes durable what the guest wrote. Where another
   * command is under way that comes first, and the rest behind it. While the machine is off there is only its disk.
   * On failure: rejects with `storage-full` or `storage-failed`; what the guest wrote stays in memory.
   */
  suspend(): Promise<void> {
    this.#asked ??= this.#suspend().finally(() => {
      this.#asked = null;
    });
    return this.#asked;
  }

  async #suspend(): Promise<void> {
    const { computer, queue } = this.#context;
    if (!computer.isOn || !queue.isIdle) await this.#context.flush();
    if (!computer.isOn) return;
    try {
      await queue.run(() => this.keep({ isUrgent: true }));
    } catch {
      // The memory need not be kept, what the guest wrote must be.
      await this.#context.flush();
    }
  }

  /** The same within a command. Does nothing while the machine is off. On failure: rejects, and the guest runs on. */
  async keep({ isUrgent, state }: KeepOptions): Promise<void> {
    await this.#allSaved();
    const { computer, stored, parts, journal } = this.#context;
    if (this.#context.hasLeft || !computer.isOn) return;
    const { clock, factory } = parts;
    const machine = computer.machine("Suspend");
    const wasRunning = computer.isRunning;
    const happenedCount = this.#happenedCount;
    let captured: ReturnType<typeof capture>;
    let pending: ReturnType<typeof stored.suspend>;
    try {
      await machine.quiesce();
      captured = capture(machine, computer.ramImage, new Stopwatch(clock));
      pending = stored.suspend({
        state: (state ?? computer.state) as SuspendedState,
        console: this.console,
        isUrgent,
        live: async () => {
          if (!isUrgent) await clock.breathe();
          return packed(captured, factory.build, null);
        },
      });
    } finally {
      if (wasRunning && computer.isRunning) machine.run();
    }
    const { ram } = await pending;
    journal.noteSaved();
    this.#keptCount = happenedCount;
    if (computer.isOn && computer.machine("Suspend") === machine)
      computer.ramImage = { ...ram, fingerprints: captured.fingerprints };
  }

  /**
   * Goes on where the machine was when it was last kept, if it was on then and its disk is the same. Never rejects: when
   * that can't be done it is reported, and the machine is off, with its disk as it is.
   * @param since when the wait for it began, by the lab's clock.
   */
  async resume(since: number): Promise<void> {
    const { stored, computer, queue, journal } = this.#context;
    if (stored.record.suspended === undefined) return;
    await queue.run(async () => {
      try {
        await this.#goOn(since);
      } catch (cause) {
        journal.reportFailure(notResumed(cause));
        // The next visit may have what was out of reach in this one.
        if (cause instanceof StrataError && passing.has(cause.code)) return;
      }
      // Of no use to anybody any more; where it can't be dropped now, the next power-on does.
      if (!computer.isOn) stored.dropSuspended().catch(() => undefined);
    });
  }

  async #goOn(since: number): Promise<void> {
    const { stored, computer, parts } = this.#context;
    const { suspended, config } = stored.record;
    if (suspended === undefined || suspended.isStale) return;
    const { build } = parts.factory;
    if (suspended.live.build !== build) {
      throw new StrataError(
        "snapshot-incompatible",
        `Resume: its state is of ${suspended.live.build}, wanted one of ${build}`,
        { details: { found: suspended.live.build, wanted: build } },
      );
    }
    const building = computer.build(config);
    try {
      const restoration = await prepared(building, await stored.loadSuspended());
      if (restoration === null) return;
      await restore(restoration);
      const { machine, state } = restoration;
      computer.goOn(machine, state.state, parts.clock.now() - since);
      computer.ramImage = imageAfter(restoration);
      this.#console.reset(state.console);
      if (state.state !== "paused") machine.run();
    } catch (cause) {
      building.then(
        (machine) => machine.destroy(),
        () => undefined,
      );
      throw cause;
    }
  }

  /** Waits until the guest leaves its disk alone, and keeps the machine. Never rejects. */
  async #watch(): Promise<void> {
    this.#isWatching = true;
    const { computer, parts, queue } = this.#context;
    while (computer.isOn && this.#keptCount !== this.#happenedCount) {
      let writeCount: number;
      do {
        writeCount = this.#writeCount;
        await parts.clock.delay(REST_MS);
      } while (writeCount !== this.#writeCount);
      // Where there is no room, or a disk request never ends, the machine is not kept: that is no reason to tell anybody.
      await queue.run(() => this.keep({ isUrgent: false })).catch(() => undefined);
      await parts.clock.delay(INTERVAL_MS);
    }
    this.#isWatching = false;
  }
}

async function prepared(
  building: Promise<Machine>,
  state: SuspendedMachine | null,
): Promise<(Restoration & { readonly state: SuspendedMachine }) | null> {
  if (state === null) return null;
  const stored = [...state.places.entries()].map(([page]) => page);
  const [machine, contents] = await Promise.all([building, state.loadPages(stored)]);
  // Beside these, what the new machine has in its memory: its BIOS.
  const used = changedPages(null, machine.fingerprints());
  const pages = [...new Set<BlockIndex>([...used, ...stored])];
  return { machine, state, pages, contents };
}

const notResumed = (cause: unknown): StrataError => {
  const reason = cause instanceof StrataError ? cause.code : "machine-failed";
  return new StrataError("not-resumed", `Resume the machine: ${reason}, wanted it where it was`, {
    cause,
    details: { reason },
  });
};
