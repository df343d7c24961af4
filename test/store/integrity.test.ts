import { describe, expect, test } from "vitest";
import { BLOCK_BYTE_LENGTH } from "../../src/core/geometry.ts";
import type { Entry } from "../../src/store/datastore.ts";
import { FORMAT_VERSION, type MachineRecord } from "../../src/store/records.ts";
import { createChecksum } from "../../src/store/sealed-bytes.ts";
import { putRecord } from "../../src/store/sealed-record.ts";
import { openAgain, openStore, setUpMachine } from "./machine-setup.ts";

const BLOCK = BLOCK_BYTE_LENGTH;
const filled = (value: number, blockCount = 1): Uint8Array => new Uint8Array(blockCount * BLOCK).fill(value);

describe("integrity", () => {
  test("I1: a damaged extent gives storage-damaged by name, and never its bytes or the image's", async () => {
    const setup = await setUpMachine();
    await setup.machine.disk.write(0, filled(1, 20));
    await setup.machine.flush();
    const [entry] = (await setup.datastore.getAll("extents")) as [Entry];
    const damaged = (entry.value as Uint8Array).slice();
    damaged[5000] = 0xff;
    await setup.datastore.inner.commit([{ kind: "put", table: "extents", key: entry.key, value: damaged }]);
    const { machine } = await openAgain(setup);
    await expect(machine.disk.read(0, 512)).rejects.toMatchObject({
      code: "storage-damaged",
      details: { record: "extent 1" },
    });
    await expect(machine.disk.write(0, new Uint8Array(512))).rejects.toMatchObject({
      code: "storage-damaged",
    });
    expect(await machine.disk.read(16 * BLOCK, BLOCK)).toEqual(filled(1));
  });

  test("I1: a lost extent, a damaged map and a lost map are found when they are needed", async () => {
    const lostExtent = await setUpMachine();
    await lostExtent.machine.disk.write(0, filled(1));
    await lostExtent.machine.flush();
    await lostExtent.datastore.inner.commit([{ kind: "delete", table: "extents", key: 1 }]);
    const { machine } = await openAgain(lostExtent);
    await expect(machine.disk.read(0, 512)).rejects.toMatchObject({ code: "storage-damaged" });
    for (const write of ["damage", "delete"]) {
      const setup = await setUpMachine();
      await setup.machine.disk.write(0, filled(1));
      await setup.machine.flush();
      const [entry] = (await setup.datastore.getAll("maps")) as [Entry];
      const key = entry.key;
      const value = (entry.value as Uint8Array).map((byte) => byte ^ 1);
      await setup.datastore.inner.commit([
        write === "delete"
          ? { kind: "delete", table: "maps", key }
          : { kind: "put", table: "maps", key, value },
      ]);
      await expect(openAgain(setup), write).rejects.toMatchObject({ code: "storage-damaged" });
    }
  });

  test("I1: the number of a lost extent is not given to another, which would be read in its place", async () => {
    const setup = await setUpMachine();
    await setup.machine.disk.write(0, filled(1));
    await setup.machine.flush();
    // The note of the last number is gone as well: the map alone tells of it.
    await setup.datastore.inner.commit([
      { kind: "delete", table: "extents", key: 1 },
      { kind: "delete", table: "meta", key: "last-extent" },
    ]);
    const again = await openAgain(setup);
    await again.machine.disk.write(5 * BLOCK, filled(2));
    await again.machine.flush();
    expect(await again.datastore.keys("extents")).toEqual([2]);
    await expect(again.machine.disk.read(0, 512)).rejects.toMatchObject({ code: "storage-damaged" });
  });

  test("I1: an image that is not in the store is refused, not shown as zeros", async () => {
    const { machine } = await setUpMachine();
    const { layer } = await machine.copyImage({ mode: "allocated" });
    await machine.removeImage(layer);
    await expect(machine.viewImage(layer)).rejects.toMatchObject({ code: "storage-damaged" });
  });
});

describe("a store", () => {
  test("P2: one of a newer format is refused with storage-newer, untouched", async () => {
    const { datastore } = await setUpMachine();
    const creation = { format: FORMAT_VERSION + 1, createdAt: 1, other: "unknown" };
    const sealed = putRecord("meta", "creation", creation, await createChecksum());
    for (const write of [sealed, { kind: "put", table: "meta", key: "creation", value: creation } as const]) {
      const wipe = putRecord("wipes", "x", { extents: [1] }, await createChecksum());
      await datastore.inner.commit([write, wipe]);
      const before = datastore.commitCount;
      await expect(openStore(datastore)).rejects.toMatchObject({ code: "storage-newer" });
      expect(datastore.commitCount).toBe(before);
    }
  });

  test("P6: one that is too full even to end a wipe opens all the same, and ends it next time", async () => {
    const setup = await setUpMachine();
    await setup.machine.disk.write(0, filled(1, 20));
    await setup.machine.flush();
    await setup.datastore.inner.commit([
      putRecord("wipes", "removal", { extents: [3, 40] }, await createChecksum()),
      { kind: "put", table: "extents", key: 40, value: filled(7) },
    ]);
    setup.datastore.fateOf = () => "refuse";
    const store = await openStore(setup.datastore);
    const [record] = (await store.machines()) as [MachineRecord];
    const machine = await store.openMachine(record.id, setup.base);
    expect(await machine.disk.read(0, 20 * BLOCK)).toEqual(filled(1, 20));
    setup.datastore.fateOf = () => "hold";
    await machine.disk.write(0, filled(2));
    await machine.flush();
    expect(await setup.datastore.keys("extents")).toContain(40);
    const again = await openAgain(setup);
    expect(await again.machine.disk.read(0, BLOCK)).toEqual(filled(2));
    await again.store.settled();
    expect(await again.datastore.getAll("wipes")).toEqual([]);
    expect(await again.datastore.get("extents", 40)).toEqual(filled(0));
  });

  test("disk-changed: a machine whose layers stand on another image is not opened", async () => {
    const { store, machine } = await setUpMachine();
    const { base } = await setUpMachine({ seed: 77 });
    machine.close();
    await expect(store.openMachine(machine.record.id, base)).rejects.toMatchObject({ code: "disk-changed" });
  });

  test("E4: machines of one store share no block and list in the order in which they were made", async () => {
    const { store, machine, base } = await setUpMachine();
    const other = await store.createMachine("other", machine.record.config, base);
    const second = await store.openMachine(other.id, base);
    await machine.disk.write(0, filled(1));
    await Promise.all([machine.flush(), second.disk.write(0, filled(2)).then(() => second.flush())]);
    expect(await machine.disk.read(0, BLOCK)).toEqual(filled(1));
    expect(await second.disk.read(0, BLOCK)).toEqual(filled(2));
    expect((await store.machines()).map(({ name }) => name)).toEqual(["machine", "other"]);
  });

  test("a machine that can't be built is not made", async () => {
    const { store, machine, base, datastore } = await setUpMachine();
    const { config } = machine.record;
    for (const [name, changed, code] of [
      ["", config, "name-invalid"],
      ["a", { ...config, ramMiB: 3 }, "configuration-invalid"],
      ["a", { ...config, disks: [{ ...config.disks[0], byteLength: 700 }] }, "configuration-invalid"],
    ] as const)
      await expect(store.createMachine(name, changed as typeof config, base)).rejects.toMatchObject({ code });
    datastore.fateOf = () => "refuse";
    await expect(store.createMachine("a", config, base)).rejects.toMatchObject({ code: "storage-full" });
    expect((await store.machines()).length).toBe(1);
  });
});
