import { StrataError } from "../core/strata-error.ts";
import type { Datastore } from "./datastore.ts";
import { CREATION_KEY, type CreationRecord, FORMAT_VERSION } from "./records.ts";
import type { Checksum } from "./sealed-bytes.ts";
import { putRecord, unsealRecord } from "./sealed-record.ts";
import { UPGRADED_TABLES, upgradeWrites } from "./store-upgrade.ts";

/**
 * Makes sure that the store has the present format: an empty one gets it, an older one is upgraded by one commit.
 * On success: resolves with whether its record of creation is whole; where it is not, nothing was written.
 * On failure: rejects with `storage-newer`, `storage-full` or `storage-failed`, and nothing has changed (SPEC P2).
 */
export async function ensureFormat(
  datastore: Datastore,
  checksum: Checksum,
  { now, isReadOnly = false }: { readonly now: () => number; readonly isReadOnly?: boolean },
): Promise<boolean> {
  const stored = await datastore.get("meta", CREATION_KEY);
  if (stored === undefined && (await isEmpty(datastore))) {
    // One that looks leaves it to the page that writes.
    if (isReadOnly) return true;
    const creation: CreationRecord = { format: FORMAT_VERSION, createdAt: now() };
    await datastore.commit([putRecord("meta", CREATION_KEY, creation, checksum)]);
    return true;
  }
  const format = formatOf(stored, checksum);
  if (format === null) return false;
  if (format > FORMAT_VERSION) {
    throw new StrataError(
      "storage-newer",
      `Open storage: format ${format}, wanted format ${FORMAT_VERSION} or older`,
      { details: { format } },
    );
  }
  if (format < FORMAT_VERSION) await upgrade(datastore, format, checksum);
  return true;
}

/** Whether the record of the store's creation is as it was written. */
export async function isCreationWhole(datastore: Datastore, checksum: Checksum): Promise<boolean> {
  return formatOf(await datastore.get("meta", CREATION_KEY), checksum) !== null;
}

/**
 * The format that a record of creation names, or null when it is damaged. In format 1 it had no checksum; from format 2
 * on it is sealed, and has to stay so in every later one, so that an older program can tell a newer format from damage.
 */
function formatOf(stored: unknown, checksum: Checksum): number | null {
  const { format, seal } = (stored ?? {}) as { readonly format?: unknown; readonly seal?: unknown };
  if (typeof format === "number" && seal === undefined) return format;
  try {
    return (unsealRecord("meta", CREATION_KEY, stored, checksum) as CreationRecord).format;
  } catch {
    return null;
  }
}

async function isEmpty(datastore: Datastore): Promise<boolean> {
  const keys = await Promise.all(
    (["machines", "snapshots", "layers"] as const).map((table) => datastore.lastKey(table)),
  );
  return keys.every((key) => key === undefined);
}

async function upgrade(datastore: Datastore, format: number, checksum: Checksum): Promise<void> {
  const tables = UPGRADED_TABLES.map(async (table) => [table, await datastore.getAll(table)] as const);
  await datastore.commit(upgradeWrites(new Map(await Promise.all(tables)), format, checksum));
}
