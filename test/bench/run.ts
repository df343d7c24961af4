// `npm run bench -- --out FILE [--runs N] [--only PART,…]`: builds the site, serves it, measures it in the installed browser with a
// profile on disk, prints a table and writes FILE as JSON.

import { mkdir, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import { parseArgs } from "node:util";
import { build, preview } from "vite";
import { BrowserProfile } from "../support/browser-profile.ts";
import { describeEnvironment } from "./environment.ts";
import { measure, PARTS, type Part } from "./measurements.ts";
import { table } from "./summary.ts";

const { values } = parseArgs({
  options: {
    out: { type: "string" },
    runs: { type: "string", default: "7" },
    only: { type: "string", default: PARTS.join(",") },
  },
});
const isPart = (name: string): name is Part => (PARTS as readonly string[]).includes(name);
const parts = values.only.split(",").filter(isPart);
if (parts.length !== values.only.split(",").length) {
  throw new RangeError(`Run benchmark: --only is ${values.only}, wanted some of ${PARTS.join(",")}`);
}
const runs = Number(values.runs);
if (!Number.isInteger(runs) || runs < 1) {
  throw new RangeError(`Run benchmark: --runs is ${values.runs}, wanted a positive whole number`);
}

// The runner of this script says "development", and a build would believe it.
process.env["NODE_ENV"] = "production";
await build({ logLevel: "warn" });
const server = await preview({ logLevel: "warn", preview: { host: "127.0.0.1", open: false } });
const url = server.resolvedUrls?.local[0];
if (url === undefined) throw new Error("Serve built site: no address, wanted a local one");
const profile = await BrowserProfile.create(url);
try {
  const page = await profile.open();
  await page.goto("./");
  const environment = await describeEnvironment(page, profile.directory);
  const startedAt = Date.now();
  const progress = (what: string): void =>
    console.error(`${Math.round((Date.now() - startedAt) / 1000)} s: ${what}`);
  const measurements = await measure(page, { runs, progress, parts });
  console.log(table(measurements));
  if (values.out !== undefined) {
    await mkdir(dirname(values.out), { recursive: true });
    await writeFile(values.out, `${JSON.stringify({ environment, ...measurements }, null, 2)}\n`);
  }
} finally {
  await profile.remove();
  await server.close();
}
