import { describe, expect, test } from "vitest";
import { BLOCK_BYTE_LENGTH } from "../../src/core/geometry.ts";
import type { SnapshotId } from "../../src/core/identity.ts";
import { createChecksum } from "../../src/store/sealed-bytes.ts";
import { putRecord } from "../../src/store/sealed-record.ts";
import type { StoredMachine } from "../../src/store/stored-machine.ts";
import { openAgain, openStore, wholeDisk as readDisk, requestFor, setUpMachine } from "./machine-setup.ts";
import { amendedRecords, referenceComplaints } from "./stored-records.ts";

const checksum = await createChecksum();
const BLOCK = BLOCK_BYTE_LENGTH;
/** The disk as a short text, since comparing arrays one by one is slow. */
const wholeDisk = async (machine: StoredMachine): Promise<string> =>
  checksum(await readDisk(machine)).join(".");
const filled = (value: number, blockCount = 1): Uint8Array => new Uint8Array(blockCount * BLOCK).fill(value);
const snapshot = async (machine: StoredMachine): Promise<SnapshotId> =>
  (await machine.takeSnapshot(requestFor(machine)).durable).record.id;

describe("clones", () => {
  test("a linked one costs no block, begins as the snapshot was, and neither machine sees what the other writes", async () => {
    const setup = await setUpMachine();
    const { machine, store, base, datastore } = setup;
    await machine.disk.write(0, filled(1, 3));
    const id = await snapshot(machine);
    const before = await wholeDisk(machine);
    const extents = await datastore.keys("extents");
    const { machine: record, ...moved } = await machine.cloneLinked(id, "clone");
    expect(moved).toEqual({ blockCount: 0, bytesRead: 0, bytesWritten: 0 });
    expect(await datastore.keys("extents")).toEqual(extents);
    const clone = await store.openMachine(record.id, base);
    expect(await wholeDisk(clone)).toEqual(before);
    await clone.disk.write(0, filled(2));
    await machine.disk.write(BLOCK, filled(3));
    await Promise.all([clone.flush(), machine.flush()]);
    expect((await clone.disk.read(0, 2 * BLOCK))[BLOCK]).toBe(1);
    expect((await machine.disk.read(0, 2 * BLOCK))[0]).toBe(1);
    expect(await clone.revertTo(null)).toEqual({ discardedBlockCount: 1 });
    expect(await wholeDisk(clone)).toEqual(before);
    expect(clone.snapshots).toEqual([]);
  });

  test("M2 M3: one stays whole when its snapshot and then its origin's machine are removed, and the last layer goes with it", async () => {
    const setup = await setUpMachine();
    const { machine, store, base, datastore } = setup;
    await machine.disk.write(0, filled(1, 3));
    await snapshot(machine);
    await machine.disk.write(BLOCK, filled(2, 3));
    const id = await snapshot(machine);
    const { record } = machine;
    const cloneId = (await machine.cloneLinked(id, "clone")).machine.id;
    const clone = await store.openMachine(cloneId, base);
    await clone.disk.write(0, filled(9));
    const before = await wholeDisk(clone);
    await machine.removeSnapshot(id);
    expect(await wholeDisk(clone)).toEqual(before);
    machine.close();
    await store.removeMachine(record.id);
    expect(await wholeDisk(clone)).toEqual(before);
    await clone.flush();
    const again = await openStore(datastore);
    expect(await wholeDisk(await again.openMachine(cloneId, base))).toEqual(before);
    expect((await datastore.keys("layers")).length).toBe(2);
    clone.close();
    await store.removeMachine(cloneId);
    await store.giveBackFreed();
    expect(await datastore.keys("extents")).toEqual([]);
    expect(await datastore.keys("layers")).toEqual([]);
    expect(await referenceComplaints(datastore, checksum, { freedExtentCount: 0 })).toEqual([]);
  });

  test("a full one stands alone: its disk is whole without the base image, and survives the machine that it was made from", async () => {
    const setup = await setUpMachine();
    const { machine, store, base } = setup;
    await machine.disk.write(0, filled(1, 3));
    const id = await snapshot(machine);
    await machine.disk.write(0, filled(2));
    const { machine: record, blockCount } = await machine.cloneFully(id, "full");
    expect(blockCount).toBeGreaterThan(3);
    const { id: originId } = machine.record;
    machine.close();
    await store.removeMachine(originId);
    for (let block = 0; block < 40; block++) base.unreachable.add(block);
    const clone = await store.openMachine(record.id, base);
    expect((await readDisk(clone)).subarray(0, 3 * BLOCK)).toEqual(filled(1, 3));
    await clone.disk.write(512, filled(5).subarray(512));
    await clone.revertTo(null);
    expect((await readDisk(clone)).subarray(0, 3 * BLOCK)).toEqual(filled(1, 3));
  });
});

describe("removing a machine", () => {
  test("M1 M2: what lay below a clone's beginning goes into it, the nearest layer's blocks first", async () => {
    const setup = await setUpMachine({ byteLength: 40 * BLOCK, baseByteLength: 512 });
    const { machine, store, base, datastore } = setup;
    let id = "" as SnapshotId;
    for (const value of [1, 2, 3, 4]) {
      await machine.disk.write(value * BLOCK, filled(value, 5 - value));
      await machine.disk.write(10 * BLOCK, filled(value, 6 - value));
      id = await snapshot(machine);
    }
    const before = await wholeDisk(machine);
    const { machine: record } = await machine.cloneLinked(id, "clone");
    const clone = await store.openMachine(record.id, base);
    machine.close();
    const { blockCount } = await store.removeMachine(machine.record.id);
    expect(blockCount).toBe(9 - 3);
    expect(clone.layers().map((layer) => layer.blockCount)).toEqual([9, 0]);
    expect(await wholeDisk(clone)).toEqual(before);
    const again = await openStore(datastore);
    expect(await wholeDisk(await again.openMachine(record.id, base))).toEqual(before);
  });
});

describe("several machines", () => {
  test("are listed in their order with equal dates, renamed, and an open one is neither removed nor opened twice", async () => {
    const setup = await setUpMachine();
    const { machine, store, base, datastore } = setup;
    for (const name of ["b", "a", "c"]) await store.createMachine(name, machine.record.config, base);
    await datastore.inner.commit(await amendedRecords(datastore, "machines", { createdAt: 5 }, checksum));
    await store.renameMachine(machine.record.id, "first");
    const names = ["first", "b", "a", "c"];
    expect(store.machines().map(({ name }) => name)).toEqual(names);
    expect((await openAgain(setup)).store.machines().map(({ name }) => name)).toEqual(names);
    const { id } = machine.record;
    await expect(store.removeMachine(id)).rejects.toMatchObject({ code: "machine-in-use" });
    await expect(store.openMachine(id, base)).rejects.toMatchObject({ code: "machine-in-use" });
    await expect(store.renameMachine(id, "")).rejects.toMatchObject({ code: "name-invalid" });
    for (const work of [store.removeMachine("none" as never), store.renameMachine("none" as never, "x")])
      await expect(work).rejects.toMatchObject({ code: "machine-unknown" });
    machine.close();
    await store.removeMachine(id);
    await expect(store.openMachine(id, base)).rejects.toMatchObject({ code: "machine-unknown" });
  });

  test("P1: an extent that nothing refers to is found free at the opening, unless a map is damaged", async () => {
    const setup = await setUpMachine();
    await setup.machine.disk.write(0, filled(1, 3));
    const id = await snapshot(setup.machine);
    const stray = { kind: "put", table: "extents", key: 77, value: new Uint8Array(20) } as const;
    await setup.datastore.inner.commit([stray]);
    const whole = await openStore(setup.datastore);
    expect(whole.freedExtentCount).toBe(1);
    await whole.giveBackFreed();
    expect(await setup.datastore.keys("extents")).toEqual([1]);
    const key = [setup.machine.snapshot(id).layer, 0] as const;
    const value = ((await setup.datastore.get("maps", key)) as Uint8Array).map((byte) => byte ^ 1);
    await setup.datastore.inner.commit([stray, { kind: "put", table: "maps", key, value }]);
    const store = await openStore(setup.datastore);
    expect(store.freedExtentCount).toBe(0);
    await expect(store.wipeFreed()).rejects.toMatchObject({ code: "storage-damaged" });
    await store.giveBackFreed();
    expect(await setup.datastore.keys("extents")).toEqual([1, 77]);
    await expect(store.openMachine(setup.machine.record.id, setup.base)).rejects.toMatchObject({
      code: "storage-damaged",
    });
    await store.removeMachine(setup.machine.record.id);
    expect(store.freedExtentCount).toBe(0);
    expect((await openStore(setup.datastore)).freedExtentCount).toBe(2);
  });

  test("P1: an extent that is noted to be wiped but that a layer refers to is kept", async () => {
    const setup = await setUpMachine();
    await setup.machine.disk.write(0, filled(1));
    await setup.machine.flush();
    const note = putRecord("wipes", "wrong", { extents: [1, 50] }, checksum);
    await setup.datastore.inner.commit([note]);
    const again = await openAgain(setup);
    expect(await again.machine.disk.read(0, BLOCK)).toEqual(filled(1));
    await again.store.settled();
    expect(await again.machine.disk.read(0, BLOCK)).toEqual(filled(1));
    // It is overwritten when it goes.
    expect(await again.datastore.keys("wipes")).toEqual(["wrong"]);
  });

  test("M5: usage tells what a removal would give back, and what others read too", async () => {
    const { machine, store } = await setUpMachine({ byteLength: 40 * BLOCK, baseByteLength: 512 });
    await machine.disk.write(0, filled(1, 10));
    const first = await snapshot(machine);
    await machine.disk.write(0, filled(2, 4));
    const second = await snapshot(machine);
    await machine.cloneLinked(second, "clone");
    await machine.disk.write(9 * BLOCK, filled(3));
    await machine.flush();
    const usage = await store.usage();
    expect(usage.liveBytes).toBe(15 * BLOCK);
    expect(usage.machines.map(({ exclusiveBytes, sharedBytes }) => [exclusiveBytes, sharedBytes])).toEqual([
      [5 * BLOCK, 10 * BLOCK],
      [0, 10 * BLOCK],
    ]);
    const [own] = usage.machines;
    expect(own?.present).toEqual({ exclusiveBytes: BLOCK, sharedBytes: 9 * BLOCK });
    expect(own?.snapshots).toEqual([
      { id: first, exclusiveBytes: 4 * BLOCK, sharedBytes: 6 * BLOCK },
      { id: second, exclusiveBytes: 0, sharedBytes: 10 * BLOCK },
    ]);
    await machine.removeSnapshot(first);
    expect((await store.usage()).liveBytes).toBe(11 * BLOCK);
  });

  test("configuration-invalid: the size of a disk can't be changed behind its layers", async () => {
    const { machine } = await setUpMachine();
    const [disk] = machine.record.config.disks;
    const disks = [{ ...disk, byteLength: disk.byteLength * 2 }] as const;
    const changing = machine.configure({ ...machine.record.config, disks });
    await expect(changing).rejects.toMatchObject({ code: "configuration-invalid" });
    expect(machine.record.config.disks).toEqual([disk]);
  });
});
