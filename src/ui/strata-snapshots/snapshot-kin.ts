import type { SnapshotId } from "../../core/identity.ts";
import type { SnapshotView } from "../../lab/view-model.ts";

/** How a snapshot stands to the others, as far as it decides what can be done to it. */
export interface SnapshotKin {
  readonly parentName: string | null;
  /** How many layers of this machine stand on its own: those of its children, and the active one. */
  readonly heirCount: number;
  /** Names of all that descend from it, oldest first. */
  readonly descendants: readonly string[];
  /** Whether the present state descends from it, over any number of others. */
  readonly holdsPresent: boolean;
  /** Why it can't be merged into its parent, or null. */
  readonly mergeObstacle: "no-parent" | "parent-in-use" | null;
}

type Related = Pick<SnapshotView, "id" | "name" | "parentId" | "isCurrent">;

/** Tells the kin of a snapshot, when asked: a card that is not drawn needs none. `oldestFirst` lists all of the machine. */
export function snapshotKin(oldestFirst: readonly Related[]): (id: SnapshotId) => SnapshotKin | undefined {
  const byId = new Map(oldestFirst.map((snapshot) => [snapshot.id, snapshot]));
  const children = new Map<SnapshotId, Related[]>();
  for (const snapshot of oldestFirst) {
    if (snapshot.parentId === null) continue;
    const siblings = children.get(snapshot.parentId) ?? [];
    children.set(snapshot.parentId, siblings);
    siblings.push(snapshot);
  }
  const heirCount = ({ id, isCurrent }: Related): number =>
    (children.get(id)?.length ?? 0) + (isCurrent ? 1 : 0);
  const branchOf = (root: Related): ReadonlySet<Related> => {
    const branch = new Set([root]);
    for (const member of branch) for (const child of children.get(member.id) ?? []) branch.add(child);
    return branch;
  };
  return (id) => {
    const snapshot = byId.get(id);
    if (snapshot === undefined) return undefined;
    const parent = snapshot.parentId === null ? undefined : byId.get(snapshot.parentId);
    const branch = branchOf(snapshot);
    return {
      parentName: parent?.name ?? null,
      heirCount: heirCount(snapshot),
      descendants: oldestFirst
        .filter((other) => other !== snapshot && branch.has(other))
        .map(({ name }) => name),
      holdsPresent: [...branch].some(({ isCurrent }) => isCurrent),
      mergeObstacle: parent === undefined ? "no-parent" : heirCount(parent) > 1 ? "parent-in-use" : null,
    };
  };
}
