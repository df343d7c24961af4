import { build } from "vite";

/** The file name of a built program's entry. */
export const ENTRY_NAME = "page.js";

/** The TypeScript file `entry` with all that it imports, built for a page: modules by file name, workers' among them. */
export async function buildPageProgram(entry: string): Promise<Map<string, string>> {
  const built = await build({
    configFile: false,
    base: "./",
    worker: { format: "es" },
    logLevel: "warn",
    build: { write: false, lib: { entry, formats: ["es"], fileName: "page" } },
  });
  const outputs = (Array.isArray(built) ? built : [built]).flatMap((each) =>
    "output" in each ? each.output : [],
  );
  return new Map(
    outputs.map((each) => {
      const isEntry = each.type === "chunk" && each.isEntry;
      const code = each.type === "chunk" ? each.code : String(each.source);
      return [isEntry ? ENTRY_NAME : each.fileName, code];
    }),
  );
}
