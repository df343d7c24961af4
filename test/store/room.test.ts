import { describe, expect, test } from "vitest";
import { BLOCK_BYTE_LENGTH } from "../../src/core/geometry.ts";
import { MemoryDatastore } from "../../src/store/memory/memory-datastore.ts";
import { Room, type RoomMeasurement } from "../../src/store/room.ts";
import { Store } from "../../src/store/store.ts";
import { Random } from "../support/random.ts";
import { eventually } from "./eventually.ts";
import { requestFor, setUpMachine } from "./machine-setup.ts";
import { MadeBaseImage } from "./made-base-image.ts";
import { filled } from "./snapshot-steps.ts";
import { WatchedDatastore } from "./watched-datastore.ts";

const BLOCK = BLOCK_BYTE_LENGTH;

describe("room", () => {
  test("P6: what the browser tells decides, freed space counts as free, and an unknown quota refuses nothing", async () => {
    const told: RoomMeasurement = { usage: 100, quota: 1000 };
    const room = new Room(async () => told);
    room.assertFor(1e9, 0, "Copy");
    await room.refresh();
    expect(room.freeByteLength).toBe(900);
    room.assertFor(900, 0, "Copy");
    room.assertFor(950, 50, "Copy");
    expect(() => room.assertFor(901, 0, "Copy")).toThrow(
      expect.objectContaining({ code: "storage-full", details: { needed: 901, free: 900 } }),
    );
    const silent = new Room(() => Promise.reject(new Error("not here")));
    await silent.refresh();
    silent.assertFor(1e12, 0, "Copy");
  });

  test("P6: the usage at which a commit was refused is the limit, until more was stored after all", async () => {
    let usage = 300;
    const room = new Room(async () => ({ usage, quota: 1e9 }));
    await room.noteRefusal();
    expect(room.freeByteLength).toBe(0);
    usage = 120;
    await room.refresh();
    expect(room.freeByteLength).toBe(180);
    usage = 301;
    await room.refresh();
    expect(room.freeByteLength).toBe(1e9 - 301);
  });
});

test("P6: a snapshot, a copy, a full clone and a flatten that can't fit are refused with numbers before anything is written", async () => {
  const { machine: template, base } = await setUpMachine();
  const datastore = new WatchedDatastore(new MemoryDatastore());
  let quota = 1e9;
  let idCount = 0;
  const store = await Store.open(datastore, {
    newId: () => `room-${idCount++}`,
    now: () => 1,
    measureRoom: async () => ({ usage: 0, quota }),
  });
  const image = new MadeBaseImage(base.byteLength, new Random(9));
  const { id } = await store.createMachine("small", template.record.config, image);
  const machine = await store.openMachine(id, image);
  await machine.disk.write(0, filled(1, 8));
  const { record } = await machine.takeSnapshot(requestFor(machine)).durable;
  quota = 2 * BLOCK;
  await expect(machine.copyImage({ mode: "allocated" })).rejects.toMatchObject({ code: "storage-full" });
  const before = datastore.commitCount;
  await machine.disk.write(0, filled(2, 3));
  await expect(machine.takeSnapshot(requestFor(machine)).durable).rejects.toMatchObject({
    code: "storage-full",
    details: { needed: 3 * BLOCK, free: 2 * BLOCK },
  });
  for (const work of [
    () => machine.copyImage({ mode: "every-byte" }),
    () => machine.cloneFully(record.id, "clone"),
    () => machine.flatten(record.id),
  ])
    await expect(work()).rejects.toMatchObject({ code: "storage-full", details: { free: 2 * BLOCK } });
  // The copy flushed the three blocks that the snapshot could not take along; nothing else was written.
  expect(datastore.commitCount).toBe(before + 1);
  expect(machine.snapshots.length).toBe(1);
  expect(await machine.disk.read(0, 8 * BLOCK)).toEqual(Uint8Array.from([...filled(2, 3), ...filled(1, 5)]));
  quota = 1e9;
  await eventually(async () => {
    await machine.takeSnapshot(requestFor(machine)).durable.catch(() => undefined);
    return machine.snapshots.length === 2;
  }, "there is room again");
  await machine.flatten(record.id);
});

test("P6: with the storage full to the last byte, what makes room is written from the reserve, and nothing else is", async () => {
  const { store, machine, datastore } = await setUpMachine();
  await machine.disk.write(0, filled(1, 3));
  const { record } = await machine.takeSnapshot(requestFor(machine)).durable;
  await machine.disk.write(0, filled(2, 3));
  await machine.flush();
  await store.keepReserve(() => new Uint8Array(5));
  await store.keepReserve(() => new Uint8Array(7));
  const reserve = (): Promise<unknown> => datastore.inner.get("meta", "reserve");
  expect(await reserve()).toEqual(new Uint8Array(5));
  let isKept = true;
  datastore.fateOf = (_, writes) => {
    if (writes.some((write) => write.kind === "delete" && write.key === "reserve")) isKept = false;
    return isKept && writes.some(({ kind }) => kind === "put") ? "refuse" : "hold";
  };
  for (const work of [
    () => machine.rename(record.id, "another"),
    () => machine.cloneLinked(record.id, "clone"),
    () => machine.copyImage({ mode: "every-byte" }),
  ])
    await expect(work()).rejects.toMatchObject({ code: "storage-full" });
  expect(isKept).toBe(true);
  await machine.removeSnapshot(record.id);
  expect(await reserve()).toBe(undefined);
  expect(machine.snapshots).toEqual([]);
  expect(await machine.disk.read(0, 3 * BLOCK)).toEqual(filled(2, 3));
  isKept = true;
  await expect(machine.revertTo(null)).rejects.toMatchObject({ code: "storage-full" });
  await store.keepReserve(() => new Uint8Array(7));
  expect(await reserve()).toBe(undefined);
  isKept = false;
  await store.keepReserve(() => new Uint8Array(7));
  isKept = true;
  await machine.revertTo(null);
  expect(await reserve()).toBe(undefined);
});

test("P6: a browser that is slow to count what was given back is waited for, but not for ever", async () => {
  const { machine: template, base } = await setUpMachine();
  const datastore = new WatchedDatastore(new MemoryDatastore());
  let idCount = 0;
  let waitCount = 0;
  const store = await Store.open(datastore, {
    newId: () => `slow-${idCount++}`,
    now: () => 1,
    delay: async () => {
      waitCount++;
    },
  });
  const { id } = await store.createMachine("slow", template.record.config, base);
  const machine = await store.openMachine(id, base);
  await machine.disk.write(0, filled(1, 3));
  await machine.flush();
  await store.keepReserve(() => new Uint8Array(5));
  let noticedAfter = 2;
  datastore.fateOf = (_, writes) =>
    waitCount < noticedAfter && writes.some(({ kind }) => kind === "put") ? "refuse" : "hold";
  await machine.revertTo(null);
  expect(waitCount).toBe(2);
  noticedAfter = Number.POSITIVE_INFINITY;
  await expect(machine.revertTo(null)).rejects.toMatchObject({ code: "storage-full" });
  // The space of the layer that the first revert dropped was given back, to no avail.
  expect(waitCount).toBe(5);
});
