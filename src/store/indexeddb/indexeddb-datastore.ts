import { deleteDB, type IDBPDatabase, type IDBPTransaction, openDB } from "idb";
import { Emitter } from "../../core/emitter.ts";
import { StrataError } from "../../core/strata-error.ts";
import type { CommitOptions, Datastore, Entry, Key, KeyRange, TableName, Write } from "../datastore.ts";
import { FORMAT_VERSION } from "../records.ts";
import { type Checksum, createChecksum } from "../sealed-bytes.ts";
import { UPGRADED_TABLES, upgradeWrites } from "../store-upgrade.ts";
import { BulkWriter, isBulk } from "./bulk-writer.ts";
import { isQuotaExceeded, toStrataError } from "./indexeddb-error.ts";
import { onLeaving } from "./page-leaving.ts";
import { postponeRenewal } from "./renew-log.ts";
import {
  abandon,
  type Claim,
  claimWriting,
  commitWrites,
  readClaim,
  requestWrite,
  toNativeRange,
} from "./write-transaction.ts";

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

type UpgradeTransaction = IDBPTransaction<unknown, TableName[], "versionchange">;

/**
 * Makes a database of the present format of one of an older `format`, all within the transaction that raises its version: a
 * failure, or the death of the browser, leaves it as it was.
 */
async function upgradeFrom(format: number, transaction: UpgradeTransaction, checksum: Checksum) {
  const older = await Promise.all(
    UPGRADED_TABLES.map(async (table) => {
      const store = transaction.objectStore(table);
      const [keys, values] = await Promise.all([store.getAllKeys(), store.getAll()]);
      return [table, keys.map((key, index): Entry => ({ key: key as Key, value: values[index] }))] as const;
    }),
  );
  for (const write of upgradeWrites(new Map(older), format, checksum))
    requestWrite(transaction.objectStore(write.table), write).catch(() => undefined);
}

/** The store in the browser's IndexedDB: one object store a table, every commit one strictly durable transaction. */
export class IndexedDbDatastore implements Datastore {
  readonly #database: IDBPDatabase;
  readonly #lost: Emitter<void>;
  readonly onLost: Datastore["onLost"];
  #claim: Claim = null;
  #bulkWriter: BulkWriter | null = null;
  #isBulkWriterAsked = false;
  #isClosed = false;
  /** Whether the page is on its way out, as far as it knows. */
  #isLeaving = false;
  readonly #stopListening: () => void;

  private constructor(database: IDBPDatabase, lost: Emitter<void>) {
    this.#database = database;
    this.#lost = lost;
    this.onLost = this.#lost.subscribe;
    this.#stopListening = onLeaving((isLeaving) => {
      this.#isLeaving = isLeaving;
    });
  }

  /**
   * Opens the database called `name`, making it where it does not exist, and upgrading it where it is of an older format.
   * On failure: rejects with `storage-refused` (the browser gives none), `storage-newer` (written by a newer version,
   * left untouched: SPEC P2), `store-in-use` (another page holds it open in an older version), or `storage-full` or
   * `storage-failed` when it can't be upgraded; then it is left in its older format.
   */
  static async open(name: string): Promise<IndexedDbDatastore> {
    const lost = new Emitter<void>();
    // Made beforehand: an upgrade's transaction would not outlive the waiting for it.
    const checksum = await createChecksum();
    let failure: unknown;
    const { promise: isBlocked, reject: rejectBlocked } = Promise.withResolvers<never>();
    isBlocked.catch(() => undefined);
    try {
      const opening = openDB(name, FORMAT_VERSION, {
        upgrade(database, oldVersion, _newVersion, transaction) {
          const names: DOMStringList = database.objectStoreNames;
          for (const table of TABLES) if (!names.contains(table)) database.createObjectStore(table);
          if (oldVersion === 0) return;
          // Format 1 noted what is free; now that is what nothing refers to.
          if (names.contains("freed")) database.deleteObjectStore("freed");
          const upgrading = transaction as UpgradeTransaction;
          upgrading.done.catch((cause: unknown) => {
            failure ??= cause;
          });
          upgradeFrom(oldVersion, upgrading, checksum).catch((cause: unknown) => {
            failure = cause;
            abandon(upgrading);
          });
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
      if (failure !== undefined) throw toStrataError("Upgrade storage", failure);
      if (isQuotaExceeded(cause)) throw toStrataError("Open storage", cause);
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

  async commit(writes: readonly Write[], { isUrgent = false }: CommitOptions = {}): Promise<void> {
    if (writes.length === 0) return;
    try {
      this.#claim = isUrgent
        ? await commitWrites(this.#database, writes, this.#claim, { isUrgent })
        : await this.#write(writes);
    } catch (cause) {
      if (cause instanceof StrataError && cause.code === "storage-full") postponeRenewal();
      throw toStrataError("Write to storage", cause);
    }
  }

  close(): void {
    this.#isClosed = true;
    this.#stopListening();
    this.#bulkWriter?.close();
    this.#database.close();
  }

  /**
   * Makes this the one that writes: from now on commits of those who claimed before are refused with `store-in-use`.
   * A lock can be lost without notice (stolen, or dropped while a page is kept in the browser's history); this fences.
   *
   * Resolves with whether there was room for a number. Deleting the one of before needs none, and fences as well; a number
   * then goes along with the first commit that finds room. On failure: rejects with `storage-failed`.
   */
  async claim(): Promise<boolean> {
    this.#claim = await claimWriting(this.#database);
    return this.#claim !== undefined;
  }

  /** Whether nobody has claimed after this one. On failure: rejects with `storage-failed`. */
  async holdsClaim(): Promise<boolean> {
    if (this.#claim === null) return false;
    return (await this.#reading("Read meta", () => readClaim(this.#database))) === this.#claim;
  }

  /**
   * Much goes by a worker. Not so while the page may be on its way out: what it has asked of the database itself is done
   * even when it is gone, what it has asked of a worker may never arrive.
   */
  #write(writes: readonly Write[]): Promise<Claim> {
    const isWorthIt = isBulk(writes);
    if (isWorthIt) this.#startBulkWriter();
    const writer = this.#bulkWriter;
    return writer !== null && !this.#isLeaving && (isWorthIt || writer.isBusy)
      ? writer.commit(writes, this.#claim)
      : commitWrites(this.#database, writes, this.#claim);
  }

  /** The first time it is wanted; until it is there, and where it can't be had, the page writes itself. */
  #startBulkWriter(): void {
    if (this.#isBulkWriterAsked) return;
    this.#isBulkWriterAsked = true;
    void BulkWriter.start(this.#database.name, () => {
      this.#bulkWriter = null;
      // Nobody knows what became of its last commits: nothing may be written on top of them before the next opening.
      this.#database.close();
      this.#lost.emit();
    }).then((writer) => {
      if (this.#isClosed) writer?.close();
      else this.#bulkWriter = writer;
    });
  }

  async #reading<Value>(action: string, work: () => Promise<Value>): Promise<Value> {
    try {
      return await work();
    } catch (cause) {
      throw toStrataError(action, cause);
    }
  }
}
