import { describe, expect, test, vi } from "vitest";
import type { Write } from "../../src/store/datastore.ts";
import { BulkWriter, isBulk } from "../../src/store/indexeddb/bulk-writer.ts";
import { IndexedDbDatastore } from "../../src/store/indexeddb/indexeddb-datastore.ts";

let count = 0;
const newName = (): string => `bulk test ${Date.now()} ${count++}`;

/** A commit of 1 MiB, of records that say which one. */
const bulk = (mark: number): Write[] =>
  Array.from({ length: 16 }, (_, key) => ({
    kind: "put",
    table: "extents",
    key,
    value: new Uint8Array(65_536).fill(mark),
  }));

const note = (value: number): Write => ({ kind: "put", table: "meta", key: "note", value });
const markOf = async (datastore: IndexedDbDatastore): Promise<number | undefined> =>
  ((await datastore.get("extents", 15)) as Uint8Array | undefined)?.[7];

/** A datastore whose bulk commits go by the worker already. */
async function openWithWriter(
  name: string,
): Promise<{ datastore: IndexedDbDatastore; viaWorker: () => number }> {
  const datastore = await IndexedDbDatastore.open(name);
  const started = vi.spyOn(BulkWriter, "start");
  await datastore.commit(bulk(0));
  const writer = await started.mock.results[0]?.value;
  started.mockRestore();
  expect(writer).not.toBeNull();
  const commit = vi.spyOn(writer as BulkWriter, "commit");
  return { datastore, viaWorker: () => commit.mock.calls.length };
}

describe("a commit of many bytes", () => {
  test("is told from a small one by the bytes that it puts", () => {
    expect(isBulk(bulk(1))).toBe(true);
    expect(isBulk(bulk(1).slice(0, 7))).toBe(false);
    expect(isBulk([note(1), { kind: "delete", table: "extents", key: 1 }])).toBe(false);
  });

  test("P1 P5: goes by a worker, strictly durable, and is there when it resolves", async () => {
    const name = newName();
    const { datastore, viaWorker } = await openWithWriter(name);
    await datastore.commit(bulk(1));
    expect(viaWorker()).toBe(1);
    expect(await markOf(datastore)).toBe(1);
    await datastore.commit([note(1)]);
    expect(viaWorker()).toBe(1);
    datastore.close();
    const again = await IndexedDbDatastore.open(name);
    expect(await markOf(again)).toBe(1);
    again.close();
    await IndexedDbDatastore.destroy(name);
  });

  test("P1: is not overtaken by a small one asked for behind it, and takes its values when it is asked for", async () => {
    const name = newName();
    const { datastore, viaWorker } = await openWithWriter(name);
    const writes = [...bulk(2), note(2)];
    const committing = datastore.commit(writes);
    for (const write of writes)
      if (write.kind === "put" && write.value instanceof Uint8Array) write.value.fill(99);
    const behind = datastore.commit([note(3)]);
    await Promise.all([committing, behind]);
    expect(viaWorker()).toBe(2);
    expect(await markOf(datastore)).toBe(2);
    expect(await datastore.get("meta", "note")).toBe(3);
    datastore.close();
    await IndexedDbDatastore.destroy(name);
  });

  test("P3: is refused there too when another page has claimed the writing, and changes nothing", async () => {
    const name = newName();
    const { datastore, viaWorker } = await openWithWriter(name);
    await datastore.claim();
    await datastore.commit(bulk(1));
    const other = await IndexedDbDatastore.open(name);
    await other.claim();
    await expect(datastore.commit(bulk(2))).rejects.toMatchObject({ code: "store-in-use" });
    expect(viaWorker()).toBe(2);
    expect(await markOf(other)).toBe(1);
    await other.commit(bulk(3));
    expect(await markOf(datastore)).toBe(3);
    datastore.close();
    other.close();
    await IndexedDbDatastore.destroy(name);
  });

  test("P1: a value that can't be stored changes nothing", async () => {
    const name = newName();
    const { datastore } = await openWithWriter(name);
    const bad: Write = { kind: "put", table: "meta", key: "note", value: () => undefined };
    await expect(datastore.commit([...bulk(4), bad])).rejects.toMatchObject({ code: "storage-failed" });
    expect(await markOf(datastore)).toBe(0);
    datastore.close();
    await IndexedDbDatastore.destroy(name);
  });

  test("P4: a page on its way out writes itself, since a worker may not live to do it", async () => {
    const name = newName();
    const { datastore, viaWorker } = await openWithWriter(name);
    dispatchEvent(new PageTransitionEvent("pagehide"));
    await datastore.commit(bulk(5));
    expect(viaWorker()).toBe(0);
    dispatchEvent(new PageTransitionEvent("pageshow"));
    await datastore.commit(bulk(6));
    expect(viaWorker()).toBe(1);
    expect(await markOf(datastore)).toBe(6);
    datastore.close();
    await IndexedDbDatastore.destroy(name);
  });

  test("a database that is deleted from elsewhere is not held open by the worker", async () => {
    const name = newName();
    const { datastore } = await openWithWriter(name);
    await IndexedDbDatastore.destroy(name);
    await expect(datastore.commit(bulk(7))).rejects.toMatchObject({ code: "storage-failed" });
  });
});
