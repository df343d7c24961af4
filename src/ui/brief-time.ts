import type { Locale } from "../i18n/locale.ts";

/** The mean of a time that may be far below a millisecond. */
export const briefTime = (ms: number, { format }: Locale): string =>
  ms >= 0.1 ? format.duration(ms) : `${format.times(Math.max(ms * 1000, 0.01))}\u00a0µs`;
