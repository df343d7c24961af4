import { expect, test } from "vitest";
import type { BlockIndex, SnapshotId } from "../../src/core/identity.ts";
import type { LiveCapture } from "../../src/store/live-state.ts";
import { createChecksum } from "../../src/store/sealed-bytes.ts";
import type { StoredMachine } from "../../src/store/stored-machine.ts";
import type { SuspendRequest } from "../../src/store/suspended-state.ts";
import { Random } from "../support/random.ts";
import {
  allPages,
  type MachineSetup,
  madeCapture,
  openAgain,
  requestFor,
  setUpMachine,
  wholeDisk,
} from "./machine-setup.ts";
import { referenceComplaints } from "./stored-records.ts";

const BLOCK = 4096;
const checksum = await createChecksum();
const filled = (value: number): Uint8Array => new Uint8Array(BLOCK).fill(value);
const console = new TextEncoder().encode("login: ");

const requestOf = (capture: LiveCapture, state: SuspendRequest["state"] = "running"): SuspendRequest => ({
  state,
  console,
  live: async () => capture,
});

/** What the machine goes on from, with its whole memory; null when it does not. */
async function suspendedIn(machine: StoredMachine) {
  const found = await machine.loadSuspended();
  return found && { ...found, pages: await allPages(found) };
}

async function expectSound({ datastore, store }: MachineSetup): Promise<void> {
  expect((await store.verify()).damages).toEqual([]);
  expect(store.damages).toEqual([]);
  const { freedExtentCount } = store;
  expect(await referenceComplaints(datastore, checksum, { freedExtentCount })).toEqual([]);
}

for (const isEncrypted of [false, true]) {
  test(`Z1: ${isEncrypted ? "an encrypted" : "a"} machine is suspended with all that it wrote, by one commit, and goes on from there in another session`, async () => {
    const setup = await setUpMachine({ isEncrypted });
    const { machine, datastore } = setup;
    const capture = madeCapture(new Random(1));
    await machine.disk.write(0, filled(7));
    const commitCount = datastore.commitCount;
    await machine.suspend(requestOf(capture, "paused"));
    expect(datastore.commitCount - commitCount).toBe(1);
    expect(machine.space.buffer.byteLength).toBe(0);
    const again = await openAgain(setup);
    const found = await suspendedIn(again.machine);
    expect(found).toMatchObject({ state: "paused", devices: capture.devices, console, pages: capture.pages });
    expect(await again.machine.disk.read(0, BLOCK)).toEqual(filled(7));
    await expectSound(again);
  });
}

test("Z2: what is written after the moment does not come along, and what makes it durable makes the memory stale in the same commit", async () => {
  const setup = await setUpMachine();
  const { machine, datastore } = setup;
  await machine.disk.write(0, filled(1));
  const suspending = machine.suspend(requestOf(madeCapture(new Random(1))));
  await machine.disk.write(0, filled(2));
  await suspending;
  const then = await openAgain(setup);
  expect(await then.machine.disk.read(0, BLOCK)).toEqual(filled(1));
  expect(await suspendedIn(then.machine)).not.toBeNull();
  const commitCount = datastore.commitCount;
  await machine.flush();
  expect(datastore.commitCount - commitCount).toBe(1);
  const later = await openAgain(setup);
  expect(await later.machine.disk.read(0, BLOCK)).toEqual(filled(2));
  expect(await suspendedIn(later.machine)).toBeNull();
  await expectSound(later);
});

test("Z2: a flush that waits in the queue before the moment is held takes nothing along that was written after it", async () => {
  const setup = await setUpMachine();
  const { machine } = setup;
  await machine.disk.write(0, filled(1));
  const flushing = machine.flush();
  const suspending = machine.suspend(requestOf(madeCapture(new Random(1))));
  await machine.disk.write(0, filled(2));
  await Promise.all([flushing, suspending]);
  const again = await openAgain(setup);
  expect(await suspendedIn(again.machine)).not.toBeNull();
  expect(await again.machine.disk.read(0, BLOCK)).toEqual(filled(1));
});

test.each([
  ["a revert", (machine: StoredMachine, id: SnapshotId) => machine.revertTo(id)],
  ["a revert to the beginning", (machine: StoredMachine) => machine.revertTo(null)],
  [
    "another configuration",
    (machine: StoredMachine) => machine.configure({ ...machine.record.config, ramMiB: 32 }),
  ],
  [
    "blocks written past the buffer",
    (machine: StoredMachine) => machine.writeBlocks(new Map([[0 as BlockIndex, filled(1)]])),
  ],
  [
    "a snapshot that takes along what was written since",
    async (machine: StoredMachine) => {
      await machine.disk.write(0, filled(3));
      await machine.takeSnapshot(requestFor(machine)).durable;
    },
  ],
])("Z2: %s leaves nothing to go on from", async (_, change) => {
  const setup = await setUpMachine();
  const { machine } = setup;
  const { record } = await machine.takeSnapshot(requestFor(machine, madeCapture(new Random(2)))).durable;
  await machine.suspend(requestOf(madeCapture(new Random(1))));
  await change(machine, record.id);
  const again = await openAgain(setup);
  expect(await again.machine.loadSuspended()).toBeNull();
  await expectSound(again);
});

test("Z2: a snapshot of the same disk, its removal, and a rename leave it there to go on from", async () => {
  const setup = await setUpMachine();
  const { machine, store } = setup;
  await machine.disk.write(0, filled(1));
  const capture = madeCapture(new Random(1));
  const { ram } = await machine.suspend(requestOf(capture));
  const base = { layer: ram.layer, places: ram.places };
  const live = { ...madeCapture(new Random(2), 2), base };
  const { record } = await machine.takeSnapshot(requestFor(machine, live)).durable;
  await store.renameMachine(machine.record.id, "renamed");
  const before = await wholeDisk(machine);
  await machine.removeSnapshot(record.id);
  const again = await openAgain(setup);
  expect(await suspendedIn(again.machine)).toMatchObject({ pages: capture.pages, devices: capture.devices });
  expect(await wholeDisk(again.machine)).toEqual(before);
  await expectSound(again);
});

test("Z3: one after another stores what changed only, and nothing of those before stays", async () => {
  const setup = await setUpMachine();
  const { machine, store } = setup;
  const random = new Random(3);
  const pages = new Map(madeCapture(random, 40).pages);
  let { ram } = await machine.suspend(requestOf({ ...madeCapture(random), pages }));
  for (let round = 0; round < 5; round++) {
    const changed = new Map([[(round * 3) as BlockIndex, random.bytes(BLOCK)]]);
    const capture = { ...madeCapture(random), base: ram, pages: changed, zeroPages: [117 as BlockIndex] };
    for (const [page, bytes] of changed) pages.set(page, bytes);
    pages.delete(117 as BlockIndex);
    const { bytesWritten, ram: next } = await machine.suspend(requestOf(capture));
    expect(bytesWritten).toBeLessThan(3 * BLOCK + capture.devices.byteLength);
    ram = next;
    // Stale in between, it still tells what changed.
    if (round === 2) {
      await machine.disk.write(0, filled(round));
      await machine.flush();
    }
  }
  const again = await openAgain(setup);
  expect((await suspendedIn(again.machine))?.pages).toEqual(pages);
  await expectSound(again);
  const { present } = (await again.store.usage()).machines[0] ?? {};
  expect(present?.exclusiveBytes).toBeGreaterThan(pages.size * BLOCK);
  await again.machine.dropSuspended();
  expect(await again.machine.loadSuspended()).toBeNull();
  await again.store.settled();
  const last = await openAgain(again);
  await expectSound(last);
  expect((await last.store.usage()).machines[0]?.present.exclusiveBytes).toBe(BLOCK);
  expect(store.machines().length).toBe(1);
});

test("Z1: a moment that can't be kept changes nothing, and what the machine wrote waits", async () => {
  const setup = await setUpMachine();
  const { machine, datastore } = setup;
  const capture = madeCapture(new Random(1));
  await machine.suspend(requestOf(capture));
  await machine.disk.write(0, filled(5));
  datastore.fateOf = () => "refuse";
  await expect(machine.suspend(requestOf(madeCapture(new Random(2))))).rejects.toMatchObject({
    code: "storage-full",
  });
  const then = await openAgain(setup);
  expect((await suspendedIn(then.machine))?.pages).toEqual(capture.pages);
  expect(await then.machine.disk.read(0, BLOCK)).not.toEqual(filled(5));
  datastore.fateOf = () => "hold";
  await machine.flush();
  const again = await openAgain(setup);
  expect(await again.machine.disk.read(0, BLOCK)).toEqual(filled(5));
  await expectSound(again);
});

test("Z1: a machine that is removed leaves nothing of it, and a clone has none", async () => {
  const setup = await setUpMachine();
  const { machine, store } = setup;
  const { record } = await machine.takeSnapshot(requestFor(machine)).durable;
  await machine.suspend(requestOf(madeCapture(new Random(1))));
  const clone = await machine.cloneLinked(record.id, "clone");
  expect(clone.machine.suspended).toBeUndefined();
  machine.close();
  await store.removeMachine(machine.record.id);
  await expectSound(setup);
});

test("I1 I3: where what it would go on from is damaged the disk is not, and another moment takes its place", async () => {
  const setup = await setUpMachine();
  await setup.machine.disk.write(0, filled(9));
  await setup.machine.suspend(requestOf(madeCapture(new Random(1))));
  const [state] = await setup.datastore.getAll("states");
  const damaged = Uint8Array.from(state?.value as Uint8Array);
  damaged[20] = (damaged[20] ?? 0) ^ 1;
  await setup.datastore.inner.commit([
    { kind: "put", table: "states", key: state?.key ?? "", value: damaged },
  ]);
  const again = await openAgain(setup);
  await expect(again.machine.loadSuspended()).rejects.toMatchObject({ code: "storage-damaged" });
  expect((await again.store.verify()).damages.map(({ record }) => record)).toEqual([
    `state of machine ${setup.machine.record.id}`,
  ]);
  expect(await again.machine.disk.read(0, BLOCK)).toEqual(filled(9));
  await again.machine.dropSuspended();
  await again.machine.suspend(requestOf(madeCapture(new Random(4))));
  await expectSound(again);
});
