import type { Sample } from "../samples.ts";

/** What is measured, in this order: what writes most comes last, so that nothing has to be measured behind it. */
export const STORE_MEASUREMENTS = ["disk-sizes", "depths", "trees", "scattered-writes", "merges"] as const;
export type StoreMeasurement = (typeof STORE_MEASUREMENTS)[number];

/** What the driver calls in the page. */
export interface StoreBench {
  /** Makes what all runs of a measurement share. */
  prepare(measurement: StoreMeasurement): Promise<void>;
  /** One run, counted from 0: both sides, on fresh databases or freshly opened ones. */
  run(measurement: StoreMeasurement, run: number): Promise<readonly Sample[]>;
  /** Deletes what `prepare` made. */
  finish(): Promise<void>;
}

declare global {
  var storeBench: StoreBench;
}
