import { Emitter } from "../../core/emitter.ts";
import { StrataError } from "../../core/strata-error.ts";
import type { Datastore, Entry, Key, KeyRange, TableName, Write } from "../datastore.ts";

/** Numbers, then strings, then pairs, as IndexedDB orders its keys. */
function compareKeys(left: Key, right: Key): number {
  const rank = (key: Key): number => (typeof key === "number" ? 0 : typeof key === "string" ? 1 : 2);
  if (rank(left) !== rank(right)) return rank(left) - rank(right);
  if (typeof left === "object" && typeof right === "object") {
    return compareKeys(left[0], right[0]) || compareKeys(left[1], right[1]);
  }
  return left === right ? 0 : left < right ? -1 : 1;
}

const isWithin = (key: Key, range: KeyRange): boolean =>
  compareKeys(range.from, key) <= 0 && compareKeys(key, range.to) <= 0;

/** As the structured clone of a browser's storage, which refuses functions and the like. */
function copyOf(write: Write): Write {
  try {
    return structuredClone(write);
  } catch (cause) {
    throw new StrataError("storage-failed", `Write to memory: ${String(cause)}, wanted values to copy`, {
      cause,
    });
  }
}

/** A datastore that lasts as long as the object: for tests and demonstrations. */
export class MemoryDatastore implements Datastore {
  readonly #tables = new Map<TableName, Map<string, Entry>>();
  readonly #lost = new Emitter<void>();
  readonly onLost = this.#lost.subscribe;

  async get(table: TableName, key: Key): Promise<unknown> {
    return structuredClone(this.#table(table).get(JSON.stringify(key))?.value);
  }

  async getMany(table: TableName, keys: readonly Key[]): Promise<unknown[]> {
    return Promise.all(keys.map((key) => this.get(table, key)));
  }

  async getAll(table: TableName, range?: KeyRange): Promise<Entry[]> {
    return [...this.#table(table).values()]
      .filter((entry) => range === undefined || isWithin(entry.key, range))
      .sort((left, right) => compareKeys(left.key, right.key))
      .map((entry) => structuredClone(entry));
  }

  async keys(table: TableName): Promise<Key[]> {
    return [...this.#table(table).values()].map((entry) => entry.key).sort(compareKeys);
  }

  async lastKey(table: TableName): Promise<Key | undefined> {
    return (await this.keys(table)).at(-1);
  }

  async commit(writes: readonly Write[]): Promise<void> {
    const copies = writes.map(copyOf);
    await Promise.resolve();
    for (const write of copies) this.#apply(write);
  }

  close(): void {}

  /** Acts as a browser that takes the storage away. */
  lose(): void {
    this.#tables.clear();
    this.#lost.emit();
  }

  #apply(write: Write): void {
    const table = this.#table(write.table);
    if (write.kind === "put") table.set(JSON.stringify(write.key), { key: write.key, value: write.value });
    else if (write.kind === "delete") table.delete(JSON.stringify(write.key));
    else {
      for (const [text, entry] of table) if (isWithin(entry.key, write.range)) table.delete(text);
    }
  }

  #table(name: TableName): Map<string, Entry> {
    const table = this.#tables.get(name) ?? new Map<string, Entry>();
    this.#tables.set(name, table);
    return table;
  }
}
