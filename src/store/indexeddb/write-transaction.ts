import type { IDBPDatabase, IDBPObjectStore, IDBPTransaction } from "idb";
import { StrataError } from "../../core/strata-error.ts";
import type { KeyRange, TableName, Write } from "../datastore.ts";
import { toStrataError } from "./indexeddb-error.ts";

/** In the table "meta": the number of the one that writes. */
const WRITER_KEY = "writer";

/**
 * What the record of the writer holds while somebody writes: its number, or undefined (no record) where there was no room
 * for that; null for one who has not claimed to be the only one.
 */
export type Claim = number | undefined | null;

/** A number that no page before has had; a record that is gone tells nothing of them, but the time does. */
const nextWriter = (before: number | undefined): number => (before ?? Date.now()) + 1;

export const toNativeRange = (range: KeyRange): IDBKeyRange => IDBKeyRange.bound(range.from, range.to);

type WritableStore = IDBPObjectStore<unknown, TableName[], TableName, "readwrite" | "versionchange">;
type WriteTransaction = IDBPTransaction<unknown, TableName[], "readwrite" | "versionchange">;

/** Asks for one write; whether it held is known when the transaction ends. */
export function requestWrite(store: WritableStore, write: Write): Promise<unknown> {
  if (write.kind === "put") return store.put(write.value, write.key as IDBValidKey);
  if (write.kind === "delete") return store.delete(write.key as IDBValidKey);
  return store.delete(toNativeRange(write.range));
}

/** Takes a transaction back of which a request could not even be made; one that ended by itself stays as it is. */
export function abandon(transaction: WriteTransaction | undefined): void {
  transaction?.done.catch(() => undefined);
  try {
    transaction?.abort();
  } catch {
    // It has ended already, which is why we are here.
  }
}

/** Every transaction that writes begins here, so that none is relaxed by default. */
const begin = (
  database: IDBPDatabase,
  tables: readonly TableName[],
): IDBPTransaction<unknown, TableName[], "readwrite"> =>
  database.transaction([...tables], "readwrite", { durability: "strict" });

/**
 * Applies `writes` in one strictly durable transaction, if the record of the writer is as `claim` says. Resolves with the
 * claim that holds from then on: one without a number gets it with the first commit that puts something.
 * On failure: rejects with `store-in-use`, `storage-full` or `storage-failed`, and nothing has changed.
 */
export async function commitWrites(
  database: IDBPDatabase,
  writes: readonly Write[],
  claim: Claim,
): Promise<Claim> {
  // What only deletes needs no room, and must not fail for want of room for the claim.
  const claims = claim === undefined && writes.some(({ kind }) => kind === "put");
  const tables = new Set(writes.map((write) => write.table)).add("meta");
  let transaction: IDBPTransaction<unknown, TableName[], "readwrite"> | undefined;
  try {
    transaction = begin(database, [...tables]);
    const writer = transaction.objectStore("meta").get(WRITER_KEY);
    writer.catch(() => undefined);
    for (const write of writes)
      requestWrite(transaction.objectStore(write.table), write).catch(() => undefined);
    const found: unknown = await writer;
    if (claim !== null && claim !== found) {
      throw new StrataError(
        "store-in-use",
        "Write to storage: another page has taken it over, wanted it to be this one's",
      );
    }
    const number = claims ? nextWriter(undefined) : claim;
    if (number !== claim)
      transaction
        .objectStore("meta")
        .put(number, WRITER_KEY)
        .catch(() => undefined);
    transaction.commit();
    await transaction.done;
    return number;
  } catch (cause) {
    abandon(transaction);
    throw toStrataError("Write to storage", cause);
  }
}

/**
 * Makes the caller the one that writes: see `IndexedDbDatastore.claim`. Resolves with its claim, which has no number where
 * there is no room for one. On failure: rejects with `storage-failed`.
 */
export async function claimWriting(database: IDBPDatabase): Promise<number | undefined> {
  try {
    return await setWriter(database, nextWriter);
  } catch (cause) {
    if (!(cause instanceof StrataError) || cause.code !== "storage-full") throw cause;
  }
  return setWriter(database, () => undefined);
}

/** What the record of the writer holds now. */
export const readClaim = (database: IDBPDatabase): Promise<unknown> => database.get("meta", WRITER_KEY);

/** Changes the record of the writer, undefined standing for none, within one transaction; resolves with what it is. */
async function setWriter(
  database: IDBPDatabase,
  change: (before: number | undefined) => number | undefined,
): Promise<number | undefined> {
  let transaction: IDBPTransaction<unknown, TableName[], "readwrite"> | undefined;
  try {
    transaction = begin(database, ["meta"]);
    const meta = transaction.objectStore("meta");
    const number = change((await meta.get(WRITER_KEY)) as number | undefined);
    const changed = number === undefined ? meta.delete(WRITER_KEY) : meta.put(number, WRITER_KEY);
    changed.catch(() => undefined);
    await transaction.done;
    return number;
  } catch (cause) {
    abandon(transaction);
    throw toStrataError("Claim storage", cause);
  }
}
