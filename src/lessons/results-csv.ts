import type { ResultFile } from "./result-file.ts";
import { summariseResult } from "./view-model/result-summary.ts";

/** A spreadsheet would run a cell that begins like a formula. */
const cell = (value: string | number): string => {
  const safe = typeof value === "string" && /^[=+\-@\t\r]/.test(value) ? `'${value}` : String(value);
  return /[",\n\r]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
};

/** The table of results as CSV (RFC 4180), times in ISO 8601. */
export function resultsCsv(results: readonly ResultFile[]): string {
  const header =
    "learner,lesson,version,seed,goals_passed,goals,predictions_right,predictions,hints,solutions_played,begun,finished,minutes";
  const lines = results
    .map(summariseResult)
    .map((row) =>
      [
        row.learner,
        row.lesson,
        row.version,
        row.seed,
        row.passedCount,
        row.goalCount,
        row.rightCount,
        row.predictedCount,
        row.hintCount,
        row.playedCount,
        new Date(row.begunAt).toISOString(),
        row.finishedAt === null ? "" : new Date(row.finishedAt).toISOString(),
        row.finishedAt === null ? "" : ((row.finishedAt - row.begunAt) / 60_000).toFixed(1),
      ]
        .map(cell)
        .join(","),
    );
  return `${[header, ...lines].join("\r\n")}\r\n`;
}
