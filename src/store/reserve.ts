import type { Datastore, Write } from "./datastore.ts";

/** More than the records take that a removal writes, and than what the browser takes for a while beside what it stores. */
export const RESERVE_BYTE_LENGTH = 8 * 2 ** 20;

const AT = { table: "meta", key: "reserve" } as const;

/**
 * Takes room while there is some, unless that was done before. It is given up for an operation that makes room when the
 * storage is full to the last byte: a removal has to write a few records before it gives anything back, and would be
 * refused too. Never rejects: where there is no room, it is for a later opening.
 *
 * @param noise gives bytes that the browser can't pack.
 */
export async function keepReserve(
  {
    datastore,
    extents,
  }: {
    readonly datastore: Datastore;
    readonly extents: { commit(writes: readonly Write[]): Promise<void> };
  },
  noise: () => Uint8Array,
): Promise<void> {
  try {
    if (!(await hasReserve(datastore))) await extents.commit([{ kind: "put", ...AT, value: noise() }]);
  } catch {
    // See above.
  }
}

/** Gives the reserve up; the deletion itself needs no room. */
export const spendReserve: Write = { kind: "delete", ...AT };

export const hasReserve = async (datastore: Datastore): Promise<boolean> =>
  (await datastore.keys(AT.table)).includes(AT.key);
