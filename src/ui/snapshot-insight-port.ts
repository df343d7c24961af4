import type { SnapshotInsightCommands } from "../lab/snapshot-insight.ts";
import type { StorageCommands } from "../lab/strata.ts";

/** What components ask of snapshots themselves, since the answers are theirs to show: it changes nothing. */
export interface SnapshotInsightPort extends SnapshotInsightCommands, Pick<StorageCommands, "usage"> {}

export type PredictedOperation = Parameters<SnapshotInsightCommands["predict"]>[1];

/** What one snapshot takes: bytes that it alone reads, and those that others read too. */
export type SpaceUse = Awaited<ReturnType<StorageCommands["usage"]>>["machines"][number]["snapshots"][number];
