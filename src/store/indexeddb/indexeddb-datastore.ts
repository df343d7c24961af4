import { deleteDB, type IDBPDatabase, type IDBPObjectStore, type IDBPTransaction, openDB } from "idb";
import { Emitter } from "../../core/emitter.ts";
import { StrataError } from "../../core/strata-error.ts";
import type { Datastore, Entry, Key, KeyRange, TableName, Write } from "../datastore.ts";
import { FORMAT_VERSION } from "../records.ts";

const TABLES: readonly TableName[] = [
  "meta",
  "machines",
  "snapshots",
  "layers",
  "maps",
  "extents",
  "states",
  "wipes",
];

/** In the table "meta": the number of the one that writes. */
const WRITER_KEY = "writer";

const toNativeRange = (range: KeyRange): IDBKeyRange => IDBKeyRange.bound(range.from, range.to);

/** What IndexedDB says, as an error of ours; `action` is what was being done. */
function toStrataError(action: string, cause: unknown): StrataError {
  if (cause instanceof StrataError) return cause;
  const name = cause instanceof Error || cause instanceof DOMException ? cause.name : String(cause);
  const text = cause instanceof Error || cause instanceof DOMException ? cause.message : "";
  if (name === "QuotaExceededError") {
    return new StrataError(
      "storage-full",
      `${action}: the browser's storage is full, wanted room for the write`,
      { cause },
    );
  }
  return new StrataError("storage-failed", `${action}: ${name} ${text}`, { cause, details: { name } });
}

type WritableStore = IDBPObjectStore<unknown, TableName[], TableName, "readwrite">;

/** Asks for one write; whether it held is known when the transaction ends. */
function request(store: WritableStore, write: Write): Promise<unknown> {
  if (write.kind === "put") return store.put(write.value, write.key as IDBValidKey);
  if (write.kind === "delete") return store.delete(write.key as IDBValidKey);
  return store.delete(toNativeRange(write.range));
}

/** Takes a transaction back of which a request could not even be made; one that ended by itself stays as it is. */
function abandon(transaction: IDBPTransaction<unknown, TableName[], "readwrite"> | undefined): void {
  transaction?.done.catch(() => undefined);
  try {
    transaction?.abort();
  } catch {
    // It has ended already, which is why we are here.
  }
}

/** The store in the browser's IndexedDB: one object store a table, every commit one strictly durable transaction. */
export class IndexedDbDatastore implements Datastore {
  readonly #database: IDBPDatabase;
  readonly #lost: Emitter<void>;
  readonly onLost: Datastore["onLost"];
  /** The number under which this one writes; null while it has not claimed to be the only one. */
  #claim: number | null = null;

  private constructor(database: IDBPDatabase, lost: Emitter<void>) {
    this.#database = database;
    this.#lost = lost;
    this.onLost = this.#lost.subscribe;
  }

  /**
   * Opens the database called `name`, making it where it does not exist.
   * On failure: rejects with `storage-refused` (the browser gives none), `storage-newer` (written by a newer version,
   * left untouched: SPEC P2), or `store-in-use` (another page holds it open in an older version).
   */
  static async open(name: string): Promise<IndexedDbDatastore> {
    const lost = new Emitter<void>();
    const { promise: isBlocked, reject: rejectBlocked } = Promise.withResolvers<never>();
    isBlocked.catch(() => undefined);
    try {
      const opening = openDB(name, FORMAT_VERSION, {
        upgrade(database, oldVersion) {
          if (oldVersion === 1) {
            // Format 1 noted what is free; now that is what nothing refers to.
            database.deleteObjectStore("freed");
            database.createObjectStore("wipes");
          }
          if (oldVersion < 1) for (const table of TABLES) database.createObjectStore(table);
        },
        blocked() {
          // Should the other page close after all, nobody here waits for the database any more.
          opening.then(
            (database) => database.close(),
            () => undefined,
          );
          rejectBlocked(
            new StrataError(
              "store-in-use",
              "Open storage: an older Strata page holds it, wanted that page closed",
            ),
          );
        },
        blocking(_current, _blocked, event) {
          (event.target as IDBDatabase).close();
          lost.emit();
        },
        terminated() {
          lost.emit();
        },
      });
      const database = await Promise.race([opening, isBlocked]);
      return new IndexedDbDatastore(database, lost);
    } catch (cause) {
      if (cause instanceof StrataError) throw cause;
      if (cause instanceof DOMException && cause.name === "VersionError") {
        throw new StrataError(
          "storage-newer",
          `Open storage: written by a newer Strata, wanted format ${FORMAT_VERSION} or older`,
          { cause, details: { format: FORMAT_VERSION } },
        );
      }
      throw new StrataError(
        "storage-refused",
        "Open storage: the browser refused IndexedDB, wanted it allowed",
        { cause },
      );
    }
  }

  /** Deletes the database called `name` with all that it holds. */
  static async destroy(name: string): Promise<void> {
    await deleteDB(name);
  }

  get(table: TableName, key: Key): Promise<unknown> {
    return this.#reading(`Read ${table}`, () => this.#database.get(table, key as IDBValidKey));
  }

  getMany(table: TableName, keys: readonly Key[]): Promise<unknown[]> {
    return this.#reading(`Read ${table}`, () => {
      const store = this.#database.transaction(table, "readonly").store;
      return Promise.all(keys.map((key) => store.get(key as IDBValidKey)));
    });
  }

  getAll(table: TableName, range?: KeyRange): Promise<Entry[]> {
    return this.#reading(`Read ${table}`, async () => {
      const store = this.#database.transaction(table, "readonly").store;
      const query = range === undefined ? undefined : toNativeRange(range);
      const [keys, values] = await Promise.all([store.getAllKeys(query), store.getAll(query)]);
      return keys.map((key, index) => ({ key: key as Key, value: values[index] }));
    });
  }

  keys(table: TableName): Promise<Key[]> {
    return this.#reading(`Read ${table}`, async () => (await this.#database.getAllKeys(table)) as Key[]);
  }

  lastKey(table: TableName): Promise<Key | undefined> {
    return this.#reading(`Read ${table}`, async () => {
      const cursor = await this.#database.transaction(table, "readonly").store.openKeyCursor(null, "prev");
      return cursor?.key as Key | undefined;
    });
  }

  /** The only place that opens a transaction for writing, so that none is relaxed by default. */
  async commit(writes: readonly Write[]): Promise<void> {
    if (writes.length === 0) return;
    const tables = new Set(writes.map((write) => write.table)).add("meta");
    let transaction: IDBPTransaction<unknown, TableName[], "readwrite"> | undefined;
    try {
      transaction = this.#database.transaction([...tables], "readwrite", { durability: "strict" });
      const writer = transaction.objectStore("meta").get(WRITER_KEY);
      writer.catch(() => undefined);
      for (const write of writes) request(transaction.objectStore(write.table), write).catch(() => undefined);
      this.#assertWriter(await writer);
      transaction.commit();
      await transaction.done;
    } catch (cause) {
      abandon(transaction);
      throw toStrataError("Write to storage", cause);
    }
  }

  close(): void {
    this.#database.close();
  }

  /**
   * Makes this the one that writes: from now on commits of those who claimed before are refused with `store-in-use`.
   * A lock can be lost without notice (stolen, or dropped while a page is kept in the browser's history); this fences.
   */
  async claim(): Promise<void> {
    const transaction = this.#database.transaction("meta", "readwrite", { durability: "strict" });
    const writer = (((await transaction.store.get(WRITER_KEY)) as number | undefined) ?? 0) + 1;
    await Promise.all([transaction.store.put(writer, WRITER_KEY), transaction.done]);
    this.#claim = writer;
  }

  /** Whether nobody has claimed after this one. On failure: rejects with `storage-failed`. */
  async holdsClaim(): Promise<boolean> {
    return this.#claim !== null && (await this.get("meta", WRITER_KEY)) === this.#claim;
  }

  #assertWriter(writer: unknown): void {
    if (this.#claim === null || this.#claim === writer) return;
    throw new StrataError(
      "store-in-use",
      "Write to storage: another page has taken it over, wanted it to be this one's",
    );
  }

  async #reading<Value>(action: string, work: () => Promise<Value>): Promise<Value> {
    try {
      return await work();
    } catch (cause) {
      throw toStrataError(action, cause);
    }
  }
}
