import type { Catalog } from "./catalog.ts";
import type { Records } from "./records.ts";

/** The records as one text, equal for equal records. */
export const textOf = ({ machines, snapshots, layers }: Records): string =>
  JSON.stringify([[...machines.values()], [...snapshots.values()], [...layers.values()]]);

/**
 * Reads records that another page may be changing: the tables are read one by one, so they are read until they come out
 * the same twice in a row, with the same damage: a record may seem to be missing that came between two tables. Since no
 * record ever comes back to what it was, they then were so all at one moment.
 */
export async function settledRecords(load: () => Promise<Catalog>): Promise<Catalog> {
  let found = await load();
  for (;;) {
    const again = await load();
    if (textOf(again) === textOf(found) && damageTextOf(again) === damageTextOf(found)) return again;
    found = again;
  }
}

const damageTextOf = ({ damages }: Catalog): string => JSON.stringify(damages);
