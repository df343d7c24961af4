import { build } from "vite";

/** The TypeScript file `entry` with all that it imports, built into one module for a page. */
export async function buildPageProgram(entry: string): Promise<string> {
  const built = await build({
    configFile: false,
    logLevel: "warn",
    build: { write: false, lib: { entry, formats: ["es"], fileName: "page" } },
  });
  const outputs = (Array.isArray(built) ? built : [built]).flatMap((each) =>
    "output" in each ? each.output : [],
  );
  const chunk = outputs.find((each) => each.type === "chunk" && each.isEntry);
  if (chunk?.type !== "chunk") throw new Error(`Build ${entry}: no program, wanted one`);
  return chunk.code;
}
