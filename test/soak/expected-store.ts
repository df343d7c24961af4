import { DiskState } from "../store/disk-model.ts";
import {
  bytesOf,
  DISK_BYTE_LENGTH,
  devicesOf,
  digestOf,
  type GuestWrite,
  type LiveMemory,
  liveDigest,
  madeBase,
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
  readonly disk: DiskState;
  readonly live: ExpectedLive | null;
}

export interface ExpectedMachine {
  /** What it reverts to without a snapshot. */
  readonly origin: DiskState;
  readonly disk: DiskState;
  readonly current: string | null;
  readonly snapshots: ReadonlyMap<string, ExpectedSnapshot>;
}

const bare = DiskState.bare(madeBase(), DISK_BYTE_LENGTH);
const digests = new WeakMap<DiskState | ExpectedLive, Promise<string>>();

/** What a store must hold, by the plainest means: whole disks and whole memories. Never changed; operations give others. */
export class ExpectedStore {
  static readonly empty = new ExpectedStore(new Map(), []);
  readonly machines: ReadonlyMap<string, ExpectedMachine>;
  readonly copies: readonly DiskState[];

  private constructor(machines: ReadonlyMap<string, ExpectedMachine>, copies: readonly DiskState[]) {
    this.machines = machines;
    this.copies = copies;
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
    for (const [name, { current, disk, snapshots }] of this.machines) {
      const seen: Record<string, SeenSnapshot> = {};
      for (const [snapshot, { parent, ...of }] of snapshots)
        seen[snapshot] = {
          parent,
          disk: await diskDigest(of.disk),
          live: of.live && (await memoryDigest(of.live)),
        };
      machines[name] = { current, disk: await diskDigest(disk), snapshots: seen };
    }
    const copies = await Promise.all(this.copies.map(diskDigest));
    return { machines, copies: copies.sort() };
  }

  written(machine: string, writes: readonly GuestWrite[]): ExpectedStore {
    const { disk } = this.machine(machine);
    return this.#with(machine, { disk: afterWrites(disk, writes) });
  }

  #after(operation: Operation): ExpectedStore {
    if (operation.kind === "wipe") return this;
    const name = operation.machine;
    switch (operation.kind) {
      case "create machine":
        return this.#withMachine(name, newMachine(bare));
      case "remove machine": {
        const machines = new Map(this.machines);
        machines.delete(name);
        return new ExpectedStore(machines, this.copies);
      }
      case "flush":
        return this.written(name, operation.writes);
      case "snapshot":
        return this.#snapshot(operation);
      case "revert": {
        const { origin, snapshots } = this.machine(name);
        const { snapshot } = operation;
        const disk = snapshot === null ? origin : snapshots.get(snapshot)?.disk;
        return this.#with(name, { disk: disk ?? origin, current: snapshot });
      }
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
        const { snapshots } = this.machine(name);
        return this.#withMachine(
          operation.clone,
          newMachine(snapshots.get(operation.snapshot)?.disk ?? bare),
        );
      }
      case "full copy":
        return new ExpectedStore(this.machines, [...this.copies, this.machine(name).disk]);
      case "remove copy":
        // The driver takes the first of the copies.
        return new ExpectedStore(this.machines, this.copies.slice(1));
    }
  }

  #snapshot({ machine, snapshot, writes, live }: Operation & { kind: "snapshot" }): ExpectedStore {
    const before = this.machine(machine);
    const disk = afterWrites(before.disk, writes);
    const taken = { parent: before.current, disk, live: live && memoryOf(before, live) };
    return this.#with(machine, {
      disk,
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
    return new ExpectedStore(new Map(this.machines).set(name, machine), this.copies);
  }
}

export function diskDigest(disk: DiskState): Promise<string> {
  const digest = digests.get(disk) ?? digestOf(disk.read(0, disk.byteLength) as Uint8Array<ArrayBuffer>);
  digests.set(disk, digest);
  return digest;
}

function memoryDigest(live: ExpectedLive): Promise<string> {
  const digest = digests.get(live) ?? liveDigest(live.pages, live.devices);
  digests.set(live, digest);
  return digest;
}

const newMachine = (origin: DiskState): ExpectedMachine => ({
  origin,
  disk: origin,
  current: null,
  snapshots: new Map(),
});

const afterWrites = (disk: DiskState, writes: readonly GuestWrite[]): DiskState =>
  writes.reduce((state, each) => state.write(each.offset, bytesOf(each)), disk);

function memoryOf({ snapshots }: ExpectedMachine, live: LiveMemory): ExpectedLive {
  const pages = new Map(live.base === null ? [] : snapshots.get(live.base)?.live?.pages);
  for (const [page, bytes] of pagesOf(live)) pages.set(page, bytes);
  for (const page of live.zeroPages) pages.delete(page);
  return { pages, devices: devicesOf(live) };
}
