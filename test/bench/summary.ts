/** One measured quantity. */
export interface Result {
  /** For instance "ms" or "bytes". */
  readonly unit: string;
  readonly median: number;
  /** Every run, in the order in which they were made. */
  readonly samples: readonly number[];
}

/** What a benchmark found, by name. */
export interface Measurements {
  readonly results: Readonly<Record<string, Result>>;
  /** How many times one result is another, for instance a full copy's time over a snapshot's. */
  readonly ratios: Readonly<Record<string, number>>;
}

/** A `Result` of `samples`. Throws RangeError when there is none. */
export function summarise(unit: string, samples: readonly number[]): Result {
  return { unit, median: median(samples), samples: [...samples] };
}

/** The middle value, or the mean of the two middle ones. Throws RangeError when `values` is empty. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((one, other) => one - other);
  const upper = sorted[Math.floor(sorted.length / 2)];
  const lower = sorted[Math.ceil(sorted.length / 2) - 1];
  if (upper === undefined || lower === undefined) {
    throw new RangeError("Take median: no values, wanted at least one");
  }
  return (lower + upper) / 2;
}

/** The measurements as lines of aligned columns: name, median, unit, smallest to largest sample, count. */
export function table({ results, ratios }: Measurements): string {
  const rows = [
    ["name", "median", "unit", "from", "to", "runs"],
    ...Object.entries(results).map(([name, { unit, median, samples }]) => [
      name,
      digits(median),
      unit,
      digits(Math.min(...samples)),
      digits(Math.max(...samples)),
      String(samples.length),
    ]),
    ...Object.entries(ratios).map(([name, ratio]) => [name, digits(ratio), "times", "", "", ""]),
  ];
  const widths = rows[0]?.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0))) ?? [];
  const isText = (column: number): boolean => column === 0 || column === 2;
  return rows
    .map((row) =>
      row
        .map((cell, column) => cell[isText(column) ? "padEnd" : "padStart"](widths[column] ?? 0))
        .join("  ")
        .trimEnd(),
    )
    .join("\n");
}

function digits(value: number): string {
  if (Number.isInteger(value)) return String(value);
  return Math.abs(value) < 10 ? value.toFixed(3) : value.toFixed(1);
}
