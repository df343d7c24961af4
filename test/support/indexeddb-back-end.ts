import { open, readdir } from "node:fs/promises";
import { join } from "node:path";

/** What a browser keeps IndexedDB in. */
export type IndexedDbBackEnd = "LevelDB" | "SQLite" | "unknown";

const SQLITE_SIGNATURE = "SQLite format 3\0";

/** Tells it by the files of a browser profile in which a page has a database. */
export async function indexedDbBackEnd(profileDirectory: string): Promise<IndexedDbBackEnd> {
  const entries = await readdir(profileDirectory, { recursive: true, withFileTypes: true });
  const files = entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((file) => /[\\/]IndexedDB[\\/]/.test(file));
  if (files.some((file) => /\.indexeddb\.leveldb[\\/]/.test(file))) return "LevelDB";
  for (const file of files) if ((await startOf(file)) === SQLITE_SIGNATURE) return "SQLite";
  return "unknown";
}

async function startOf(file: string): Promise<string> {
  const handle = await open(file);
  try {
    const { buffer, bytesRead } = await handle.read(
      Buffer.alloc(SQLITE_SIGNATURE.length),
      0,
      SQLITE_SIGNATURE.length,
    );
    return buffer.toString("latin1", 0, bytesRead);
  } finally {
    await handle.close();
  }
}
