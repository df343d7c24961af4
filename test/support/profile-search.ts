import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";

/**
 * The files of a browser profile in which some bytes stand as they are. Files that disappear meanwhile are passed over: a
 * browser that runs makes and deletes some.
 */
export async function filesWith(profileDirectory: string, wanted: Uint8Array): Promise<string[]> {
  const entries = await readdir(profileDirectory, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  const found: string[] = [];
  for (const file of files) {
    const content = await readFile(file).catch(() => null);
    if (content?.includes(Buffer.from(wanted))) found.push(file);
  }
  return found;
}
