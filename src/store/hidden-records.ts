import { StrataError } from "../core/strata-error.ts";
import type { Catalog } from "./catalog.ts";
import { damageDetails } from "./damage.ts";

/**
 * What is to be said of the small records that could not be read when the store was opened, the first of them; null when
 * all could. `action` is what was being done.
 */
export function hiddenRecordsError(catalog: Catalog, action: string): StrataError | null {
  const [damage] = catalog.damages;
  if (damage === undefined) return null;
  const others = catalog.damages.length === 1 ? "" : `, and ${catalog.damages.length - 1} more`;
  return new StrataError(
    "storage-damaged",
    `${action}: ${damage.record} is damaged${others}, wanted it whole`,
    {
      details: { ...damageDetails(catalog, damage), preventsRemoval: true },
    },
  );
}

/**
 * Throws `storage-damaged` when a small record could not be read: it may be of a snapshot or a machine that needs what
 * `action` would take away (SPEC I3).
 */
export function assertNothingHidden(catalog: Catalog, action: string): void {
  const error = hiddenRecordsError(catalog, action);
  if (error !== null) throw error;
}
