// Runs a TypeScript file with Node: `node test/support/run-script.mjs FILE.ts [arguments]`.
// Node 20 cannot strip types and Vite, which is here anyway, can. The script finishes its work within its
// top-level awaits, and reads its arguments with `process.argv.slice(2)` as if Node had run it.

import { resolve } from "node:path";
import { runnerImport } from "vite";

const [script] = process.argv.splice(2, 1);
if (script === undefined) throw new TypeError("Run script: no file given, wanted a TypeScript file");
await runnerImport(resolve(script), { logLevel: "error" });
