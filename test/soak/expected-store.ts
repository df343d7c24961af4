import { FORMAT_VERSION } from "../../src/store/records.ts";
import type { DiskState } from "../store/disk-model.ts";
import {
  afterWrites,
  bareDisks,
  diskDigest,
  type ExpectedDisks,
  emptySecond,
  learn,
  seenDisks,
  UnreadDisk,
} from "./expected-disks.ts";
import {
  devicesOf,
  type GuestWrite,
  type LiveMemory,
  liveDigest,
  type Operation,
  pagesOf,
  type SeenMachine,
  type SeenSnapshot,
  type SeenStore,
} from "./operations.ts";

export interface ExpectedLive {
  readonly pages: ReadonlyMap<number, Uint8Array>;
  readonly devices: Uint8Array;
}

export interface ExpectedSnapshot {
  readonly parent: string | null;
  readonly disks: ExpectedDisks;
  readonly live: ExpectedLive | null;
}

export interface ExpectedMachine {
  readonly isEncrypted: boolean;
  /** What it reverts to without a snapshot. */
  readonly origin: ExpectedDisks;
  readonly disks: ExpectedDisks;
  readonly current: string | null;
  readonly snapshots: ReadonlyMap<string, ExpectedSnapshot>;
}

const digests = new WeakMap<ExpectedLive, Promise<string>>();

/** What a store must hold, by the plainest means: whole disks and whole memories. Never changed; operations give others. */
export class ExpectedStore {
  static readonly empty = new ExpectedStore(new Map(), [], null);
  readonly machines: ReadonlyMap<string, ExpectedMachine>;
  /** The system's disks of full copies. */
  readonly copies: readonly DiskState[];
  /** The format of the recorded store that lies beside this one; null when there is none. */
  readonly recordedFormat: number | null;

  private constructor(
    machines: ReadonlyMap<string, ExpectedMachine>,
    copies: readonly DiskState[],
    recordedFormat: number | null,
  ) {
    this.machines = machines;
    this.copies = copies;
    this.recordedFormat = recordedFormat;
  }

  machine(name: string): ExpectedMachine {
    const machine = this.machines.get(name);
    if (machine === undefined) throw new Error(`Find expected machine: none is ${name}, wanted one`);
    return machine;
  }

  /** A snapshot's name and those of all that descend from it. */
  branchOf(machine: string, root: string): Set<string> {
    const branch = new Set([root]);
    const { snapshots } = this.machine(machine);
    for (const member of branch)
      for (const [name, { parent }] of snapshots) if (parent === member) branch.add(name);
    return branch;
  }

  /**
   * The states that a death during the operation may leave: first the one before it, last the one when all was
   * acknowledged; those between, when the guest wrote meanwhile.
   */
  outcomes(operation: Operation): readonly [ExpectedStore, ...ExpectedStore[]] {
    const done = this.#after(operation);
    if (!("meanwhile" in operation) || operation.meanwhile.length === 0) return [this, done];
    const { machine, meanwhile } = operation;
    // An operation of several commits publishes its result last: the guest's flush may come before it. So does a refusal.
    const isOvertaken = ["flatten", "full clone", "merge"].includes(operation.kind);
    const written = isOvertaken ? [this.written(machine, meanwhile)] : [];
    return [this, ...written, done, done.written(machine, meanwhile)];
  }

  /** The state after the operation was refused: only the guest's writes were stored. */
  refused(operation: Operation): ExpectedStore {
    return "meanwhile" in operation ? this.written(operation.machine, operation.meanwhile) : this;
  }

  /** The same as seen from outside. */
  async seen(): Promise<SeenStore> {
    const machines: Record<string, SeenMachine> = {};
    for (const [name, { isEncrypted, current, disks, snapshots }] of this.machines) {
      const seen: Record<string, SeenSnapshot> = {};
      for (const [snapshot, { parent, ...of }] of snapshots)
        seen[snapshot] = {
          parent,
          disks: await seenDisks(of.disks),
          live: of.live && (await memoryDigest(of.live)),
        };
      machines[name] = { isEncrypted, current, disks: await seenDisks(disks), snapshots: seen };
    }
    const copies = await Promise.all(this.copies.map(diskDigest));
    return { machines, copies: copies.sort(), recordedFormat: this.recordedFormat };
  }

  /** Takes what disks hold that nobody could foretell from what was seen; from now on it is expected. */
  learn({ machines }: SeenStore): void {
    for (const [name, { disks, snapshots }] of this.machines) {
      learn(disks, machines[name]?.disks);
      for (const [snapshot, of] of snapshots) learn(of.disks, machines[name]?.snapshots[snapshot]?.disks);
    }
  }

  withRecorded(format: number): ExpectedStore {
    return new ExpectedStore(this.machines, this.copies, format);
  }

  written(machine: string, writes: readonly GuestWrite[]): ExpectedStore {
    return this.#with(machine, { disks: afterWrites(this.machine(machine).disks, writes) });
  }

  #after(operation: Operation): ExpectedStore {
    if (operation.kind === "wipe") return this;
    if (operation.kind === "upgrade") return this.withRecorded(FORMAT_VERSION);
    const name = operation.machine;
    switch (operation.kind) {
      case "create machine":
        return this.#withMachine(name, newMachine(bareDisks, operation.isEncrypted));
      case "add disk": {
        const second = operation.provisioning === "thin" ? emptySecond : new UnreadDisk();
        return this.#with(name, { disks: { ...this.machine(name).disks, second } });
      }
      case "remove machine": {
        const machines = new Map(this.machines);
        machines.delete(name);
        return new ExpectedStore(machines, this.copies, this.recordedFormat);
      }
      case "flush":
        return this.written(name, operation.writes);
      case "snapshot":
        return this.#snapshot(operation);
      case "revert":
        return this.#revert(name, operation.snapshot);
      case "remove":
        return this.#without(name, new Set([operation.snapshot]));
      case "remove branch":
        return this.#without(name, this.branchOf(name, operation.snapshot));
      case "merge": {
        const parent = this.machine(name).snapshots.get(operation.snapshot)?.parent;
        return this.#without(name, new Set(parent == null ? [] : [parent]));
      }
      case "flatten":
        return this;
      case "linked clone":
      case "full clone": {
        const { snapshots, isEncrypted } = this.machine(name);
        const disks = snapshots.get(operation.snapshot)?.disks ?? bareDisks;
        return this.#withMachine(operation.clone, newMachine(disks, isEncrypted));
      }
      case "full copy":
        return this.#withCopies([...this.copies, this.machine(name).disks.system]);
      case "remove copy":
        // The driver takes the first of the copies.
        return this.#withCopies(this.copies.slice(1));
    }
  }

  /** Back to a snapshot, with the disks that it has; or to the beginning, where a second disk that was added stays, empty. */
  #revert(name: string, snapshot: string | null): ExpectedStore {
    const { disks, origin, snapshots } = this.machine(name);
    const beginning = { ...origin, second: disks.second && (origin.second ?? emptySecond) };
    const found = snapshot === null ? beginning : snapshots.get(snapshot)?.disks;
    return this.#with(name, { disks: found ?? beginning, current: snapshot });
  }

  #snapshot({ machine, snapshot, writes, live }: Operation & { kind: "snapshot" }): ExpectedStore {
    const before = this.machine(machine);
    const disks = afterWrites(before.disks, writes);
    const taken = { parent: before.current, disks, live: live && memoryOf(before, live) };
    return this.#with(machine, {
      disks,
      current: snapshot,
      snapshots: new Map([...before.snapshots, [snapshot, taken]]),
    });
  }

  /** Without some snapshots; what descended from one descends from its nearest ancestor that is left. */
  #without(machine: string, removed: ReadonlySet<string>): ExpectedStore {
    const { snapshots, current } = this.machine(machine);
    const left = (name: string | null): string | null =>
      name !== null && removed.has(name) ? left(snapshots.get(name)?.parent ?? null) : name;
    const kept = [...snapshots].filter(([name]) => !removed.has(name));
    return this.#with(machine, {
      current: left(current),
      snapshots: new Map(kept.map(([name, each]) => [name, { ...each, parent: left(each.parent) }])),
    });
  }

  #with(name: string, change: Partial<ExpectedMachine>): ExpectedStore {
    return this.#withMachine(name, { ...this.machine(name), ...change });
  }

  #withMachine(name: string, machine: ExpectedMachine): ExpectedStore {
    return new ExpectedStore(new Map(this.machines).set(name, machine), this.copies, this.recordedFormat);
  }

  #withCopies(copies: readonly DiskState[]): ExpectedStore {
    return new ExpectedStore(this.machines, copies, this.recordedFormat);
  }
}

function memoryDigest(live: ExpectedLive): Promise<string> {
  const digest = digests.get(live) ?? liveDigest(live.pages, live.devices);
  digests.set(live, digest);
  return digest;
}

const newMachine = (origin: ExpectedDisks, isEncrypted: boolean): ExpectedMachine => ({
  isEncrypted,
  origin,
  disks: origin,
  current: null,
  snapshots: new Map(),
});

function memoryOf({ snapshots }: ExpectedMachine, live: LiveMemory): ExpectedLive {
  const pages = new Map(live.base === null ? [] : snapshots.get(live.base)?.live?.pages);
  for (const [page, bytes] of pagesOf(live)) pages.set(page, bytes);
  for (const page of live.zeroPages) pages.delete(page);
  return { pages, devices: devicesOf(live) };
}
