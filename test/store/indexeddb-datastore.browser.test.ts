import { afterEach, describe, expect, test, vi } from "vitest";
import type { TableName } from "../../src/store/datastore.ts";
import { IndexedDbDatastore } from "../../src/store/indexeddb/indexeddb-datastore.ts";
import { FORMAT_VERSION } from "../../src/store/records.ts";
import { describeDatastore } from "./datastore-contract.ts";

let count = 0;
const newName = (): string => `datastore test ${Date.now()} ${count++}`;
const names = new WeakMap<object, string>();

/** A database opened past the datastore, in the version given. */
function openNatively(
  name: string,
  version: number,
  upgrade: (database: IDBDatabase) => void = () => undefined,
): Promise<IDBDatabase> {
  return new Promise((resolve, reject) => {
    const request = indexedDB.open(name, version);
    request.onupgradeneeded = () => upgrade(request.result);
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}

afterEach(() => {
  vi.restoreAllMocks();
});

describeDatastore(
  "IndexedDbDatastore",
  async () => {
    const name = newName();
    const datastore = await IndexedDbDatastore.open(name);
    names.set(datastore, name);
    return datastore;
  },
  async (datastore) => {
    datastore.close();
    await IndexedDbDatastore.destroy(names.get(datastore) ?? "");
  },
);

describe("IndexedDbDatastore", () => {
  test("P5: what was committed is there after it was closed and opened again", async () => {
    const name = newName();
    const first = await IndexedDbDatastore.open(name);
    const tables: TableName[] = [
      "meta",
      "machines",
      "snapshots",
      "layers",
      "maps",
      "extents",
      "states",
      "wipes",
    ];
    await first.commit(tables.map((table) => ({ kind: "put", table, key: "key", value: table })));
    first.close();
    const second = await IndexedDbDatastore.open(name);
    for (const table of tables) expect(await second.get(table, "key")).toBe(table);
    second.close();
    await IndexedDbDatastore.destroy(name);
    const third = await IndexedDbDatastore.open(name);
    expect(await third.getAll("meta")).toEqual([]);
    third.close();
    await IndexedDbDatastore.destroy(name);
  });

  test("P4 P5: every commit asks for strict durability", async () => {
    const name = newName();
    const datastore = await IndexedDbDatastore.open(name);
    const transaction = vi.spyOn(IDBDatabase.prototype, "transaction");
    await datastore.commit([{ kind: "put", table: "meta", key: 1, value: 1 }]);
    const writing = transaction.mock.calls.filter(([, mode]) => mode === "readwrite");
    expect(writing.length).toBe(1);
    for (const [, , options] of writing) expect(options).toEqual({ durability: "strict" });
    datastore.close();
    await IndexedDbDatastore.destroy(name);
  });

  test("P3: who claims the writing last has it, and commits of those before change nothing", async () => {
    const name = newName();
    const [first, second] = [await IndexedDbDatastore.open(name), await IndexedDbDatastore.open(name)];
    const note = (value: string) => ({ kind: "put", table: "meta", key: "note", value }) as const;
    await first.claim();
    await first.commit([note("first")]);
    await second.claim();
    await expect(first.commit([note("late")])).rejects.toMatchObject({ code: "store-in-use" });
    expect(await first.get("meta", "note")).toBe("first");
    await second.commit([note("second")]);
    expect(await first.get("meta", "note")).toBe("second");
    first.close();
    second.close();
  });

  test("P3 P6: a full storage takes a claim without a number, which keeps those before from writing, and is numbered when there is room", async () => {
    const name = newName();
    const open = (): Promise<IndexedDbDatastore> => IndexedDbDatastore.open(name);
    const [first, second, third] = [await open(), await open(), await open()];
    const note = (value: string) => ({ kind: "put", table: "meta", key: "note", value }) as const;
    expect(await first.claim()).toBe(true);
    await first.commit([note("first")]);
    const put = vi.spyOn(IDBObjectStore.prototype, "put").mockImplementation(() => {
      throw new DOMException("no room", "QuotaExceededError");
    });
    expect(await second.claim()).toBe(false);
    await expect(second.commit([note("second")])).rejects.toMatchObject({ code: "storage-full" });
    expect(await second.get("meta", "note")).toBe("first");
    expect(await second.holdsClaim()).toBe(true);
    await second.commit([{ kind: "delete", table: "meta", key: "note" }]);
    put.mockRestore();
    for (const late of [note("late"), { kind: "delete", table: "meta", key: "note" } as const])
      await expect(first.commit([late])).rejects.toMatchObject({ code: "store-in-use" });
    await second.commit([note("second")]);
    await second.commit([note("again")]);
    expect(await second.holdsClaim()).toBe(true);
    await third.claim();
    await expect(second.commit([note("late")])).rejects.toMatchObject({ code: "store-in-use" });
    await expect(first.commit([note("late")])).rejects.toMatchObject({ code: "store-in-use" });
    expect(await third.get("meta", "note")).toBe("again");
    for (const each of [first, second, third]) each.close();
    await IndexedDbDatastore.destroy(name);
  });

  test("P2: a database of a newer version is refused with storage-newer, and left as it is", async () => {
    const name = newName();
    const newer = await openNatively(name, FORMAT_VERSION + 1, (database) => {
      database.createObjectStore("future").put("kept", "key");
    });
    newer.close();
    await expect(IndexedDbDatastore.open(name)).rejects.toMatchObject({ code: "storage-newer" });
    const again = await openNatively(name, FORMAT_VERSION + 1);
    expect([...again.objectStoreNames]).toEqual(["future"]);
    again.close();
    await IndexedDbDatastore.destroy(name);
  });

  test("a database held by a page of an older version is refused with store-in-use, and not held by us later", async () => {
    const name = newName();
    const older = await openNatively(name, FORMAT_VERSION);
    const open = indexedDB.open.bind(indexedDB);
    vi.spyOn(indexedDB, "open").mockImplementation((asked) => open(asked, FORMAT_VERSION + 1));
    await expect(IndexedDbDatastore.open(name)).rejects.toMatchObject({ code: "store-in-use" });
    const close = vi.spyOn(IDBDatabase.prototype, "close");
    older.close();
    await vi.waitFor(() => expect(close).toHaveBeenCalledTimes(2));
    await IndexedDbDatastore.destroy(name);
  });

  test("a browser that refuses IndexedDB gives storage-refused", async () => {
    vi.spyOn(indexedDB, "open").mockImplementation(() => {
      throw new DOMException("not here", "SecurityError");
    });
    await expect(IndexedDbDatastore.open(newName())).rejects.toMatchObject({ code: "storage-refused" });
  });

  test("a database deleted from elsewhere is noticed, and later calls reject with storage-failed", async () => {
    const name = newName();
    const datastore = await IndexedDbDatastore.open(name);
    await datastore.commit([{ kind: "put", table: "meta", key: 1, value: 1 }]);
    const lost = new Promise<void>((resolve) => {
      datastore.onLost(resolve);
    });
    await IndexedDbDatastore.destroy(name);
    await lost;
    await expect(datastore.get("meta", 1)).rejects.toMatchObject({ code: "storage-failed" });
    await expect(datastore.getAll("meta")).rejects.toMatchObject({ code: "storage-failed" });
    await expect(datastore.getMany("meta", [1])).rejects.toMatchObject({ code: "storage-failed" });
    await expect(datastore.lastKey("meta")).rejects.toMatchObject({ code: "storage-failed" });
    const commit = datastore.commit([{ kind: "put", table: "meta", key: 2, value: 2 }]);
    await expect(commit).rejects.toMatchObject({ code: "storage-failed" });
  });

  test("P1 P6: a transaction aborted for want of room rejects with storage-full and leaves nothing", async () => {
    const name = newName();
    const datastore = await IndexedDbDatastore.open(name);
    const realPut = IDBObjectStore.prototype.put;
    let putCount = 0;
    vi.spyOn(IDBObjectStore.prototype, "put").mockImplementation(function (
      this: IDBObjectStore,
      ...given: Parameters<IDBObjectStore["put"]>
    ) {
      if (putCount++ === 2) throw new DOMException("no room", "QuotaExceededError");
      return realPut.apply(this, given);
    });
    const commit = datastore.commit(
      [1, 2, 3].map((key) => ({ kind: "put", table: "meta", key, value: key })),
    );
    await expect(commit).rejects.toMatchObject({ code: "storage-full" });
    expect(await datastore.getAll("meta")).toEqual([]);
    datastore.close();
    await IndexedDbDatastore.destroy(name);
  });
});
