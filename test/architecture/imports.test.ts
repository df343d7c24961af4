import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { importViolations } from "./import-rules.ts";
import { repositoryFiles } from "./repository-files.ts";

const isTypeScript = (path: string): boolean => path.endsWith(".ts") && !path.endsWith(".d.ts");

test("imports go one way: core ← store, machine, images, lessons ← lab ← ui", () => {
  const paths = repositoryFiles().filter((path) => path.startsWith("src/") && isTypeScript(path));
  expect(paths.length).toBeGreaterThan(0);
  expect(importViolations(new Map(paths.map((path) => [path, readFileSync(path, "utf8")])))).toEqual([]);
});

describe("the rules can fail", () => {
  const made = (sources: Record<string, string>): readonly string[] =>
    importViolations(new Map(Object.entries(sources)));

  test.each([
    ["src/core/a.ts", `import { x } from "../store/b.ts";`],
    ["src/core/a.ts", `import type { X } from "../lab/b.ts";`],
    ["src/core/a.ts", `import { md5 } from "hash-wasm";`],
    ["src/core/a.ts", `const x = await import("../ui/b.ts");`],
    ["src/store/a.ts", `import { x } from "../machine/b.ts";`],
    ["src/store/memory/a.ts", `import { openDB } from "idb";`],
    ["src/machine/a.ts", `import { x } from "../store/b.ts";`],
    ["src/images/a.ts", `export * from "../lab/b.ts";`],
    ["src/lab/a.ts", `import { x } from "../ui/b.ts";`],
    ["src/lab/a.ts", `import { V86 } from "v86";`],
    ["src/lab/a.ts", `type V86 = import("v86").V86;`],
    ["src/ui/a.ts", `import { Lab } from "../lab/lab.ts";`],
    ["src/ui/a.ts", `import type { Store } from "../store/store.ts";`],
    ["src/i18n/a.ts", `import { x } from "../core/b.ts";`],
    ["src/main.ts", `import { openDB } from "idb";`],
    ["src/ui/a.ts", `import { x } from "unheard-of";`],
    ["src/attic/a.ts", ""],
  ])("%s may not hold %s", (path, source) => {
    expect(made({ [path]: source })).toHaveLength(1);
  });

  test.each([
    ["src/store/a.ts", `import { x } from "../core/b.ts";`],
    ["src/store/indexeddb/a.ts", `import { openDB } from "idb";`],
    ["src/machine/v86/a.ts", `import wasm from "v86/build/v86.wasm?url";`],
    ["src/machine/a.ts", `import type { Store } from "../store/b.ts";`],
    ["src/lab/a.ts", `import { x } from "../store/b.ts";`],
    ["src/ui/stack/a.ts", `import type { ViewModel } from "../../lab/lab.ts";`],
    ["src/ui/a.ts", `import { x } from "../lab/view-model.ts";`],
    ["src/ui/a.ts", `import { html } from "lit"; import "lit/directives/repeat.js"; import "./a.css";`],
    ["src/main.ts", `import { x } from "./store/indexeddb/a.ts"; import { y } from "./ui/a.ts";`],
    ["src/workers/a.ts", `import { x } from "../store/indexeddb/a.ts";`],
  ])("%s may hold %s", (path, source) => {
    expect(made({ [path]: source })).toEqual([]);
  });

  test("a platform reached through another file is found, where only its types are used it is not", () => {
    const store = {
      "src/store/indexeddb/b.ts": `import { openDB } from "idb"; export type X = typeof openDB;`,
    };
    expect(made({ ...store, "src/lab/a.ts": `import { x } from "../store/indexeddb/b.ts";` })).toEqual([
      "reached at run time: src/lab/a.ts → src/store/indexeddb/b.ts → idb",
    ]);
    expect(made({ ...store, "src/lab/a.ts": `import type { X } from "../store/indexeddb/b.ts";` })).toEqual(
      [],
    );
  });

  test("an import cycle is found once, and types may refer to each other", () => {
    const cycle = (first: string): readonly string[] =>
      made({
        "src/core/a.ts": first,
        "src/core/b.ts": `export * from "./c.ts";`,
        "src/core/c.ts": `import "./a.ts";`,
      });
    expect(cycle(`import { x } from "./b.ts";`)).toEqual([
      "import cycle: src/core/a.ts → src/core/b.ts → src/core/c.ts → src/core/a.ts",
    ]);
    expect(cycle(`import type { X } from "./b.ts";`)).toEqual([]);
  });
});
