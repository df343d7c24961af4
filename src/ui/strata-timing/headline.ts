import type { Locale } from "../../i18n/locale.ts";
import type { TimingView } from "../../lab/view-model.ts";
import { comparedMs } from "./timing-summary.ts";

/**
 * The sentence that the page is about, from the latest real measurements, or null where none can be said.
 * The copy is compared with the snapshot's time until durable, since both are then equally safe; the pause is
 * named beside it and never instead of it.
 */
export function headline(timings: readonly TimingView[], { text, format }: Locale): string | null {
  const latest = (operation: TimingView["operation"]) =>
    timings.find((timing) => timing.operation === operation);
  const snapshot = latest("snapshot");
  if (!snapshot) return null;
  const pauseMs = snapshot.cost.pauseMs;
  const untilDurable = format.duration(comparedMs(snapshot));
  const said =
    pauseMs > 0
      ? text.timing.headlineSnapshot(format.duration(pauseMs), untilDurable)
      : text.timing.headlineSnapshotOff(untilDurable);

  const copy = latest("full-copy");
  if (!copy) return said;
  const copyMs = comparedMs(copy);
  const ratio = copyMs / comparedMs(snapshot);
  const comparison =
    ratio > 1.05
      ? [
          text.timing.headlineLonger(format.times(ratio)),
          ...(pauseMs > 0 ? [text.timing.headlineLongerThanPause(format.times(copyMs / pauseMs))] : []),
        ].join(", ")
      : text.timing.headlineNotLonger;
  return `${said} ${text.timing.headlineCopy(format.duration(copyMs))}${text.page.colon}${comparison}.`;
}

/** Whether the latest copy took at least twice as long as the latest snapshot: less is no headline. */
export function isStriking(timings: readonly TimingView[]): boolean {
  const [snapshot, copy] = (["snapshot", "full-copy"] as const).map((operation) =>
    timings.find((timing) => timing.operation === operation),
  );
  return !snapshot || !copy || comparedMs(copy) >= 2 * comparedMs(snapshot);
}
