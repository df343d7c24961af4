import type { Unsubscribe } from "../core/emitter.ts";

/** Where records are kept. See records.ts for what each table holds. */
export type TableName =
  | "meta"
  | "machines"
  | "snapshots"
  | "layers"
  | "maps"
  | "extents"
  | "states"
  | "wipes";

export type Key = string | number | readonly [string, number];

/** Keys from `from` to `to`, both included. Numbers come before strings, strings before pairs. */
export interface KeyRange {
  readonly from: Key;
  readonly to: Key;
}

export type Write =
  | { readonly kind: "put"; readonly table: TableName; readonly key: Key; readonly value: unknown }
  | { readonly kind: "delete"; readonly table: TableName; readonly key: Key }
  | { readonly kind: "delete-range"; readonly table: TableName; readonly range: KeyRange };

export interface CommitOptions {
  /** Whether the page may go the next moment. */
  readonly isUrgent?: boolean | undefined;
}

export interface Entry {
  readonly key: Key;
  readonly value: unknown;
}

/**
 * The port to durable storage: tables of records, read one by one or in ranges, changed by atomic commits.
 *
 * All writes of a commit are prepared beforehand, so an implementation needs no open transaction across awaits.
 * A value is a structured-clone copy: what the caller does to it afterwards changes nothing stored.
 */
export interface Datastore {
  /** The record under `key`, or undefined. */
  get(table: TableName, key: Key): Promise<unknown>;
  /** The records under `keys`, in that order, undefined where there is none. */
  getMany(table: TableName, keys: readonly Key[]): Promise<unknown[]>;
  /** Records in the order of their keys; all without a range. */
  getAll(table: TableName, range?: KeyRange): Promise<Entry[]>;
  /** The keys of a table, in their order, without reading a value. */
  keys(table: TableName): Promise<Key[]>;
  /** The greatest key of a table, or undefined when it is empty. */
  lastKey(table: TableName): Promise<Key | undefined>;
  /**
   * Applies `writes` in order, all or none (SPEC P1).
   * On success: they survive the death of the browser (SPEC P5).
   * With `isUrgent` all of it is in the storage's hands when the call returns, so that it also holds when the page goes.
   * On failure: rejects with `storage-full` or `storage-failed`, and nothing has changed.
   */
  commit(writes: readonly Write[], options?: CommitOptions): Promise<void>;
  /** The storage was taken away from under the page: deleted by the person or evicted by the browser. */
  onLost(listener: () => void): Unsubscribe;
  close(): void;
}
