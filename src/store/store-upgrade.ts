import type { Entry, Write } from "./datastore.ts";
import { hasShape } from "./record-shapes.ts";
import { CREATION_KEY, type CreationRecord, FORMAT_VERSION } from "./records.ts";
import type { Checksum } from "./sealed-bytes.ts";
import { putRecord, unsealRecord } from "./sealed-record.ts";

/** Tables that the upgrade reads. */
export const UPGRADED_TABLES = ["meta", "machines", "snapshots", "layers"] as const;
type UpgradedTable = (typeof UPGRADED_TABLES)[number];

/** What the first records of format 1 lacked. */
const DEFAULTS: Readonly<Record<UpgradedTable, object>> = {
  meta: {},
  machines: { origin: null, order: 0, key: null },
  snapshots: { note: "", order: 0 },
  layers: {},
};

/**
 * Writes that make a store of the present format of one of an older `format`, to be applied by one commit.
 *
 * Format 1 had no checksums on small records. Format 2 had no media and no machine without a base image: only the number
 * changes, so that a program which knows neither leaves the store alone. A record that lacks something is left as it is,
 * and found damaged afterwards (SPEC I3).
 */
export const upgradeWrites = (
  older: ReadonlyMap<UpgradedTable, readonly Entry[]>,
  format: number,
  checksum: Checksum,
): Write[] =>
  [...older].flatMap(([table, entries]) =>
    entries.flatMap((entry) =>
      format === 1 ? sealed(table, entry, checksum) : renumbered(table, entry, checksum),
    ),
  );

function renumbered(table: UpgradedTable, { key, value }: Entry, checksum: Checksum): Write[] {
  if (table !== "meta" || key !== CREATION_KEY) return [];
  try {
    const creation = unsealRecord(table, key, value, checksum) as CreationRecord;
    return [putRecord(table, key, { ...creation, format: FORMAT_VERSION }, checksum)];
  } catch {
    return [];
  }
}

function sealed(table: UpgradedTable, { key, value }: Entry, checksum: Checksum): Write[] {
  const format = table === "meta" ? { format: FORMAT_VERSION } : {};
  const now = { ...DEFAULTS[table], ...(value as object), ...format };
  try {
    return hasShape(table, key, now) ? [putRecord(table, key, now, checksum)] : [];
  } catch {
    // No text can be made of it, so that it can't be sealed.
    return [];
  }
}
