import { describe, expect, test } from "vitest";
import { MemoryDatastore } from "../../src/store/memory/memory-datastore.ts";
import { FORMAT_VERSION } from "../../src/store/records.ts";
import { createChecksum } from "../../src/store/sealed-bytes.ts";
import { openStore } from "./machine-setup.ts";
import { describeStore } from "./recorded/describe-store.ts";
import { recordedImage } from "./recorded/recorded-image.ts";
import { type Recording, restoreTables, unpackTables } from "./recorded/recording.ts";
import { recordings } from "./recorded/recordings.ts";
import { referenceComplaints } from "./stored-records.ts";
import { WatchedDatastore } from "./watched-datastore.ts";

const checksum = await createChecksum();

async function restored({ tables }: Recording): Promise<WatchedDatastore> {
  const datastore = new MemoryDatastore();
  await restoreTables(datastore, await unpackTables(tables));
  return new WatchedDatastore(datastore);
}

/** What is stored, apart from what an opening reclaims. */
const records = async (datastore: WatchedDatastore): Promise<unknown> => {
  const tables = ["meta", "machines", "snapshots", "layers", "maps", "states"] as const;
  return Promise.all(tables.map((table) => datastore.getAll(table)));
};

test("P2: there is a recorded store of every format before the present one", () => {
  expect(recordings.map(({ format }) => format)).toEqual(
    Array.from({ length: FORMAT_VERSION - 1 }, (_, index) => index + 1),
  );
});

describe.each(recordings.map((recording) => ({ name: `format ${recording.format}`, recording })))(
  "a store recorded in $name",
  ({ recording }) => {
    test("P2 I1: is upgraded, with every point in time as it was, and is whole", async () => {
      const datastore = await restored(recording);
      const store = await openStore(datastore);
      expect(await describeStore(store, recordedImage, recording.images)).toEqual(recording.state);
      expect(store.damages).toEqual([]);
      expect((await store.verify()).damages).toEqual([]);
      expect(
        await referenceComplaints(datastore, checksum, { freedExtentCount: store.freedExtentCount }),
      ).toEqual([]);
      const again = await openStore(datastore);
      expect(await describeStore(again, recordedImage, recording.images)).toEqual(recording.state);
    });

    test("P1 P2: when the upgrade is refused or dies, the older format is untouched, and the next opening upgrades it", async () => {
      for (const fate of ["refuse", "die-before", "die-after"] as const) {
        const datastore = await restored(recording);
        const before = await records(datastore);
        datastore.fateOf = () => fate;
        const code = fate === "refuse" ? "storage-full" : "storage-failed";
        await expect(openStore(datastore)).rejects.toMatchObject({ code });
        if (fate === "die-after") expect(await records(datastore)).not.toEqual(before);
        else expect(await records(datastore)).toEqual(before);
        const store = await openStore(new WatchedDatastore(datastore.inner));
        expect(await describeStore(store, recordedImage, recording.images)).toEqual(recording.state);
      }
    });
  },
);

test("P2: records from before some properties existed get them; what is no record at all is left and found damaged", async () => {
  const [recording] = recordings as readonly [Recording];
  const datastore = await restored(recording);
  for (const table of ["machines", "snapshots"] as const) {
    for (const { key, value } of await datastore.getAll(table)) {
      const { order: _, note: __, origin: ___, ...rest } = value as Record<string, unknown>;
      await datastore.inner.commit([{ kind: "put", table, key, value: rest }]);
    }
  }
  const [odd] = (await datastore.getAll("layers")).map(({ value }) => value as object);
  const endless: Record<string, unknown> = { ...odd, id: "endless" };
  endless["self"] = endless;
  for (const [key, value] of Object.entries({
    text: "text",
    nothing: null,
    partial: { id: "partial" },
    endless,
  }))
    await datastore.inner.commit([{ kind: "put", table: "layers", key, value }]);
  const store = await openStore(datastore);
  expect(store.machines().length).toBe(3);
  expect(store.machines()[0]).toMatchObject({ origin: null, order: 0 });
  expect(store.damages.map(({ record }) => record).sort()).toEqual(
    ["endless", "nothing", "partial", "text"].map((key) => `layer ${key}`),
  );
});
