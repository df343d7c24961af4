import type { Key, Write } from "./datastore.ts";
import type { WipeRecord } from "./records.ts";
import type { Checksum } from "./sealed-bytes.ts";
import { putRecord, unsealRecord } from "./sealed-record.ts";

/** The note, for the commit that frees extents, that they are to be overwritten before their space is anybody's. */
export const noteWipe = (extents: readonly [number, ...number[]], checksum: Checksum): Write =>
  putRecord("wipes", noteOf(extents[0]), { extents } satisfies WipeRecord, checksum);

/** Notes, for a commit of a wipe, that extents which stay in use are to be overwritten when they are freed. */
export const noteWorn = (extents: readonly number[], checksum: Checksum): Write[] =>
  extents.map((extent) => noteWipe([extent], checksum));

/** The key of a note, by the first of its extents: one that waits to be overwritten is in no other's. */
export const noteOf = (extent: number): Key => `extent ${extent}`;

/** The extents that a note names; null when it is damaged. */
export function extentsNoted(key: Key, note: unknown, checksum: Checksum): readonly number[] | null {
  try {
    return (unsealRecord("wipes", key, note, checksum) as WipeRecord).extents;
  } catch {
    return null;
  }
}
