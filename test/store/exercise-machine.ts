import type { SnapshotId } from "../../src/core/identity.ts";
import type { StoredMachine } from "../../src/store/stored-machine.ts";
import type { DiskState, ModelSnapshot } from "./disk-model.ts";

/** One machine of an exercise: the one in the store, and all that the model knows of it. */
export class ExerciseMachine {
  machine: StoredMachine;
  readonly id: string;
  readonly snapshots: ModelSnapshot[] = [];
  /** What it began on, and reverts to without a snapshot; null for the bare base image. */
  readonly origin: ModelSnapshot | null;
  state: DiskState;
  /** The state after the last write that was acknowledged. */
  acknowledged: DiskState;
  /** States that a death may leave: the last one known to be durable, and all that came after it. */
  versions: DiskState[];

  constructor(machine: StoredMachine, state: DiskState, origin: ModelSnapshot | null) {
    this.machine = machine;
    this.id = machine.record.id;
    this.origin = origin;
    this.state = state;
    this.acknowledged = state;
    this.versions = [state];
    if (origin !== null) origin.cloneCount++;
  }

  get isEncrypted(): boolean {
    return this.machine.record.key !== null;
  }

  /** Snapshots that the store has, and that are not on their way. */
  get existing(): ModelSnapshot[] {
    return this.snapshots.filter(({ exists }) => exists === true);
  }

  became(state: DiskState): void {
    this.state = state;
    this.versions.push(state);
  }

  acknowledge(state: DiskState): void {
    if (this.versions.includes(state)) this.acknowledged = state;
  }

  durable(state: DiskState): void {
    const index = this.versions.indexOf(state);
    if (index > 0) this.versions.splice(0, index);
  }

  /** Nothing before `state` matters any more. */
  settle(state: DiskState): void {
    this.state = state;
    this.acknowledged = state;
    this.versions = [state];
  }

  /** The state after a revert; one to the beginning leaves the configuration as it is. */
  revertedTo(target: ModelSnapshot | null, bare: DiskState): DiskState {
    const from = target ?? this.origin;
    const state = from === null ? bare : from.state.frozenBy(from);
    return target === null ? state.withSecond(this.state.second) : state;
  }

  /** A snapshot of this machine, and all that descend from it. */
  branchOf(root: ModelSnapshot): ModelSnapshot[] {
    return this.existing.filter((snapshot) => snapshot === root || this.parentsOf(snapshot).includes(root));
  }

  /** The snapshot that another descends from directly. */
  parentOf(snapshot: ModelSnapshot): ModelSnapshot | null {
    return snapshot.state.currentOf(this.id);
  }

  parentsOf(snapshot: ModelSnapshot): ModelSnapshot[] {
    const parent = this.parentOf(snapshot);
    return parent === null ? [] : [parent, ...this.parentsOf(parent)];
  }

  /** The machine was removed: what began on it may hold its layers still. */
  removed(): void {
    for (const snapshot of this.snapshots) snapshot.exists = false;
    if (this.origin !== null) this.origin.cloneCount--;
  }

  hasStored(snapshot: ModelSnapshot): boolean {
    return this.machine.snapshots.some(({ id }) => id === (snapshot.id as SnapshotId));
  }
}
