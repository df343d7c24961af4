import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";

/**
 * Which of some bytes, by name, stand in any file of a browser profile as they are. Files that disappear meanwhile are
 * passed over: a browser that runs makes and deletes some.
 */
export async function bytesInProfile(
  profileDirectory: string,
  wanted: Readonly<Record<string, Uint8Array>>,
): Promise<string[]> {
  const found = new Set<string>();
  const entries = await readdir(profileDirectory, { recursive: true, withFileTypes: true });
  for (const entry of entries) {
    if (!entry.isFile()) continue;
    const content = await readFile(join(entry.parentPath, entry.name)).catch(() => null);
    for (const [name, bytes] of Object.entries(wanted)) if (content?.includes(Buffer.from(bytes))) found.add(name);
  }
  return Object.keys(wanted).filter((name) => found.has(name));
}
