import { expect, test } from "vitest";
import type { MachineId, SnapshotId } from "../../src/core/identity.ts";
import type { Clock } from "../../src/lab/clock.ts";
import { LabContext } from "../../src/lab/lab-context.ts";
import { machineLibrary } from "../../src/lab/machine-library.ts";
import { SnapshotShelf } from "../../src/lab/snapshot-commands.ts";
import { madeNetwork } from "../machine/network/made-wire.ts";
import { madeCapture, requestFor, setUpMachine } from "../store/machine-setup.ts";
import { Random } from "../support/random.ts";
import { madeImages, noOrigins, noSystems } from "./made-lab.ts";

let now = 0;
const clock: Clock = {
  now: () => now++,
  date: () => now++,
  delay: () => new Promise(() => undefined),
  breathe: () => Promise.resolve(),
  nextFrame: () => undefined,
};

/** The commands over a powered-off machine in memory. */
async function setUp() {
  const { store, machine: stored, datastore, base } = await setUpMachine();
  const context = new LabContext({
    store,
    stored,
    factory: {
      build: "made",
      prepare: async () => undefined,
      create: () => Promise.reject(new Error("No machine")),
    },
    createAgent: () => {
      throw new Error("No agent");
    },
    clock,
    network: madeNetwork(),
    images: madeImages(base),
    image: base,
    library: noSystems,
    origins: noOrigins,
    prepared: null,
    measureStorage: async () => ({ usage: null, quota: null, isPersisted: false }),
  });
  const changes = { count: 0 };
  const changed = (): void => {
    changes.count++;
  };
  const snapshots = new SnapshotShelf(context, changed);
  return {
    context,
    snapshots,
    machines: machineLibrary(context, () => snapshots.allSaved(), changed),
    stored,
    datastore,
    changes,
  };
}

test("M5: removing, merging, flattening and cloning report what they cost, and are noted by name", async () => {
  const { context, snapshots, machines, stored, changes } = await setUp();
  const ids: SnapshotId[] = [];
  for (const name of ["a", "b", "c", "d"]) {
    await stored.disk.write(ids.length * 4096, new Uint8Array(8192).fill(ids.length + 1));
    ids.push((await snapshots.take({ name })).id);
  }
  const [a, b, c, d] = ids as [SnapshotId, SnapshotId, SnapshotId, SnapshotId];
  const before = changes.count;
  expect(await snapshots.remove(a)).toMatchObject({ blockCount: 1, bytesRead: 0, pauseMs: 0 });
  expect(changes.count).toBeGreaterThan(before);
  expect(await snapshots.merge(c)).toMatchObject({ blockCount: 2 });
  const progress: number[] = [];
  const flattened = await snapshots.flatten(d, { onProgress: (done, total) => progress.push(done / total) });
  expect(flattened.bytesRead).toBeGreaterThan(0);
  expect(progress.at(-1)).toBe(1);
  expect(context.journal.activity).toBeNull();
  const linked = await snapshots.clone(d, { name: "linked", linked: true });
  const full = await snapshots.clone(d, { name: "full", linked: false });
  expect([linked.blockCount, linked.bytesWritten]).toEqual([0, 0]);
  expect(full.bytesWritten).toBeGreaterThan(0);
  const noted = context.journal.timings.map(({ operation, subject }) => `${operation} ${subject}`);
  expect(noted.slice(0, 5)).toEqual(["clone d", "clone d", "flatten d", "merge c", "remove a"]);
  expect(snapshots.list().map(({ id }) => id)).toEqual([c, d]);
  await snapshots.rename(c, "renamed");
  await snapshots.note(c, "a note");
  expect(snapshots.list()[0]).toMatchObject({ name: "renamed", note: "a note" });
  await expect(snapshots.remove(b)).rejects.toMatchObject({ code: "snapshot-unknown" });
  await expect(snapshots.remove(c, { branch: true })).rejects.toMatchObject({ code: "branch-in-use" });
  expect(machines.list().map(({ name, isCurrent }) => [name, isCurrent])).toEqual([
    ["machine", true],
    ["linked", false],
    ["full", false],
  ]);
});

test("cancelled: a full clone and a flatten that are given up leave nothing", async () => {
  const { context, snapshots, machines, datastore } = await setUp();
  const { id } = await snapshots.take({ name: "a" });
  const controller = new AbortController();
  controller.abort();
  const { signal } = controller;
  await expect(snapshots.flatten(id, { signal })).rejects.toMatchObject({ code: "cancelled" });
  const cloning = snapshots.clone(id, { name: "full", linked: false, signal });
  await expect(cloning).rejects.toMatchObject({ code: "cancelled" });
  expect(machines.list().length).toBe(1);
  expect(await datastore.keys("extents")).toEqual([]);
  expect(context.journal.activity).toBeNull();
});

test("S3: when the snapshot is removed that the memory was last compared with, the next one keeps all of it", async () => {
  const { context, snapshots, stored } = await setUp();
  const request = requestFor(stored, madeCapture(new Random(1)));
  const { record, ram } = await stored.takeSnapshot(request).durable;
  if (ram === null) throw new Error("Take a snapshot: no memory, wanted it");
  const other = (await snapshots.take({ name: "other" })).id;
  const image = { ...ram, fingerprints: new Uint32Array() };
  context.computer.ramImage = image;
  await snapshots.remove(other);
  expect(context.computer.ramImage).toBe(image);
  await snapshots.remove(record.id);
  expect(context.computer.ramImage).toBeNull();
});

test("machines are made, renamed and removed; the one that is open stays", async () => {
  const { machines } = await setUp();
  const { id } = await machines.create({ name: "second", config: { ramMiB: 128 } });
  expect(machines.list()[1]).toMatchObject({ id, name: "second", isCurrent: false, config: { ramMiB: 128 } });
  await machines.rename(id, "other");
  await machines.rename(machines.current().id, "first");
  expect(machines.list().map(({ name }) => name)).toEqual(["first", "other"]);
  expect(await machines.remove(id)).toMatchObject({ blockCount: 0 });
  await expect(machines.remove(id)).rejects.toMatchObject({ code: "machine-unknown" });
  await expect(machines.remove(machines.current().id as MachineId)).rejects.toMatchObject({
    code: "machine-in-use",
  });
  expect(machines.current().name).toBe("first");
});
