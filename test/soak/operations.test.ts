import { expect, test } from "vitest";
import { MemoryDatastore } from "../../src/store/memory/memory-datastore.ts";
import { MemoryKeyVault } from "../../src/store/memory/memory-key-vault.ts";
import { Random } from "../support/random.ts";
import { ExpectedStore } from "./expected-store.ts";
import { describeOperation, nextOperation } from "./next-operation.ts";
import type { StoreOperation } from "./operations.ts";
import { StoreSession } from "./store-session.ts";

test("C1 S2 S3 M2 M3 V2 I2 E6 G3: without a death, a session of the soak leaves what it expects", async () => {
  const random = new Random(7);
  const datastore = new MemoryDatastore();
  const vault = new MemoryKeyVault();
  let session = await StoreSession.open(datastore, vault);
  let expected: ExpectedStore = ExpectedStore.empty;
  const log: string[] = [];
  for (let index = 0; index < 150; index++) {
    const operation = await nextOperation(expected, random);
    log.push(describeOperation(operation));
    const result = await session.perform(operation as StoreOperation);
    expected =
      result === "done"
        ? (expected.outcomes(operation).at(-1) as ExpectedStore)
        : expected.refused(operation);
    if (index % 15 !== 14) continue;
    session = await StoreSession.open(datastore, vault);
    const { seen, complaints } = await session.inspect();
    expected.learn(seen);
    expect(seen, log.slice(-16).join("\n")).toEqual(await expected.seen());
    expect(complaints).toEqual([]);
  }
  for (const name of [
    "create machine, encrypted",
    "add disk, thin",
    "add disk, thick",
    "remove and wipe",
    "wipe",
  ])
    expect(log.filter((line) => line.startsWith(name)).length, name).toBeGreaterThan(0);
}, 120_000);
