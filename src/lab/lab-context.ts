import type { Cost } from "../core/cost.ts";
import { Emitter } from "../core/emitter.ts";
import { BLOCK_BYTE_LENGTH, blockCountOf } from "../core/geometry.ts";
import { StrataError } from "../core/strata-error.ts";
import type { OriginPorts } from "../images/own/image-origin.ts";
import type { GuestAgent } from "../machine/guest-agent.ts";
import type { Machine, MachineDisk, MachineFactory } from "../machine/machine.ts";
import type { Network } from "../machine/network/network.ts";
import type { Disk } from "../store/disk.ts";
import { SerialQueue } from "../store/serial-queue.ts";
import type { Store } from "../store/store.ts";
import type { StoredMachine } from "../store/stored-machine.ts";
import type { Clock } from "./clock.ts";
import { Computer } from "./computer.ts";
import { Journal } from "./journal.ts";
import type { MachineImage, MachineImages } from "./machine-images.ts";
import type { PreparedSnapshot } from "./prepared-start.ts";
import type { SystemLibrary } from "./reinstall.ts";
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
  /** What machines' network cards are plugged into. */
  readonly network: Network;
  readonly images: MachineImages;
  /** The one that `stored` stands on. */
  readonly image: MachineImage;
  /** What can be installed over the disk. */
  readonly library: SystemLibrary;
  /** Where images of a person's own are had from. */
  readonly origins: OriginPorts;
  /** What the site ships so that a new machine over that image need not boot; null where there is nothing, or nothing that fits. */
  readonly prepared: PreparedSnapshot | null;
  /** Asks the browser what it stores for this site. */
  readonly measureStorage: () => Promise<StorageView>;
}

/** Who follows what the guest does to the disks of the open machine. */
export interface DiskWatcher {
  /** The guest reads blocks, counted within the machine's space. */
  read(firstBlock: number, blockCount: number): void;
  /** The guest has asked for everything to be durable. */
  flushed(): void;
}

/** What the commands share: the computer joined to its disk, the queue that puts commands in order, and the journal. */
export class LabContext {
  readonly parts: Omit<LabParts, "stored" | "image" | "prepared">;
  readonly computer: Computer;
  readonly journal: Journal;
  readonly queue = new SerialQueue();
  /** While nobody follows, following costs nothing. */
  diskWatcher: DiskWatcher | null = null;
  /** Whether another page has the store now. */
  hasLeft = false;
  readonly #written = new Emitter<void>();
  /** The guest has written to the disk of the open machine. */
  readonly onWritten = this.#written.subscribe;
  #stored: StoredMachine;
  #image: MachineImage;
  #prepared: PreparedSnapshot | null;
  #stopListening: () => void;
  #isWriteBackDue = false;
  /** Damage that the guest met since it was switched on: it may try again and again. */
  readonly #damagesTold = new Set<string>();

  constructor({ stored, image, prepared, ...parts }: LabParts) {
    this.parts = parts;
    this.journal = new Journal(parts.clock);
    this.#stored = stored;
    this.#image = image;
    this.#prepared = prepared;
    this.#stopListening = this.#listenTo(stored);
    this.computer = new Computer({
      factory: parts.factory,
      createAgent: parts.createAgent,
      clock: parts.clock,
      socket: () => parts.network.socketOf(this.#stored.record),
      disks: (config) => this.#stored.disks(config).map((disk) => this.#machineDisk(disk)),
      disc: async ({ cdRom }) => (cdRom === undefined ? null : parts.store.media.open(cdRom.medium)),
    });
    this.computer.onStopped((reason) => {
      if (reason.kind === "crashed") this.journal.reportFailure(reason.error);
      this.flush()
        .then(() => this.#stored.dropSuspended())
        .catch((cause: unknown) => this.journal.reportFailure(cause));
    });
    this.computer.onDiskFailed((cause) => this.#reportDamage(cause));
    this.computer.onChanged(() => {
      if (!this.computer.isOn) this.#damagesTold.clear();
    });
    const { damageFound } = parts.store;
    if (damageFound !== null) this.journal.reportFailure(damageFound);
  }

  /** The machine of the store that is open. */
  get stored(): StoredMachine {
    return this.#stored;
  }

  /** The base image of the machine that is open. */
  get image(): MachineImage {
    return this.#image;
  }

  /** What the site ships so that a new machine over that image need not boot, or null. */
  get prepared(): PreparedSnapshot | null {
    return this.#prepared;
  }

  /** Puts another machine of the store in the place of the open one, which is closed. Prerequisites: it is off, and flushed. */
  turnTo(stored: StoredMachine, image: MachineImage, prepared: PreparedSnapshot | null): void {
    this.#stopListening();
    this.#stored.close();
    this.#stored = stored;
    this.#image = image;
    this.#prepared = prepared;
    this.#stopListening = this.#listenTo(stored);
  }

  /** Makes everything that the guest wrote durable. On failure: `storage-full` or `storage-failed`; it stays in memory. */
  async flush(): Promise<void> {
    await this.#stored.flush();
    this.journal.noteSaved();
  }

  /**
   * Makes durable what waits since the guest was held, before it goes on. On failure: rejects with `writes-waiting` or
   * `storage-failed`, and the guest has to stand still.
   */
  async keepWaiting(): Promise<void> {
    await this.computer.held();
    await this.flush().catch((cause: unknown) => {
      throw this.#heldBecause(cause);
    });
    if (this.journal.notice?.code === "writes-waiting") this.journal.dismissNotice();
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

  /** A flush of any disk makes all of them durable: they share the commit. */
  #machineDisk(disk: Disk): MachineDisk {
    const stored = this.#stored;
    const noteRead = (offset: number, byteLength: number): void => {
      if (this.diskWatcher === null) return;
      const first = Math.floor(offset / BLOCK_BYTE_LENGTH);
      this.diskWatcher.read(disk.firstBlock + first, blockCountOf(offset + byteLength) - first);
    };
    return {
      byteLength: disk.byteLength,
      readNow: (offset, byteLength) => {
        const bytes = disk.readNow(offset, byteLength);
        if (bytes !== null) noteRead(offset, byteLength);
        return bytes;
      },
      writeNow: (offset, bytes) => stored.hasRoom && disk.writeNow(offset, bytes),
      read: (offset, byteLength) => {
        noteRead(offset, byteLength);
        return disk.read(offset, byteLength);
      },
      write: async (offset, bytes) => {
        await disk.write(offset, bytes);
        await this.#keep(stored.waitForRoom());
      },
      flush: () => {
        this.diskWatcher?.flushed();
        return this.#keep(this.flush());
      },
    };
  }

  #listenTo(stored: StoredMachine): () => void {
    const stopWritten = stored.space.onWritten(() => {
      this.#writeBackSoon();
      this.#written.emit();
    });
    const stopFailed = stored.onWriteBackFailed((cause) => void this.#hold(cause));
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
      .catch((cause: unknown) => this.#hold(cause));
  }

  /** The guest only sees an I/O error; the person is told which damage it is, once. */
  #reportDamage(cause: unknown): void {
    if (!(cause instanceof StrataError) || cause.code !== "storage-damaged") return;
    if (this.#damagesTold.has(cause.message)) return;
    this.#damagesTold.add(cause.message);
    this.journal.reportFailure(cause);
  }

  /**
   * Resolves when `work`, which keeps what the guest wrote, has held, or else once the guest stands still. The request is
   * answered then, so that no snapshot or revert has to wait for it. The guest sees the answer only when it goes on, which
   * it does only when everything is durable: so the answer is true whenever it is read (SPEC P4).
   */
  async #keep(work: Promise<void>): Promise<void> {
    try {
      await work;
    } catch (cause) {
      if (this.computer.isOn) await this.#hold(cause);
    }
  }

  /** The guest must not go on writing what can't be kept: it is paused, and what it wrote waits in memory (SPEC P6). */
  async #hold(cause: unknown): Promise<void> {
    this.journal.reportFailure(this.#heldBecause(cause));
    await this.computer.hold();
  }

  /** What is to be told of a guest that stands still because of `cause`. */
  #heldBecause(cause: unknown): unknown {
    if (!(cause instanceof StrataError) || cause.code !== "storage-full" || !this.computer.isOn) return cause;
    const waiting = this.#stored.space.buffer.byteLength;
    return new StrataError(
      "writes-waiting",
      `Keep what the guest wrote: the storage is full, wanted room for ${waiting} bytes`,
      { cause, details: { waiting } },
    );
  }
}
