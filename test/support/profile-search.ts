import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";

/**
 * The files of a browser profile in which bytes stand as they are, for each of `wanted`. Files that disappear meanwhile are
 * passed over: a browser that runs makes and deletes some.
 */
export async function searchProfile<Name extends string>(
  profileDirectory: string,
  wanted: Readonly<Record<Name, Uint8Array>>,
): Promise<Record<Name, string[]>> {
  const names = Object.keys(wanted) as Name[];
  const found = Object.fromEntries(names.map((name) => [name, [] as string[]])) as Record<Name, string[]>;
  for (const entry of await readdir(profileDirectory, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const file = join(entry.parentPath, entry.name);
    const content = await readFile(file).catch(() => null);
    for (const name of names) if (content?.includes(Buffer.from(wanted[name]))) found[name].push(file);
  }
  return found;
}
