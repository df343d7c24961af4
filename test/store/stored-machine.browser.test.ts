import { expect, test } from "vitest";
import { IndexedDbDatastore } from "../../src/store/indexeddb/indexeddb-datastore.ts";
import { createChecksum } from "../../src/store/sealed-bytes.ts";
import { MachineExercise } from "./machine-exercise.ts";

const checksum = await createChecksum();
const seeds = Array.from({ length: 200 }, (_, index) => 7001 + index);

test("C1 C2 L2 O3 S2 S3 S5 M1 M2 M3 M4 M5 P1 P4 P5 P6: random operations on IndexedDB leave what the model says", async () => {
  for (const seed of seeds) {
    const name = `exercise ${Date.now()} ${seed}`;
    const datastore = await IndexedDbDatastore.open(name);
    await new MachineExercise({ seed, datastore, checksum, operationCount: 30 }).run();
    datastore.close();
    await IndexedDbDatastore.destroy(name);
  }
  expect(seeds.length).toBeGreaterThanOrEqual(200);
}, 300_000);
