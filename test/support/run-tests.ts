// `npm test`: everything there is to check, and one plain line at the end: "N passed, N failed".
// A step that is no test run (a type check) adds a failure when it fails and nothing when it passes.

import { mkdirSync, readFileSync, rmSync } from "node:fs";
import { chromium, e2fsck, findProgram, firefox, type Program, qemu } from "./find-program.ts";
import { installPrograms } from "./install-programs.ts";
import { runProcess, timeUpExitCode } from "./run-process.ts";
import { closingLine, readTotals, sumTotals, type TestTotals } from "./test-totals.ts";

/** A script of package.json, and where its JSON report goes if it runs tests. */
interface Step {
  readonly script: string;
  readonly limitMinutes: number;
  /** It is not run where one of these is missing; that counts as a failure anyway. */
  readonly needs?: readonly Program[];
  readonly report?: string;
  readonly parameters?: readonly string[];
}

const reports = "test-results";
const vitest = (script: string, limitMinutes: number, needs: readonly Program[] = []): Step => {
  const report = `${reports}/${script.replace(":", "-")}.json`;
  const parameters = ["--reporter=default", "--reporter=json", `--outputFile.json=${report}`];
  return { script, limitMinutes, needs, report, parameters };
};
const steps: readonly Step[] = [
  { script: "lint", limitMinutes: 5 },
  { script: "types", limitMinutes: 5 },
  { script: "unused", limitMinutes: 5 },
  vitest("test:node", 20),
  vitest("test:browser", 20, [chromium]),
  vitest("test:firefox", 20, [firefox]),
  // Builds the site first; playwright.config.ts writes the report.
  {
    script: "test:e2e",
    limitMinutes: 70,
    needs: [chromium, e2fsck, qemu],
    report: `${reports}/test-e2e.json`,
  },
];

async function runStep({
  script,
  limitMinutes,
  needs = [],
  report,
  parameters = [],
}: Step): Promise<TestTotals> {
  if (needs.some((program) => findProgram(program) === null)) {
    console.error(`\n=== npm run ${script}: not run, a program is missing`);
    return { passed: 0, failed: 0, skipped: 0 };
  }
  console.log(`\n=== npm run ${script}`);
  const startedAt = performance.now();
  const npm = process.env["npm_execpath"];
  const words = ["run", "--silent", script, "--", ...parameters];
  const exitCode = npm
    ? await runProcess(process.execPath, [npm, ...words], limitMinutes * 60_000)
    : await runProcess("npm", words, limitMinutes * 60_000);
  const seconds = ((performance.now() - startedAt) / 1000).toFixed(1);
  const outcome = exitCode === timeUpExitCode ? `stopped after ${limitMinutes} min` : `exit code ${exitCode}`;
  console.log(`=== npm run ${script}: ${outcome}, ${seconds} s`);

  const totals = report ? readReport(report, exitCode) : { passed: 0, failed: 0, skipped: 0 };
  return exitCode !== 0 && totals.failed === 0 ? { ...totals, failed: 1 } : totals;
}

/** A runner that ended well must have left its report; one that did not may have had no time to. */
function readReport(path: string, exitCode: number): TestTotals {
  try {
    return readTotals(JSON.parse(readFileSync(path, "utf8")));
  } catch (error) {
    console.error(`No report of the tests in ${path}: ${error}`);
    return { passed: 0, failed: exitCode === 0 ? 1 : 0, skipped: 0 };
  }
}

const missing = await installPrograms([chromium, firefox, e2fsck, qemu]);
for (const sentence of missing) console.error(sentence);
let totals: TestTotals = { passed: 0, failed: missing.length, skipped: 0 };
rmSync(reports, { recursive: true, force: true });
mkdirSync(reports, { recursive: true });
for (const step of steps) totals = sumTotals([totals, await runStep(step)]);
console.log(`\n${closingLine(totals)}`);
process.exitCode = totals.failed > 0 || totals.passed === 0 ? 1 : 0;
