import type { IDBPObjectStore } from "idb";
import type { TableName } from "../datastore.ts";

/** In the table "meta", with the number of one that wrote: somebody else has claimed since. */
const REVOKED = "revoked";
/** Numbers of which that is known: whoever comes after so many others has long been closed. */
const REVOKED_COUNT = 100;

type MetaStore = IDBPObjectStore<unknown, TableName[], "meta", "readwrite">;

/**
 * Has the transaction fail if somebody else has claimed since `number` did, without waiting for anything: a transaction
 * that first has to read who writes is lost with a page that goes in the meantime. Who claimed in a storage without room
 * for a few bytes is not seen; but there the transaction itself fails, which needs more.
 */
export function fence(meta: MetaStore, number: number): null {
  const key: IDBValidKey = [REVOKED, number];
  meta.add(true, key).catch(() => undefined);
  meta.delete(key).catch(() => undefined);
  return null;
}

/** Has the commits fail that `fence` guards, of the one that claimed `number`. */
export function revoke(meta: MetaStore, number: number): void {
  meta.put(true, [REVOKED, number]).catch(() => undefined);
  const forgotten = IDBKeyRange.bound([REVOKED], [REVOKED, number - REVOKED_COUNT]);
  meta.delete(forgotten).catch(() => undefined);
}
