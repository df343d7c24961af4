import type { TimingView } from "../../lab/view-model.ts";

const columns = [
  "at",
  "operation",
  "subject",
  "pause_ms",
  "durable_ms",
  "elapsed_ms",
  "bytes_read",
  "bytes_written",
  "block_count",
] as const;

/** Quotes a field as RFC 4180 says; a leading sign that spreadsheets would run as a formula gets a quote mark before. */
function quoted(field: string): string {
  const harmless = /^[=+\-@\t\r]/.test(field) ? `'${field}` : field;
  return /[",\r\n]/.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless;
}

/** All measurements as CSV, in the order given: full precision, ISO 8601 times in UTC, names in no language. */
export function timingsCsv(timings: readonly TimingView[]): string {
  const rows = timings.map(({ at, operation, subject, cost }) => [
    new Date(at).toISOString(),
    operation,
    quoted(subject),
    cost.pauseMs,
    cost.durableMs,
    cost.elapsedMs,
    cost.bytesRead,
    cost.bytesWritten,
    cost.blockCount,
  ]);
  return [columns, ...rows].map((row) => `${row.join(",")}\r\n`).join("");
}
