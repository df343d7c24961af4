import type { SnapshotId } from "../core/identity.ts";
import { StrataError } from "../core/strata-error.ts";
import { snapshotsOf } from "./catalog.ts";
import { assertNothingHidden } from "./hidden-records.ts";
import { dropUnneededLayers, mergeDown } from "./layer-merging.ts";
import type { LayerRecord, SnapshotRecord } from "./records.ts";
import { StoreChange } from "./store-change.ts";
import type { StoreContext } from "./store-context.ts";

/** What an operation on layers moved. */
export interface Moved {
  /** Blocks that found another layer, as references; for a flatten and a full clone also those that were copied. */
  readonly blockCount: number;
  /** Bytes of blocks read: 0 where references were moved. */
  readonly bytesRead: number;
  /** Bytes of blocks and maps written. */
  readonly bytesWritten: number;
}

/**
 * Takes snapshots out of a change, all of one machine, and the layers that were only theirs; resolves with how many blocks
 * found another layer.
 */
export async function removeSnapshots(
  context: StoreContext,
  change: StoreChange,
  removed: readonly SnapshotRecord[],
): Promise<number> {
  assertNothingHidden(context.catalog, "Remove snapshots");
  for (const snapshot of removed) forget(change, snapshot);
  return dropUnneededLayers(context, change);
}

/** Takes a snapshot's record out of the change: what descended from it descends from its parent. */
function forget(change: StoreChange, { id, live }: SnapshotRecord): void {
  // As it stands now: its parent may have gone before it.
  const { machine: machineId, parent } = change.snapshots.get(id) as SnapshotRecord;
  change.snapshots.delete(id);
  for (const child of change.snapshots.values())
    if (child.parent === id) change.snapshots.set(child.id, { ...child, parent });
  const machine = change.machines.get(machineId);
  if (machine?.currentSnapshot === id)
    change.machines.set(machine.id, { ...machine, currentSnapshot: parent });
  if (live !== null) change.add([{ kind: "delete", table: "states", key: id }]);
}

/** A snapshot and all that descend from it. Throws `branch-in-use` when the machine's present state does. */
export function branchOf(context: StoreContext, root: SnapshotRecord): SnapshotRecord[] {
  const branch = new Map<SnapshotId, SnapshotRecord>([[root.id, root]]);
  const all = snapshotsOf(context.catalog, root.machine);
  for (const member of branch.values()) {
    for (const snapshot of all) if (snapshot.parent === member.id) branch.set(snapshot.id, snapshot);
  }
  const current = context.catalog.machines.get(root.machine)?.currentSnapshot ?? null;
  if (current === null || !branch.has(current)) return [...branch.values()];
  const name = branch.get(current)?.name ?? "";
  throw new StrataError(
    "branch-in-use",
    `Remove the branch of ${root.name}: the machine stands on ${name}, wanted it elsewhere`,
    { details: { snapshot: current, name } },
  );
}

/** Puts a snapshot's layer into its parent's, and takes the parent away. Runs within the store's queue. */
export async function mergeIntoParent(context: StoreContext, snapshot: SnapshotRecord): Promise<Moved> {
  const change = new StoreChange(context);
  const blockCount = await addMerge(context, change, snapshot);
  const { bytesWritten } = await change.commit();
  return { blockCount, bytesRead: 0, bytesWritten };
}

/** Has `change` merge a snapshot into its parent; resolves with how many blocks that moves. */
export async function addMerge(
  context: StoreContext,
  change: StoreChange,
  snapshot: SnapshotRecord,
): Promise<number> {
  const { parent, layer, into } = mergeableParent(context, snapshot);
  assertNothingHidden(context.catalog, `Merge ${snapshot.name}`);
  forget(change, parent);
  const child = change.snapshots.get(snapshot.id) as SnapshotRecord;
  change.snapshots.set(child.id, { ...child, layer: into.id });
  const blockCount = await mergeDown(context, change, layer, into);
  await dropUnneededLayers(context, change);
  return blockCount;
}

function mergeableParent(
  { catalog }: StoreContext,
  snapshot: SnapshotRecord,
): { parent: SnapshotRecord; layer: LayerRecord; into: LayerRecord } {
  const refuse = (reason: "no-parent" | "stands-alone" | "parent-in-use", found: string): never => {
    throw new StrataError("merge-refused", `Merge ${snapshot.name}: ${found}, wanted a parent of its own`, {
      details: { reason },
    });
  };
  const parent = snapshot.parent === null ? undefined : catalog.snapshots.get(snapshot.parent);
  if (parent === undefined) return refuse("no-parent", "it has no parent");
  const layer = catalog.layers.get(snapshot.layer);
  const into = catalog.layers.get(parent.layer);
  if (layer === undefined || into === undefined || layer.parent !== into.id)
    return refuse("stands-alone", "it does not stand on its parent");
  const isShared =
    [...catalog.layers.values()].some((other) => other.parent === into.id && other.id !== layer.id) ||
    [...catalog.machines.values()].some(({ origin }) => origin === into.id);
  if (isShared) return refuse("parent-in-use", `something else stands on ${parent.name}`);
  return { parent, layer, into };
}
