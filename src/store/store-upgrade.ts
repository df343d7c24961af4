import type { Entry, Write } from "./datastore.ts";
import type { RecordTable } from "./record-shapes.ts";
import { FORMAT_VERSION } from "./records.ts";
import type { Checksum } from "./sealed-bytes.ts";
import { putRecord } from "./sealed-record.ts";

/** Tables that the upgrade reads. */
export const UPGRADED_TABLES: readonly RecordTable[] = ["meta", "machines", "snapshots", "layers"];

/**
 * Writes that make a store of the present format of one of format 1, to be applied by one commit. That format had no
 * checksums on small records, and its first records lacked some properties; what is not even an object is left as it is,
 * and is then found damaged.
 */
export function upgradeWrites(
  older: ReadonlyMap<RecordTable, readonly Entry[]>,
  checksum: Checksum,
): Write[] {
  const sealed = (
    table: RecordTable,
    defaults: object,
    values: object = {},
    isWanted: (entry: Entry) => boolean = () => true,
  ): Write[] =>
    (older.get(table) ?? []).flatMap((entry) =>
      typeof entry.value === "object" && entry.value !== null && isWanted(entry)
        ? [putRecord(table, entry.key, { ...defaults, ...entry.value, ...values }, checksum)]
        : [],
    );
  return [
    ...sealed("meta", {}, { format: FORMAT_VERSION }, ({ key }) => key === "creation"),
    ...sealed("machines", { origin: null, order: 0 }),
    ...sealed("snapshots", { note: "", order: 0 }),
    ...sealed("layers", {}),
  ];
}
