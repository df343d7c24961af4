import type { Key } from "../../../src/store/datastore.ts";
import type { Recording, Tables } from "./recording.ts";

const settled = <Value>(request: IDBRequest<Value>): Promise<Value> =>
  new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });

/** Makes the database called `name` as the program of that format left it. Prerequisites: there is none. */
export async function restoreDatabase(name: string, { format }: Recording, tables: Tables): Promise<void> {
  const opening = indexedDB.open(name, format);
  opening.onupgradeneeded = () => {
    for (const table of Object.keys(tables)) opening.result.createObjectStore(table);
  };
  const database = await settled(opening);
  const transaction = database.transaction(Object.keys(tables), "readwrite", { durability: "strict" });
  const ended = endOf(transaction);
  for (const [table, entries] of Object.entries(tables))
    for (const [key, value] of entries) transaction.objectStore(table).put(value, key as IDBValidKey);
  await ended;
  database.close();
}

/** The version of a database, and all that it holds. */
export async function contentOf(
  name: string,
): Promise<{ readonly version: number; readonly tables: Tables }> {
  const database = await settled(indexedDB.open(name));
  const { version, objectStoreNames } = database;
  const transaction = database.transaction([...objectStoreNames]);
  // One that has not ended keeps the database from being upgraded, even behind its close.
  const ended = endOf(transaction);
  const tables: Record<string, (readonly [Key, unknown])[]> = {};
  for (const table of objectStoreNames) {
    const store = transaction.objectStore(table);
    const keys = await settled(store.getAllKeys());
    const values: unknown[] = await settled(store.getAll());
    tables[table] = keys.map((key, index) => [key as Key, values[index]]);
  }
  await ended;
  database.close();
  return { version, tables };
}

function endOf(transaction: IDBTransaction): Promise<void> {
  return new Promise((resolve, reject) => {
    transaction.oncomplete = () => resolve();
    transaction.onabort = () => reject(transaction.error);
  });
}
