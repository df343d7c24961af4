import type { Unsubscribe } from "../../src/core/emitter.ts";
import { StrataError } from "../../src/core/strata-error.ts";
import type { Datastore, Entry, Key, KeyRange, TableName, Write } from "../../src/store/datastore.ts";

/** What befalls a commit: it holds, it is refused, or the program dies around it. */
export type Fate = "hold" | "refuse" | "die-before" | "die-after";

/** A datastore that takes its time, refuses commits and can die: what it has stored so far stays in `inner`. */
export class WatchedDatastore implements Datastore {
  readonly inner: Datastore;
  /** Decides about each commit, with its number from 0. */
  fateOf: (index: number, writes: readonly Write[]) => Fate = () => "hold";
  /** Waits before and after each access. */
  latency: () => Promise<void> = () => Promise.resolve();
  /** Waits before records are read by their keys. */
  beforeGet: (table: TableName) => Promise<void> = () => Promise.resolve();
  /** Every commit that held, in order. */
  readonly commits: (readonly Write[])[] = [];
  /** Records and keys asked for so far, by table. */
  readonly reads = new Map<TableName, number>();
  #commitCount = 0;
  #isDead = false;

  constructor(inner: Datastore) {
    this.inner = inner;
  }

  /** Commits asked for so far. */
  get commitCount(): number {
    return this.#commitCount;
  }

  get isDead(): boolean {
    return this.#isDead;
  }

  /** From now on nothing is stored any more, as if the browser had died. */
  die(): void {
    this.#isDead = true;
  }

  get(table: TableName, key: Key): Promise<unknown> {
    return this.#reading(async () => {
      await this.beforeGet(table);
      this.#countReads(table, 1);
      return this.inner.get(table, key);
    });
  }

  getMany(table: TableName, keys: readonly Key[]): Promise<unknown[]> {
    return this.#reading(async () => {
      await this.beforeGet(table);
      this.#countReads(table, keys.length);
      return this.inner.getMany(table, keys);
    });
  }

  getAll(table: TableName, range?: KeyRange): Promise<Entry[]> {
    return this.#reading(async () => {
      const entries = await this.inner.getAll(table, range);
      this.#countReads(table, entries.length);
      return entries;
    });
  }

  keys(table: TableName): Promise<Key[]> {
    return this.#reading(async () => {
      const keys = await this.inner.keys(table);
      this.#countReads(table, keys.length);
      return keys;
    });
  }

  lastKey(table: TableName): Promise<Key | undefined> {
    return this.#reading(() => this.inner.lastKey(table));
  }

  async commit(writes: readonly Write[]): Promise<void> {
    const fate = this.fateOf(this.#commitCount++, writes);
    // Taken before any wait: a datastore copies what it is given when it is called.
    const copies = writes.map((write) => structuredClone(write));
    await this.latency();
    if (fate === "die-before") this.#isDead = true;
    if (this.#isDead) throw new StrataError("storage-failed", "Write to storage: died, wanted to live on");
    if (fate === "refuse") throw new StrataError("storage-full", "Write to storage: full, wanted room");
    await this.inner.commit(copies);
    this.commits.push(copies);
    if (fate === "die-after") this.#isDead = true;
    await this.latency();
    if (this.#isDead) throw new StrataError("storage-failed", "Write to storage: died, wanted to live on");
  }

  onLost(listener: () => void): Unsubscribe {
    return this.inner.onLost(listener);
  }

  close(): void {}

  #countReads(table: TableName, count: number): void {
    this.reads.set(table, (this.reads.get(table) ?? 0) + count);
  }

  async #reading<Value>(work: () => Promise<Value>): Promise<Value> {
    await this.latency();
    const value = await work();
    await this.latency();
    return value;
  }
}
