import { execFileSync } from "node:child_process";
import { lstatSync, readdirSync, readFileSync } from "node:fs";
import { join, sep } from "node:path";

const notOurs = new Set(["node_modules", ".git", "dist", ".cache", "test-results", "bench-results"]);

/**
 * Paths of the repository's files, from its root and with forward slashes: what git tracks or would add.
 * Without git (a downloaded archive) everything that is no product of a build.
 */
export function repositoryFiles(): readonly string[] {
  try {
    const words = ["ls-files", "--cached", "--others", "--exclude-standard", "--deduplicate", "-z"];
    const listed = execFileSync("git", words, { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] });
    const deleted = execFileSync("git", ["ls-files", "--deleted", "-z"], { encoding: "utf8" });
    const gone = new Set(deleted.split("\0"));
    const files = listed.split("\0").filter((path) => path !== "" && !gone.has(path));
    if (files.length > 0) return files;
  } catch {
    // No git, or no repository.
  }
  return walk(".").map((path) => path.split(sep).join("/"));
}

/** Those of `repositoryFiles` that hold text, with their contents. */
export function repositoryTexts(): ReadonlyMap<string, string> {
  const texts = repositoryFiles()
    // The images' recipes hold links that lead somewhere in the guest only.
    .filter((path) => lstatSync(path).isFile())
    .map((path) => [path, readFileSync(path)] as const)
    .filter(([, bytes]) => !bytes.subarray(0, 8192).includes(0));
  return new Map(texts.map(([path, bytes]) => [path, bytes.toString("utf8")]));
}

function walk(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    if (notOurs.has(entry.name)) return [];
    const path = join(folder, entry.name);
    return entry.isDirectory() ? walk(path) : entry.isFile() ? [path] : [];
  });
}
