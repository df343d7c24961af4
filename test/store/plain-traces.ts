import type { Datastore, TableName } from "../../src/store/datastore.ts";

/** Every table that something of a machine may be in. */
const TABLES: readonly TableName[] = ["meta", "machines", "snapshots", "layers", "maps", "extents", "states"];

/** The records in which `trace` stands as it is, in a text or in bytes: by table and key. */
export async function recordsWith(datastore: Datastore, trace: string): Promise<string[]> {
  const bytes = Uint8Array.from(trace, (character) => character.charCodeAt(0));
  const found: string[] = [];
  for (const table of TABLES) {
    for (const { key, value } of await datastore.getAll(table))
      if (holds(value, trace, bytes)) found.push(`${table} ${String(key)}`);
  }
  return found;
}

function holds(value: unknown, text: string, bytes: Uint8Array): boolean {
  if (typeof value === "string") return value.includes(text);
  if (value instanceof Uint8Array) return includes(value, bytes);
  return (
    typeof value === "object" &&
    value !== null &&
    Object.values(value).some((part) => holds(part, text, bytes))
  );
}

function includes(content: Uint8Array, wanted: Uint8Array): boolean {
  const first = wanted[0] ?? 0;
  for (let at = content.indexOf(first); at !== -1; at = content.indexOf(first, at + 1))
    if (content[at + 1] === wanted[1] && wanted.every((byte, index) => content[at + index] === byte))
      return true;
  return false;
}
