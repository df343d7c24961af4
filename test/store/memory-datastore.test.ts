import { expect, test } from "vitest";
import { MemoryDatastore } from "../../src/store/memory/memory-datastore.ts";
import { describeDatastore } from "./datastore-contract.ts";

describeDatastore(
  "MemoryDatastore",
  async () => new MemoryDatastore(),
  async (datastore) => datastore.close(),
);

test("a memory datastore that is taken away says so, and holds nothing any more", async () => {
  const datastore = new MemoryDatastore();
  await datastore.commit([{ kind: "put", table: "meta", key: "creation", value: 1 }]);
  let lossCount = 0;
  const unsubscribe = datastore.onLost(() => lossCount++);
  datastore.lose();
  unsubscribe();
  datastore.lose();
  expect(lossCount).toBe(1);
  expect(await datastore.getAll("meta")).toEqual([]);
});
