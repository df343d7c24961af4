import type { Key, Write } from "./datastore.ts";
import type { WipeRecord } from "./records.ts";

/** The note, for the commit that frees extents, that they are to be overwritten before their space is anybody's. */
export function noteWipe([first, ...others]: readonly [number, ...number[]]): Write {
  const extents = Uint32Array.of(first, ...others);
  return { kind: "put", table: "wipes", key: noteOf(first), value: { extents } satisfies WipeRecord };
}

/** Notes, for a commit of a wipe, that extents which stay in use are to be overwritten when they are freed. */
export const noteWorn = (extents: readonly number[]): Write[] => extents.map((extent) => noteWipe([extent]));

/** The key of a note, by the first of its extents: one that waits to be overwritten is in no other's. */
export const noteOf = (extent: number): Key => `extent ${extent}`;

/** The extents that a note names; null when it is damaged. */
export function extentsNoted(note: unknown): number[] | null {
  const { extents } = (note ?? {}) as Partial<WipeRecord>;
  return extents instanceof Uint32Array ? [...extents] : null;
}
