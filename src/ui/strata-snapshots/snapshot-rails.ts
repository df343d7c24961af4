import type { SnapshotId } from "../../core/identity.ts";
import type { SnapshotView } from "../../lab/view-model.ts";

/** What the rails beside one row show: which lanes pass, join, begin and end there. Lanes count from 0. */
export interface RailRow {
  /** The lane of this row's own point. */
  readonly lane: number;
  /** Whether a line comes into the point from the row above, in its own lane. */
  readonly hasLineAbove: boolean;
  /** Whether the line goes on to a row below. */
  readonly hasLineBelow: boolean;
  /** Lanes that pass by. */
  readonly passing: readonly number[];
  /** Other lanes that come from above and end in this point. */
  readonly joining: readonly number[];
}

export interface SnapshotRails {
  /** The present state, above all snapshots. */
  readonly present: RailRow;
  /** One for each snapshot, newest first. */
  readonly rows: readonly RailRow[];
  readonly laneCount: number;
}

/**
 * Lays out the tree of snapshots as a list with rails: newest first, the present state on top, children above
 * their parents. Lane 0 belongs to the present state's own line of descent.
 */
export function snapshotRails(
  newestFirst: readonly Pick<SnapshotView, "id" | "parentId" | "isCurrent">[],
): SnapshotRails {
  const known = new Set(newestFirst.map((snapshot) => snapshot.id));
  /** For each lane, the snapshot that its line goes down to; null where the lane is free. */
  const lanes: (SnapshotId | null)[] = [];
  let laneCount = 1;

  const place = (id: SnapshotId | null, parentId: SnapshotId | null): RailRow => {
    const arriving = lanes.flatMap((wanted, lane) => (id !== null && wanted === id ? [lane] : []));
    let lane = arriving[0] ?? lanes.indexOf(null);
    if (lane === -1) lane = lanes.length;
    const passing = lanes.flatMap((wanted, other) =>
      wanted !== null && !arriving.includes(other) ? [other] : [],
    );
    for (const other of arriving) lanes[other] = null;
    const parent = parentId !== null && known.has(parentId) ? parentId : null;
    lanes[lane] = parent;
    laneCount = Math.max(laneCount, lane + 1);
    return {
      lane,
      hasLineAbove: arriving.includes(lane),
      hasLineBelow: parent !== null,
      passing,
      joining: arriving.filter((other) => other !== lane),
    };
  };

  const current = newestFirst.find((snapshot) => snapshot.isCurrent)?.id ?? null;
  const present = place(null, current);
  const rows = newestFirst.map((snapshot) => place(snapshot.id, snapshot.parentId));
  return { present, rows, laneCount };
}
