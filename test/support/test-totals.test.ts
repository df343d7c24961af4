import { expect, test } from "vitest";
import { closingLine, readTotals, sumTotals } from "./test-totals.ts";

const vitestReport = { numPassedTests: 5, numFailedTests: 1, numPendingTests: 2, numTodoTests: 1 };
const playwrightReport = { stats: { expected: 3, unexpected: 1, flaky: 1, skipped: 0 } };

test("a report of either runner gives its totals, and a flaky test counts as failed", () => {
  expect(readTotals(vitestReport)).toEqual({ passed: 5, failed: 1, skipped: 3 });
  expect(readTotals(playwrightReport)).toEqual({ passed: 3, failed: 2, skipped: 0 });
});

test("a report of unknown form is refused", () => {
  expect(() => readTotals({ numPassedTests: 5 })).toThrow(TypeError);
  expect(() => readTotals(null)).toThrow(TypeError);
});

test("the closing line sums all runners and names skipped tests only where there are some", () => {
  expect(closingLine(sumTotals([vitestReport, playwrightReport].map(readTotals)))).toBe(
    "8 passed, 3 failed, 3 skipped",
  );
  expect(closingLine({ passed: 2, failed: 0, skipped: 0 })).toBe("2 passed, 0 failed");
});
