import type { Cost } from "../core/cost.ts";
import { Emitter } from "../core/emitter.ts";
import type { GuestAgent } from "../machine/guest-agent.ts";
import type { Machine, MachineFactory } from "../machine/machine.ts";
import { SerialQueue } from "../store/serial-queue.ts";
import type { Store } from "../store/store.ts";
import type { StoredMachine } from "../store/stored-machine.ts";
import type { Clock } from "./clock.ts";
import { Computer } from "./computer.ts";
import { Journal } from "./journal.ts";
import { Stopwatch } from "./stopwatch.ts";
import type { StorageView } from "./view-model.ts";

/** Milliseconds from the first unsaved write to its write-back, at most. */
const WRITE_BACK_DELAY_MS = 500;

export interface LabParts {
  /** All machines; `stored` is the one that is open at first. */
  readonly store: Store;
  readonly stored: StoredMachine;
  readonly factory: MachineFactory;
  readonly createAgent: (machine: Machine) => GuestAgent;
  readonly clock: Clock;
  /** Bytes that the base image stores. */
  readonly imageByteLength: number;
  readonly boot: BootWatch;
  /** Asks the browser what it stores for this site. */
  readonly measureStorage: () => Promise<StorageView>;
}

/** A boot, seen from the base image. */
export interface BootWatch {
  /** Fetches what a boot reads, ahead of the guest. What can't be had is asked for again when the guest reads it. */
  prefetch(): Promise<void>;
  /** A boot begins. */
  begin(): void;
  /** How much of what a boot reads was read, and of how much. */
  readonly progress: { readonly done: number; readonly total: number };
}

/** What the commands share: the computer joined to its disk, the queue that puts commands in order, and the journal. */
export class LabContext {
  readonly parts: Omit<LabParts, "stored">;
  readonly computer: Computer;
  readonly journal: Journal;
  readonly queue = new SerialQueue();
  /** Whether another page has the store now. */
  hasLeft = false;
  readonly #written = new Emitter<void>();
  /** The guest has written to the disk of the open machine. */
  readonly onWritten = this.#written.subscribe;
  #stored: StoredMachine;
  #stopListening: () => void;
  #isWriteBackDue = false;

  constructor({ stored, ...parts }: LabParts) {
    this.parts = parts;
    this.journal = new Journal(parts.clock);
    this.#stored = stored;
    this.#stopListening = this.#listenTo(stored);
    const present = (): StoredMachine => this.#stored;
    this.computer = new Computer({
      factory: parts.factory,
      createAgent: parts.createAgent,
      clock: parts.clock,
      disk: {
        get byteLength() {
          return present().disk.byteLength;
        },
        readNow: (offset, byteLength) => present().disk.readNow(offset, byteLength),
        writeNow: (offset, bytes) => present().hasRoom && present().disk.writeNow(offset, bytes),
        read: (offset, byteLength) => present().disk.read(offset, byteLength),
        write: async (offset, bytes) => {
          await present().disk.write(offset, bytes);
          await present()
            .waitForRoom()
            .catch((cause: unknown) => this.#handleWriteBackFailure(cause));
        },
        flush: () => this.flush(),
      },
    });
    this.computer.onStopped((reason) => {
      if (reason.kind === "crashed") this.journal.reportFailure(reason.error);
      this.flush().catch((cause: unknown) => this.journal.reportFailure(cause));
    });
  }

  /** The machine of the store that is open. */
  get stored(): StoredMachine {
    return this.#stored;
  }

  /** Puts another machine of the store in the place of the open one, which is closed. Prerequisites: it is off, and flushed. */
  turnTo(stored: StoredMachine): void {
    this.#stopListening();
    this.#stored.close();
    this.#stored = stored;
    this.#stopListening = this.#listenTo(stored);
  }

  /** Makes everything that the guest wrote durable. On failure: `storage-full` or `storage-failed`; it stays in memory. */
  async flush(): Promise<void> {
    await this.#stored.flush();
    this.journal.noteSaved();
  }

  /** Runs one command after those before it, measured. */
  exclusively(work: () => Promise<void>): Promise<Cost> {
    return this.queue.run(async () => {
      const stopwatch = new Stopwatch(this.parts.clock);
      await work();
      return stopwatch.cost();
    });
  }

  /** Asks the browser again what it stores. Its answer is for show: a failure changes nothing. */
  refreshStorage(): void {
    this.parts
      .measureStorage()
      .then((storage) => this.journal.setStorage(storage))
      .catch(() => undefined);
  }

  #listenTo(stored: StoredMachine): () => void {
    const stopWritten = stored.disk.onWritten(() => {
      this.#writeBackSoon();
      this.#written.emit();
    });
    const stopFailed = stored.onWriteBackFailed((cause) => this.#handleWriteBackFailure(cause));
    return () => {
      stopWritten();
      stopFailed();
    };
  }

  #writeBackSoon(): void {
    if (this.#isWriteBackDue) return;
    this.#isWriteBackDue = true;
    this.parts.clock
      .delay(WRITE_BACK_DELAY_MS)
      .then(() => {
        this.#isWriteBackDue = false;
        return this.flush();
      })
      .catch((cause: unknown) => this.#handleWriteBackFailure(cause));
  }

  /** The guest must not go on writing what can't be kept: it is paused, and what it wrote waits in memory (SPEC P6). */
  #handleWriteBackFailure(cause: unknown): void {
    this.journal.reportFailure(cause);
    if (!this.computer.isRunning) return;
    this.computer.pause().catch((failure: unknown) => this.journal.reportFailure(failure));
  }
}
