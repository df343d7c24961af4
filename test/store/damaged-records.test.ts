import { describe, expect, test } from "vitest";
import { BLOCK_BYTE_LENGTH } from "../../src/core/geometry.ts";
import type { Entry, TableName, Write } from "../../src/store/datastore.ts";
import { createChecksum } from "../../src/store/sealed-bytes.ts";
import { putRecord, type SealedRecord } from "../../src/store/sealed-record.ts";
import type { Store } from "../../src/store/store.ts";
import type { StoredMachine } from "../../src/store/stored-machine.ts";
import { Random } from "../support/random.ts";
import { nextTurn } from "./eventually.ts";
import { madeCapture, openStore, requestFor, setUpMachine } from "./machine-setup.ts";
import { describeStore } from "./recorded/describe-store.ts";
import type { WatchedDatastore } from "./watched-datastore.ts";

const checksum = await createChecksum();
const BLOCK = BLOCK_BYTE_LENGTH;
/** Each record is damaged in turn, with two sessions after it. */
const TIMEOUT_MS = 120_000;
const filled = (value: number, blockCount = 1): Uint8Array => new Uint8Array(blockCount * BLOCK).fill(value);

/** One machine with snapshots and a memory, a clone of it with a snapshot, and one that shares nothing with them. */
async function setUp() {
  const { datastore, base, store, machine } = await setUpMachine();
  await machine.disk.write(0, filled(1, 20));
  const first = (await machine.takeSnapshot(requestFor(machine)).durable).record;
  await machine.disk.write(0, filled(2, 3));
  const capture = madeCapture(new Random(5), 20);
  const second = (await machine.takeSnapshot(requestFor(machine, capture)).durable).record;
  await machine.disk.write(5 * BLOCK, filled(3, 2));
  await machine.flush();
  const clone = await store.openMachine((await machine.cloneLinked(first.id, "clone")).machine.id, base);
  await clone.disk.write(9 * BLOCK, filled(4, 3));
  await clone.takeSnapshot(requestFor(clone)).durable;
  clone.close();
  machine.close();
  const apart = await store.createMachine("apart", machine.record.config, base);
  return { datastore, base, machine: machine.record, first, second, apart: apart.id };
}

type SetUp = Awaited<ReturnType<typeof setUp>>;
type SmallTable = "machines" | "snapshots" | "layers";

/** What can befall a small record. */
const fates: Readonly<Record<string, (table: SmallTable, entry: Entry) => Write>> = {
  "another value": (table, { key, value }) => {
    const { value: inner, seal } = value as SealedRecord;
    const changed = { ...(inner as object), blockCount: 77, order: 77 };
    return { kind: "put", table, key, value: { value: changed, seal } };
  },
  "another checksum": (table, { key, value }) => {
    const { value: inner, seal } = value as SealedRecord;
    return { kind: "put", table, key, value: { value: inner, seal: seal.map((byte) => byte ^ 4) } };
  },
  "something missing under a right checksum": (table, { key }) =>
    putRecord(table, key, { id: key }, checksum),
  "what belongs to another key": (table, { key, value }) => {
    const { value: inner } = value as SealedRecord;
    return { ...putRecord(table, "other", inner, checksum), key } as Write;
  },
  "no record at all in its place": (table, { key }) => ({ kind: "put", table, key, value: 12 }),
  "its loss": (table, { key }) => ({ kind: "delete", table, key }),
};

const refusals = ["storage-damaged", "machine-unknown", "snapshot-unknown", "merge-refused"];
const tried = (work: Promise<unknown>): Promise<unknown> =>
  work.catch((cause: { code: string }) => expect(refusals, String(cause)).toContain(cause.code));

/** Opens a machine unless it or its layers are damaged. */
const openIfWhole = (store: Store, { base }: SetUp, id: string): Promise<StoredMachine | null> =>
  store.openMachine(id as never, base).catch(async (cause: unknown) => {
    await tried(Promise.reject(cause));
    return null;
  });

/** All that a machine can do without taking anything away from the others. */
async function workWith(own: StoredMachine, round: number): Promise<void> {
  for (let count = 0; count < 6; count++) {
    await own.disk.write((count % 3) * BLOCK, filled(round + count, 4));
    await own.flush();
  }
  const taken = (await own.takeSnapshot(requestFor(own)).durable).record;
  await own.disk.write(0, filled(round + 50, 2));
  await own.flatten(taken.id);
  await own.revertTo(taken.id);
  const { layer } = await own.copyImage({ mode: "allocated" });
  await own.removeImage(layer);
  expect(await own.disk.read(2 * BLOCK, BLOCK)).toEqual(filled(round + 5));
}

/** Whatever can be done beside the damage; all that would take something away is tried as well. */
async function goOn(store: Store, subject: SetUp, round: number): Promise<void> {
  const { apart, machine, base } = subject;
  const own = await openIfWhole(store, subject, apart);
  if (own !== null) await workWith(own, round);
  own?.close();
  await store.createMachine("made", machine.config, base);
  for (const { id } of store.machines()) {
    if (id === apart) continue;
    const opened = await openIfWhole(store, subject, id);
    for (const snapshot of opened?.snapshots ?? []) {
      if (opened === null) continue;
      await tried(opened.mergeIntoParent(snapshot.id));
      await tried(opened.removeSnapshot(snapshot.id));
    }
    opened?.close();
    await tried(store.removeMachine(id));
  }
}

/** What the machine with the memory and its clone hold. */
async function stateOf(store: Store, { base }: SetUp): Promise<unknown> {
  const { machines } = (await describeStore(store, base, [])) as { machines: { name: string }[] };
  return machines.filter(({ name }) => name === "machine" || name === "clone");
}

const keysIn = async (datastore: WatchedDatastore, table: TableName): Promise<string[]> =>
  (await datastore.keys(table)).map(String);

describe.each(Object.entries(fates))("a small record that meets with %s", (_, fate) => {
  test.each(["machines", "snapshots", "layers"] as const)(
    "I1 I2 I3: of %s is found and named, the rest goes on, and nothing is lost that a repair could bring back",
    async (table) => {
      const count = (await (await setUp()).datastore.keys(table)).length;
      for (let index = 0; index < count; index++) {
        const subject = await setUp();
        const { datastore } = subject;
        const before = await stateOf(await openStore(datastore), subject);
        const entry = (await datastore.getAll(table))[index] as Entry;
        await datastore.inner.commit([fate(table, entry)]);
        const store = await openStore(datastore);
        const what = `${table.slice(0, -1)} ${String(entry.key)}`;
        const found = (await store.verify()).damages.map(({ record }) => record);
        expect(
          store.damages.map(({ record }) => record),
          what,
        ).toEqual(found);
        // A lost record that nothing refers to has no name any more.
        if (!found[0]?.startsWith("record that needs layer")) expect(found, what).toEqual([what]);
        await goOn(store, subject, index);
        // The same once more, after the extents that lie unreferred have met an opening.
        await goOn(await openStore(datastore), subject, index + 100);
        await datastore.inner.commit([{ kind: "put", table, key: entry.key, value: entry.value }]);
        const repaired = await openStore(datastore);
        expect(repaired.damages, what).toEqual([]);
        expect(await stateOf(repaired, subject), what).toEqual(before);
        expect((await repaired.verify()).damages, what).toEqual([]);
      }
    },
    TIMEOUT_MS,
  );
});

test.each(["maps", "extents", "states"] as const)(
  "I1 I2 I3: damage in %s is found and named, the rest goes on, and nothing is lost that a repair could bring back",
  async (table) => {
    const count = (await (await setUp()).datastore.keys(table)).length;
    for (let index = 0; index < count; index++) {
      for (const isLost of [false, true]) {
        const subject = await setUp();
        const { datastore, base } = subject;
        const before = await stateOf(await openStore(datastore), subject);
        const { key, value } = (await datastore.getAll(table))[index] as Entry;
        const damaged = (value as Uint8Array).map((byte, at) => (at === 5 ? byte ^ 8 : byte));
        await datastore.inner.commit([
          isLost ? { kind: "delete", table, key } : { kind: "put", table, key, value: damaged },
        ]);
        const what = `${table} ${String(key)}`;
        for (let session = 0; session < 2; session++) {
          const store = await openStore(datastore);
          expect((await store.verify()).damages.length, what).toBe(1);
          expect(store.machines().length).toBe(3);
          const own = await store.openMachine(subject.apart, base);
          await workWith(own, session);
        }
        await datastore.inner.commit([{ kind: "put", table, key, value }]);
        const repaired = await openStore(datastore);
        expect(await stateOf(repaired, subject), what).toEqual(before);
        expect((await repaired.verify()).damages, what).toEqual([]);
      }
    }
  },
  TIMEOUT_MS,
);

describe("damage", () => {
  test("I3: a removal is refused by the name of the record that may need what would go", async () => {
    const { datastore, base, machine, first, second } = await setUp();
    await datastore.inner.commit([{ kind: "put", table: "snapshots", key: second.id, value: "gone" }]);
    const store = await openStore(datastore);
    const opened = await store.openMachine(machine.id, base);
    expect(opened.snapshots.map(({ id }) => id)).toEqual([first.id]);
    const layers = await keysIn(datastore, "layers");
    const clone = store.machines()[1]?.id;
    for (const work of [opened.removeSnapshot(first.id), store.removeMachine(clone as never)])
      await expect(work).rejects.toMatchObject({
        code: "storage-damaged",
        details: { record: `snapshot ${second.id}` },
      });
    expect(await keysIn(datastore, "layers")).toEqual(layers);
    expect((await store.verify()).damages).toEqual([
      { record: `snapshot ${second.id}`, layers: [], snapshots: [second.id] },
    ]);
  });

  test("I3: what a machine gives up stays while a layer that may share it can't be read", async () => {
    const { datastore, base, store, machine } = await setUpMachine();
    await machine.disk.write(0, filled(1, 16));
    const trunk = (await machine.takeSnapshot(requestFor(machine)).durable).record;
    await machine.disk.write(30 * BLOCK, filled(2));
    const branch = (await machine.takeSnapshot(requestFor(machine)).durable).record;
    await machine.revertTo(trunk.id);
    // Its blocks go into the branch's layer and into the active one.
    await machine.removeSnapshot(trunk.id);
    machine.close();
    const before = await describeStore(store, base, []);
    const entry = (await datastore.getAll("layers")).find(({ key }) => key === branch.layer) as Entry;
    await datastore.inner.commit([{ kind: "put", table: "layers", key: entry.key, value: 0 }]);
    const damaged = await openStore(datastore);
    const opened = await damaged.openMachine(machine.record.id, base);
    const extents = await keysIn(datastore, "extents");
    await opened.disk.write(0, filled(3, 16));
    await opened.flush();
    await opened.revertTo(null);
    await nextTurn();
    expect(await keysIn(datastore, "extents")).toEqual(expect.arrayContaining(extents));
    await datastore.inner.commit([{ kind: "put", table: "layers", key: entry.key, value: entry.value }]);
    const repaired = await openStore(datastore);
    const snapshotsOf = (state: unknown) =>
      (state as { machines: { snapshots: unknown }[] }).machines[0]?.snapshots;
    expect(snapshotsOf(await describeStore(repaired, base, []))).toEqual(snapshotsOf(before));
  });

  test("I3: a machine whose record is damaged is not listed, and its layers and snapshots are named", async () => {
    const { datastore, machine, first, second } = await setUp();
    await datastore.inner.commit([{ kind: "put", table: "machines", key: machine.id, value: null }]);
    const store = await openStore(datastore);
    expect(store.machines().map(({ name }) => name)).toEqual(["clone", "apart"]);
    const [damage] = (await store.verify()).damages;
    expect(damage).toMatchObject({ record: `machine ${machine.id}`, snapshots: [first.id, second.id] });
    expect(damage?.layers).toContain(machine.activeLayer);
  });

  const oddCreations = [
    undefined,
    5,
    { format: "x" },
    { value: { format: 99, createdAt: 1 }, seal: new Uint8Array(8) },
    { value: { format: 1, createdAt: 1 }, seal: new Uint8Array(8) },
  ];
  test.each(oddCreations)(
    "I2 I3: a record of creation that is %o is named, and the store goes on",
    async (value) => {
      const subject = await setUp();
      const { datastore, base } = subject;
      const before = await stateOf(await openStore(datastore), subject);
      const key = "creation";
      await datastore.inner.commit([
        value === undefined
          ? { kind: "delete", table: "meta", key }
          : { kind: "put", table: "meta", key, value },
        { kind: "put", table: "extents", key: 500, value: new Uint8Array(20) },
      ]);
      const store = await openStore(datastore);
      const named = { record: "record of creation", layers: [], snapshots: [] };
      expect((await store.verify()).damages).toEqual([named]);
      expect(await datastore.get("meta", key)).toEqual(value);
      expect(await keysIn(datastore, "extents")).toContain("500");
      expect(await stateOf(store, subject)).toEqual(before);
      const machine = await store.openMachine(subject.apart, base);
      await workWith(machine, 3);
    },
  );

  test("I2: a small record that is damaged or lost after the opening is found, and what memory holds goes on", async () => {
    const { datastore, base, machine, second } = await setUp();
    const store = await openStore(datastore);
    await datastore.inner.commit([
      { kind: "put", table: "snapshots", key: second.id, value: 1 },
      { kind: "delete", table: "machines", key: machine.id },
    ]);
    const { damages } = await store.verify();
    expect(damages.map(({ record }) => record).sort()).toEqual([
      `machine ${machine.id}`,
      `snapshot ${second.id}`,
    ]);
    const opened = await store.openMachine(machine.id, base);
    await opened.rename(second.id, "written anew");
    await opened.configure({ ...machine.config, ramMiB: 128 });
    expect((await store.verify()).damages).toEqual([]);
  });
});
