/** How many tests passed, failed and were skipped. */
export interface TestTotals {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
}

/**
 * The totals in a JSON report of Vitest or of Playwright.
 * Throws TypeError for anything else: a changed report must not read as "no failures".
 */
export function readTotals(report: unknown): TestTotals {
  const vitest = numbers(report, ["numPassedTests", "numFailedTests", "numPendingTests", "numTodoTests"]);
  if (vitest) {
    const [passed = 0, failed = 0, pending = 0, todo = 0] = vitest;
    return { passed, failed, skipped: pending + todo };
  }
  const stats = typeof report === "object" && report && "stats" in report ? report.stats : null;
  const playwright = numbers(stats, ["expected", "unexpected", "flaky", "skipped"]);
  if (playwright) {
    const [passed = 0, failed = 0, flaky = 0, skipped = 0] = playwright;
    return { passed, failed: failed + flaky, skipped };
  }
  throw new TypeError("Read test report: unknown form, wanted a JSON report of Vitest or Playwright");
}

/** The sum of several totals. */
export function sumTotals(totals: readonly TestTotals[]): TestTotals {
  const sum = (count: keyof TestTotals): number => totals.reduce((all, one) => all + one[count], 0);
  return { passed: sum("passed"), failed: sum("failed"), skipped: sum("skipped") };
}

/** The line that closes a test run; skipped tests are mentioned only where there are some. */
export function closingLine({ passed, failed, skipped }: TestTotals): string {
  return `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ""}`;
}

function numbers(value: unknown, names: readonly string[]): number[] | null {
  if (typeof value !== "object" || value === null) return null;
  const entries = new Map<string, unknown>(Object.entries(value));
  const found = names.map((name) => entries.get(name)).filter((entry) => typeof entry === "number");
  return found.length === names.length ? found : null;
}
