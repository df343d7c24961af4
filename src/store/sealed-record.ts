import { StrataError } from "../core/strata-error.ts";
import type { Key, Write } from "./datastore.ts";
import { hasShape, type RecordTable } from "./record-shapes.ts";
import type { Checksum } from "./sealed-bytes.ts";

/** A small record as it is stored: its value, and the checksum over table, key and value. */
export interface SealedRecord {
  readonly value: unknown;
  readonly seal: Uint8Array;
}

const NAMES: Readonly<Record<RecordTable, string>> = {
  meta: "record of",
  machines: "machine",
  snapshots: "snapshot",
  layers: "layer",
  wipes: "note of a wipe,",
};

/** A small record for people: "snapshot …". */
export const recordName = (table: RecordTable, key: Key): string => `${NAMES[table]} ${String(key)}`;

/** Properties in the order of their names, so that equal values give equal texts. */
const inOrder = (_: string, value: unknown): unknown =>
  typeof value === "object" && value !== null && !Array.isArray(value)
    ? Object.fromEntries(Object.entries(value).sort(([left], [right]) => (left < right ? -1 : 1)))
    : value;

const sealOf = (table: RecordTable, key: Key, value: unknown, checksum: Checksum): Uint8Array =>
  checksum(JSON.stringify([table, key, value], inOrder));

/** The write that stores a small record. */
export const putRecord = (table: RecordTable, key: Key, value: unknown, checksum: Checksum): Write => ({
  kind: "put",
  table,
  key,
  value: { value, seal: sealOf(table, key, value, checksum) } satisfies SealedRecord,
});

/**
 * The value of a small record as it was written.
 * Throws `storage-damaged`, naming the record, when its checksum is wrong or it lacks something (SPEC I1).
 */
export function unsealRecord(table: RecordTable, key: Key, stored: unknown, checksum: Checksum): unknown {
  const name = recordName(table, key);
  const refuse = (found: string): never => {
    throw new StrataError("storage-damaged", `Read ${name}: ${found}, wanted what was written`, {
      details: { record: name },
    });
  };
  const { value, seal } = (
    typeof stored === "object" && stored !== null ? stored : {}
  ) as Partial<SealedRecord>;
  if (value === undefined || !(seal instanceof Uint8Array)) return refuse("no sealed record");
  if (!isSealOf(seal, table, key, value, checksum)) return refuse("a wrong checksum");
  if (!hasShape(table, key, value)) return refuse("something missing in it");
  return value;
}

function isSealOf(seal: Uint8Array, ...content: Parameters<typeof sealOf>): boolean {
  try {
    const expected = sealOf(...content);
    return seal.byteLength === expected.byteLength && expected.every((byte, index) => byte === seal[index]);
  } catch {
    // Not even a text can be made of it, as of a value that holds itself.
    return false;
  }
}
