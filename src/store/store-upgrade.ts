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
 * Writes that make a store of the present format of an older one, to be applied by one commit. Format 1 had no checksums
 * on small records; one that lacks something is left as it is, and found damaged afterwards (SPEC I3). Format 2 knew no
 * suspended machines: but for the number, its records are those of today.
 */
export function upgradeWrites(
  older: ReadonlyMap<UpgradedTable, readonly Entry[]>,
  checksum: Checksum,
): Write[] {
  const creation = older.get("meta")?.find(({ key }) => key === CREATION_KEY)?.value;
  if (typeof creation === "object" && creation !== null && "seal" in creation)
    return renumbered(creation, checksum);
  return [...older].flatMap(([table, entries]) =>
    entries.flatMap((entry) => upgraded(table, entry, checksum)),
  );
}

function renumbered(creation: object, checksum: Checksum): Write[] {
  try {
    const record = unsealRecord("meta", CREATION_KEY, creation, checksum) as CreationRecord;
    return [putRecord("meta", CREATION_KEY, { ...record, format: FORMAT_VERSION }, checksum)];
  } catch {
    // Damaged: left as it is, and found so afterwards.
    return [];
  }
}

function upgraded(table: UpgradedTable, { key, value }: Entry, checksum: Checksum): Write[] {
  const format = table === "meta" ? { format: FORMAT_VERSION } : {};
  const now = { ...DEFAULTS[table], ...(value as object), ...format };
  try {
    return hasShape(table, key, now) ? [putRecord(table, key, now, checksum)] : [];
  } catch {
    // No text can be made of it, so that it can't be sealed.
    return [];
  }
}
