import type { Datastore, Write } from "./datastore.ts";

/** More than the records take that a removal writes, and than what the browser takes for a while beside what it stores. */
export const RESERVE_BYTE_LENGTH = 8 * 2 ** 20;

const AT = { table: "meta", key: "reserve" } as const;

/**
 * Room that is taken while there is some, and given up for an operation that makes room when the storage is full to the
 * last byte: a removal has to write a few records before it gives anything back, and would be refused too.
 *
 * @param noise bytes that the browser can't pack.
 */
export const keepReserve = (noise: Uint8Array): Write => ({ kind: "put", ...AT, value: noise });

/** Gives the reserve up; the deletion itself needs no room. */
export const spendReserve: Write = { kind: "delete", ...AT };

export const hasReserve = async (datastore: Datastore): Promise<boolean> =>
  (await datastore.keys(AT.table)).includes(AT.key);
