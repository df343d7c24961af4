import type { Locale } from "../../i18n/locale.ts";
import type { SnapshotView } from "../../lab/view-model.ts";
import type { SpaceUse } from "../snapshot-insight-port.ts";

/** What a snapshot cost, and what it takes where that is known, as short phrases. */
export const costFacts = (
  { cost, kind, status }: SnapshotView,
  ownSize: SpaceUse | null,
  { text: { snapshots, insight }, format }: Locale,
): readonly string[] => [
  kind === "live" && cost.pauseMs > 0
    ? snapshots.costPause(format.duration(cost.pauseMs))
    : snapshots.notRunning,
  ...(status === "durable" ? [snapshots.costDurable(format.duration(cost.durableMs))] : []),
  snapshots.costWritten(format.bytes(cost.bytesWritten)),
  ...(ownSize === null
    ? []
    : [insight.ownSize(format.bytes(ownSize.exclusiveBytes), format.bytes(ownSize.sharedBytes))]),
];
