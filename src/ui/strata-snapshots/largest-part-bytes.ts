import type { SnapshotView } from "../../lab/view-model.ts";

/** Bytes of the largest part of any snapshot: what the bars of the others are measured against. */
export const largestPartBytes = (snapshots: readonly SnapshotView[]): number =>
  snapshots.reduce(
    (largest, { parts }) =>
      Math.max(largest, parts.deviceBytes, parts.ramBytes, parts.configBytes, parts.diskBytes),
    0,
  );
