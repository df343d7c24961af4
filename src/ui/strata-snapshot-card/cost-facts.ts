import type { Locale } from "../../i18n/locale.ts";
import type { SnapshotView } from "../../lab/view-model.ts";

/** What a snapshot cost, as short phrases. */
export const costFacts = (
  { cost, kind, status }: SnapshotView,
  { text: { snapshots }, format }: Locale,
): readonly string[] => [
  kind === "live" && cost.pauseMs > 0
    ? snapshots.costPause(format.duration(cost.pauseMs))
    : snapshots.notRunning,
  ...(status === "durable" ? [snapshots.costDurable(format.duration(cost.durableMs))] : []),
  snapshots.costWritten(format.bytes(cost.bytesWritten)),
];
