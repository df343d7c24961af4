import type { SnapshotId } from "../../core/identity.ts";
import type { SnapshotView } from "../../lab/view-model.ts";

/** A point of the tree: a snapshot, or the present state, whose `id` is null. */
export interface TreePoint {
  readonly id: SnapshotId | null;
  /** Its place in time, from 1 on; 0 is the base image's. */
  readonly column: number;
  /** Its branch, counted from the top. */
  readonly lane: number;
  /** Position in `points` of what it stands on; null for the base image. */
  readonly parent: number | null;
  /** Positions in `points` of what stands on it, the oldest first. */
  readonly children: readonly number[];
  /** Snapshots below it, and itself. */
  readonly depth: number;
}

export interface TreeLayout {
  /** The oldest first, the present state last. */
  readonly points: readonly TreePoint[];
  readonly laneCount: number;
}

type Related = Pick<SnapshotView, "id" | "parentId" | "isCurrent">;

/** The oldest child goes on in its parent's lane; every other one begins a lane of its own. */
interface Branch {
  /** Columns that it takes: from its parent's to its last point's. */
  readonly start: number;
  end: number;
}

/**
 * Lays the tree out from left to right: each snapshot has a column of its own, in the order in which they were taken, and
 * the present state the last one. Branches are lanes, the highest that is free all along. A snapshot that is added moves
 * no other one.
 */
export function treeLayout(oldestFirst: readonly Related[]): TreeLayout {
  const positions = new Map(oldestFirst.map(({ id }, index) => [id, index]));
  const current = oldestFirst.find(({ isCurrent }) => isCurrent)?.id ?? null;
  const parents = [...oldestFirst.map(({ parentId }) => parentId), current].map((id) =>
    id === null ? null : (positions.get(id) ?? null),
  );
  const children: number[][] = parents.map(() => []);
  const roots: number[] = [];
  for (const [index, parent] of parents.entries()) (parent === null ? roots : children[parent])?.push(index);
  const columnOf = (index: number | null): number => (index === null ? 0 : index + 1);
  const branches: Branch[] = [];
  const branchOf: Branch[] = [];
  const depths: number[] = [];
  for (const [index, parent] of parents.entries()) {
    depths[index] = parent === null ? 1 : (depths[parent] ?? 0) + 1;
    const siblings = parent === null ? roots : (children[parent] ?? []);
    const own = siblings[0] === index && parent !== null ? branchOf[parent] : undefined;
    const branch = own ?? { start: columnOf(parent), end: 0 };
    if (own === undefined) branches.push(branch);
    branch.end = columnOf(index);
    branchOf[index] = branch;
  }
  const lanes: Branch[][] = [];
  const laneOf = new Map<Branch, number>();
  for (const branch of branches) {
    const isFree = (lane: readonly Branch[]): boolean =>
      lane.every(({ start, end }) => branch.start >= end || branch.end <= start);
    const free = lanes.findIndex(isFree);
    const lane = free === -1 ? lanes.length : free;
    lanes[lane] = [...(lanes[lane] ?? []), branch];
    laneOf.set(branch, lane);
  }
  const points = parents.map(
    (parent, index): TreePoint => ({
      id: oldestFirst[index]?.id ?? null,
      column: columnOf(index),
      lane: laneOf.get(branchOf[index] as Branch) ?? 0,
      parent,
      children: children[index] ?? [],
      depth: depths[index] ?? 1,
    }),
  );
  return { points, laneCount: Math.max(1, lanes.length) };
}

/** The point that an arrow leads to from another, by its position; the same one where there is none. */
export function neighbour(
  { points }: TreeLayout,
  from: number,
  direction: "left" | "right" | "up" | "down",
): number {
  const point = points[from];
  if (point === undefined) return from;
  if (direction === "left") return point.parent ?? from;
  if (direction === "right") return point.children[0] ?? from;
  const step = direction === "up" ? -1 : 1;
  let best = from;
  let bestDistance = Number.POSITIVE_INFINITY;
  for (const [index, other] of points.entries()) {
    const laneDistance = (other.lane - point.lane) * step;
    if (laneDistance <= 0) continue;
    // The nearest lane first, and in it the nearest moment.
    const distance = laneDistance * points.length * 2 + Math.abs(other.column - point.column);
    if (distance < bestDistance) [best, bestDistance] = [index, distance];
  }
  return best;
}
