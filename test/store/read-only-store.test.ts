import { expect, test } from "vitest";
import { StrataError } from "../../src/core/strata-error.ts";
import { Catalog } from "../../src/store/catalog.ts";
import { readOnly, reporting } from "../../src/store/datastore-with-commit.ts";
import { readDiskOfAnother } from "../../src/store/disk-of-another.ts";
import { MemoryDatastore } from "../../src/store/memory/memory-datastore.ts";
import { createChecksum } from "../../src/store/sealed-bytes.ts";
import { settledRecords } from "../../src/store/settled-records.ts";
import { Store } from "../../src/store/store.ts";
import { Random } from "../support/random.ts";
import { eventually } from "./eventually.ts";
import { openAgain, requestFor, setUpMachine, wholeDisk } from "./machine-setup.ts";
import { WatchedDatastore } from "./watched-datastore.ts";

const BLOCK = 4096;

const openReadOnly = (watched: WatchedDatastore): Promise<Store> =>
  Store.open(watched, { newId: () => "never", now: () => 0, isReadOnly: true });

test("P3: a store opened read-only writes nothing, neither a new one nor what an interrupted session left", async () => {
  const empty = new WatchedDatastore(new MemoryDatastore());
  const nothing = await openReadOnly(empty);
  expect(nothing.machines()).toEqual([]);
  expect(empty.commitCount).toBe(0);
  const { datastore, machine, base } = await setUpMachine();
  await machine.disk.write(0, new Uint8Array(BLOCK).fill(1));
  await machine.flush();
  const stray = new Uint8Array(BLOCK);
  await datastore.inner.commit([{ kind: "put", table: "extents", key: 900, value: stray }]);
  const watched = new WatchedDatastore(datastore.inner);
  const store = await openReadOnly(watched);
  await expect(store.renameMachine(machine.record.id, "new")).rejects.toMatchObject({ code: "store-in-use" });
  await expect(store.removeMachine(machine.record.id)).rejects.toMatchObject({ code: "store-in-use" });
  await expect(store.createMachine("new", machine.record.config, base)).rejects.toMatchObject({
    code: "store-in-use",
  });
  expect(watched.commitCount).toBe(0);
  expect(await datastore.inner.get("extents", 900)).toBeDefined();
});

test("P3: a read-only store follows what another one commits, and counts it once", async () => {
  const { datastore, machine, store: writer } = await setUpMachine();
  const store = await openReadOnly(new WatchedDatastore(datastore.inner));
  await store.reload();
  expect(store.revision).toBe(0);
  await machine.takeSnapshot(requestFor(machine)).durable;
  await writer.renameMachine(machine.record.id, "renamed");
  await store.reload();
  await store.reload();
  expect(store.revision).toBe(1);
  const outline = store.outline(machine.record.id);
  expect(outline?.record.name).toBe("renamed");
  expect(outline?.snapshots).toEqual(machine.snapshots);
  expect(outline?.layers()).toEqual(machine.layers());
});

test("P3: a disk read while another page changes it at every step is one that it was, or is given up", async () => {
  const random = new Random(7);
  for (let round = 0; round < 60; round++) {
    const { datastore, machine, base } = await setUpMachine({ seed: round });
    const past = new Set<string>();
    const note = async (): Promise<void> => {
      past.add(Buffer.from(await wholeDisk(machine)).toString("base64"));
    };
    await note();
    const watched = new WatchedDatastore(datastore.inner);
    const store = await openReadOnly(watched);
    let changesLeft = random.below(40);
    let isChanging = false;
    watched.latency = async () => {
      if (changesLeft === 0 || isChanging || random.oneIn(2)) return;
      isChanging = true;
      changesLeft--;
      const [oldest, youngest] = [machine.snapshots[0], machine.snapshots.at(-1)];
      const change = random.pick([
        "write",
        "write",
        "write",
        "write",
        "snapshot",
        "remove",
        "revert",
      ] as const);
      if (change === "snapshot") await machine.takeSnapshot(requestFor(machine)).durable;
      else if (change === "remove" && oldest !== undefined) await machine.removeSnapshot(oldest.id);
      else if (change === "revert") await machine.revertTo(youngest?.id ?? null);
      else await machine.disk.write(random.below(6) * BLOCK, random.bytes(BLOCK));
      await machine.flush();
      await note();
      isChanging = false;
    };
    const found = await readDiskOfAnother(store, machine.record.id, base, {
      find: async (looked) => looked.disk,
      read: (disk) => disk.read(0, disk.byteLength),
    }).catch((cause: unknown) => cause);
    if (found instanceof StrataError) expect(found.code, `round ${round}`).toBe("disk-changed");
    else expect(past.has(Buffer.from(found as Uint8Array).toString("base64")), `round ${round}`).toBe(true);
  }
});

test("P3: who looks never takes a new extent for one that is gone, also when the page that writes was opened anew", async () => {
  const setup = await setUpMachine();
  const { datastore, machine, store: writer, base } = setup;
  const looking = await openReadOnly(new WatchedDatastore(datastore.inner));
  const read = (): Promise<Uint8Array> =>
    readDiskOfAnother(looking, machine.record.id, base, {
      find: async (looked) => looked.disk,
      read: (disk) => disk.read(0, BLOCK),
    });
  await machine.disk.write(0, new Uint8Array(BLOCK).fill(1));
  await machine.flush();
  expect((await read())[0]).toBe(1);
  await machine.revertTo(null);
  await eventually(() => writer.freedExtentCount === 1, "the extent is free");
  await writer.giveBackFreed();
  const again = await openAgain(setup);
  await again.machine.disk.write(0, new Uint8Array(BLOCK).fill(2));
  await again.machine.flush();
  expect((await read())[0]).toBe(2);
});

test("P3: what only seems to be missing, since tables are read one by one, is no damage", async () => {
  const { datastore } = await setUpMachine();
  const checksum = await createChecksum();
  const whole = await Catalog.load(datastore, checksum);
  // The map of a layer that another page made behind the reading of the layers.
  await datastore.inner.commit([{ kind: "put", table: "maps", key: ["new", 0], value: new Uint8Array() }]);
  const torn = await Catalog.load(datastore, checksum);
  expect([torn.damages.length, torn.layers]).toEqual([1, whole.layers]);
  const found = [whole, torn, whole, whole];
  const settled = await settledRecords(async () => found.shift() ?? whole);
  expect(settled.damages).toEqual([]);
});

test("I1, P3: damage is told from change: what stays unreadable is damaged", async () => {
  const { datastore, machine, base } = await setUpMachine();
  await machine.disk.write(0, new Uint8Array(BLOCK).fill(1));
  await machine.flush();
  const store = await openReadOnly(new WatchedDatastore(datastore.inner));
  const [extent] = await datastore.inner.keys("extents");
  await datastore.inner.commit([{ kind: "delete", table: "extents", key: extent as number }]);
  const reading = readDiskOfAnother(store, machine.record.id, base, {
    find: async (looked) => looked.disk,
    read: (disk) => disk.read(0, BLOCK),
  });
  await expect(reading).rejects.toMatchObject({ code: "storage-damaged" });
});

test("P3: commits that change the tree are told of, and refusals because another page writes", async () => {
  const inner = new MemoryDatastore();
  const told: string[] = [];
  const datastore = reporting(inner, {
    treeChanged: () => told.push("tree"),
    taken: () => told.push("taken"),
  });
  await datastore.commit([{ kind: "put", table: "extents", key: 1, value: 1 }]);
  expect(told).toEqual([]);
  await datastore.commit([{ kind: "delete", table: "layers", key: "gone" }]);
  expect(told).toEqual(["tree"]);
  const refusing = reporting(readOnly(inner), {
    treeChanged: () => told.push("tree"),
    taken: () => told.push("taken"),
  });
  await expect(refusing.commit([{ kind: "put", table: "layers", key: "a", value: 1 }])).rejects.toMatchObject(
    {
      code: "store-in-use",
    },
  );
  expect(told).toEqual(["tree", "taken"]);
});
