/** Maps durations to shares of a bar's whole width. */
export interface BarScale {
  /** Between 0 and 1. */
  share(ms: number): number;
  readonly shortestMs: number;
  readonly longestMs: number;
  /** Durations to mark on the scale. */
  readonly marks: readonly number[];
}

/** From zero to the longest: lengths can be compared. */
export function linearScale(durations: readonly number[]): BarScale {
  const longestMs = Math.max(...durations, Number.MIN_VALUE);
  return { share: (ms) => Math.min(1, Math.max(0, ms / longestMs)), shortestMs: 0, longestMs, marks: [] };
}

/** Over whole powers of ten that enclose all durations: shows small ones, but lengths can't be compared. */
export function logarithmicScale(durations: readonly number[]): BarScale {
  const positive = durations.filter((ms) => ms > 0);
  const from = Math.floor(Math.log10(Math.min(...positive, 1)));
  const to = Math.max(from + 1, Math.ceil(Math.log10(Math.max(...positive, 10))));
  return {
    share: (ms) => (ms <= 0 ? 0 : Math.min(1, Math.max(0, (Math.log10(ms) - from) / (to - from)))),
    shortestMs: 10 ** from,
    longestMs: 10 ** to,
    marks: Array.from({ length: to - from + 1 }, (_, step) => 10 ** (from + step)),
  };
}
