// `npm run soak -- [--kills N] [--seed S] [--out FILE]`: kills a browser at work N times in all, in every way there is,
// and looks each time whether everything acknowledged is there and nothing is damaged. Prints a table and writes FILE as
// JSON. `--death`, `--timing` and `--back-end` keep it to one way, as the message of a failure says them. `--relaxed` is
// the control: with commits that are not strictly durable, a power cut must be found to lose something.

import { mkdir, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import { parseArgs } from "node:util";
import { deaths } from "./death.ts";
import { backEnds, timings } from "./life.ts";
import { tableOf } from "./report.ts";
import { soak } from "./soak.ts";
import { triedBackEnds } from "./tried-back-ends.ts";

const { values } = parseArgs({
  options: {
    kills: { type: "string", default: "240" },
    seed: { type: "string" },
    out: { type: "string" },
    death: { type: "string" },
    timing: { type: "string" },
    "back-end": { type: "string" },
    relaxed: { type: "boolean", default: false },
  },
});
const killCount = Number(values.kills);
if (!Number.isInteger(killCount) || killCount < 1) {
  throw new RangeError(`Run soak: --kills is ${values.kills}, wanted a positive whole number`);
}
const seed = Number(values.seed ?? Date.now() % 1_000_000);
if (!Number.isInteger(seed))
  throw new RangeError(`Run soak: --seed is ${values.seed}, wanted a whole number`);

/** All of them, or the one that was asked for. */
function chosen<Choice extends string>(
  choices: readonly Choice[],
  wanted: string | undefined,
): readonly Choice[] {
  const found = choices.filter((choice) => wanted === undefined || choice === wanted);
  if (found.length > 0) return found;
  throw new RangeError(`Run soak: asked for ${wanted}, wanted one of ${choices.join(", ")}`);
}

const report = await soak(
  {
    killCount,
    seed,
    deaths: chosen(deaths, values.death),
    timings: chosen(timings, values.timing),
    backEnds: values["back-end"] === undefined ? triedBackEnds() : chosen(backEnds, values["back-end"]),
    isRelaxed: values.relaxed,
  },
  (line) => console.log(line),
);
console.log(`\n${tableOf(report)}`);
if (values.out !== undefined) {
  await mkdir(dirname(values.out), { recursive: true });
  await writeFile(values.out, `${JSON.stringify(report, null, 2)}\n`);
}
// The runner of scripts leaves the exit code to the script.
if (report.failures.length > 0) process.exitCode = 1;
