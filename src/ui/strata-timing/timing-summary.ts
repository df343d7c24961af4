import type { TimedOperation, TimingView } from "../../lab/view-model.ts";

/** The latest measurement of one operation, with the median of all. */
export interface TimingSummary {
  readonly operation: TimedOperation;
  readonly latest: TimingView;
  /** Median of the times until durable, in milliseconds. */
  readonly medianMs: number;
  readonly sampleCount: number;
}

const order: readonly TimedOperation[] = [
  "snapshot",
  "revert",
  "discard",
  "remove",
  "wipe",
  "merge",
  "clone",
  "import",
  "open-image",
  "flatten",
  "reinstall",
  "allocated-copy",
  "full-copy",
];

/** The middle value; of an even number of values, the mean of the two in the middle. NaN for none. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const upper = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? Number.NaN) + upper) / 2;
}

/** The time that operations are compared by: until the result would survive the browser's death. */
export const comparedMs = (timing: TimingView): number =>
  Math.max(timing.cost.durableMs, timing.cost.elapsedMs);

/** One summary for each operation that was measured, quickest kind first. `timings` is newest first. */
export function summarize(timings: readonly TimingView[]): readonly TimingSummary[] {
  return order.flatMap((operation) => {
    const samples = timings.filter((timing) => timing.operation === operation);
    const latest = samples[0];
    return latest
      ? [{ operation, latest, medianMs: median(samples.map(comparedMs)), sampleCount: samples.length }]
      : [];
  });
}
