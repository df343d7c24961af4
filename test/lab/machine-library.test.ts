import { expect, test } from "vitest";
import type { MachineId } from "../../src/core/identity.ts";
import { Lab } from "../../src/lab/lab.ts";
import type { MachineDisk } from "../../src/machine/machine.ts";
import { openAgain, setUpMachine } from "../store/machine-setup.ts";
import { MadeBaseImage } from "../store/made-base-image.ts";
import { Random } from "../support/random.ts";
import { madeImages, madeLabParts } from "./made-lab.ts";

const BLOCK = 4096;
const filled = (value: number): Uint8Array => new Uint8Array(BLOCK).fill(value);

async function setUp() {
  const setup = await setUpMachine();
  const { parts, guest } = madeLabParts(setup);
  const lab = new Lab(parts);
  const { id: first } = lab.machines.current();
  const { id: second } = await lab.machines.create({ name: "second" });
  return { ...setup, lab, first, second, disk: () => guest.disk as MachineDisk };
}

test("V4: after another machine is opened every command and the whole view are about it, and back", async () => {
  const { lab, first, second, disk } = await setUp();
  await lab.machine.powerOn();
  disk().writeNow(0, filled(1));
  await lab.machine.powerOff();
  await lab.snapshots.take({ name: "of the first" });
  const digest = await lab.disk.digest();
  await lab.machines.open(second);
  expect(lab.view).toMatchObject({
    machine: { id: second, name: "second", state: "off" },
    snapshots: [],
    timings: [],
  });
  expect(lab.machines.list().map(({ isCurrent }) => isCurrent)).toEqual([false, true]);
  expect(await lab.disk.digest()).not.toBe(digest);
  await lab.machine.powerOn();
  disk().writeNow(BLOCK, filled(2));
  expect(await lab.disk.read(BLOCK, BLOCK)).toEqual(filled(2));
  await lab.machine.powerOff();
  await lab.snapshots.take({ name: "of the second" });
  await lab.machine.configure({ ramMiB: 128 });

  await lab.machines.open(first);
  expect(lab.snapshots.list().map(({ name }) => name)).toEqual(["of the first"]);
  expect(lab.view.timings.map(({ subject }) => subject)).toEqual(["of the first"]);
  expect(lab.machine.config.ramMiB).toBe(64);
  expect(await lab.disk.digest()).toBe(digest);
  await expect(lab.machines.remove(first)).rejects.toMatchObject({ code: "machine-in-use" });
  await lab.machines.remove(second);
  expect(lab.machines.list().map(({ id }) => id)).toEqual([first]);
});

test("V4: what was written is durable before another machine is opened", async () => {
  const setup = await setUp();
  const { lab, second, machine } = setup;
  await machine.disk.write(0, filled(7));
  expect(machine.space.buffer.byteLength).toBe(BLOCK);
  await lab.machines.open(second);
  const again = await openAgain(setup);
  expect(await again.machine.disk.read(0, BLOCK)).toEqual(filled(7));
});

test("V4: a machine that is on stays open, and so does one whose successor can't be opened", async () => {
  const { lab, first, second, datastore, machine } = await setUp();
  await lab.machine.powerOn();
  await expect(lab.machines.open(second)).rejects.toMatchObject({ code: "machine-state" });
  await lab.machines.open(first);
  expect(lab.machine.state).not.toBe("off");
  await lab.machine.powerOff();
  await expect(lab.machines.open("none" as MachineId)).rejects.toMatchObject({ code: "machine-unknown" });
  await machine.disk.write(0, filled(1));
  datastore.fateOf = () => "refuse";
  await expect(lab.machines.open(second)).rejects.toMatchObject({ code: "storage-full" });
  expect(lab.machines.current().id).toBe(first);
  datastore.fateOf = () => "hold";
  await lab.snapshots.take({ name: "goes on" });
  expect(await lab.disk.read(0, BLOCK)).toEqual(filled(1));
});

test("V4: a machine is made with the system that was asked for, and opened with its own image", async () => {
  const setup = await setUpMachine();
  const other = new MadeBaseImage(64 * BLOCK, new Random(2), undefined, "other");
  const { parts } = madeLabParts(setup, {}, madeImages(setup.base, other));
  const lab = new Lab(parts);
  const { id: first } = lab.machines.current();
  const firstDigest = await lab.disk.digest();
  expect(lab.machines.systems().map(({ id }) => id)).toEqual(["made", "other"]);
  const { id } = await lab.machines.create({ name: "other", image: "other", config: { ramMiB: 128 } });
  expect(lab.machines.list()).toMatchObject([
    { image: "made", config: { ramMiB: 64 } },
    { image: "other", config: { ramMiB: 128, disks: [{ image: "other", byteLength: 64 * BLOCK }] } },
  ]);
  await lab.machines.open(id);
  expect(lab.view.layers[0]?.byteLength).toBe(other.storedByteLength);
  expect(lab.disk.size).toBe(64 * BLOCK);
  expect(await lab.disk.read(63 * BLOCK, BLOCK)).toEqual(other.content(63));
  const { id: snapshot } = await lab.snapshots.take({ name: "of the other" });
  const digest = await lab.disk.digest();

  // What is made from it stands on the same image: a machine like it, a clone and a copy.
  await lab.machines.create({ name: "like it" });
  await lab.snapshots.clone(snapshot, { name: "clone", linked: true });
  await lab.snapshots.clone(snapshot, { name: "copy", linked: false });
  for (const { id: made, image } of lab.machines.list().slice(2)) {
    expect(image).toBe("other");
    await lab.machines.open(made);
    expect(await lab.disk.digest()).toBe(digest);
  }
  await lab.machines.open(first);
  expect(await lab.disk.digest()).toBe(firstDigest);
});

test("image-unknown: no machine is made with a system that the site does not have, and none is opened", async () => {
  const setup = await setUpMachine();
  const other = new MadeBaseImage(64 * BLOCK, new Random(2), undefined, "other");
  const { id } = await setup.store.createMachine("other", setup.machine.record.config, other);
  const lab = new Lab(madeLabParts(setup).parts);
  const { id: first } = lab.machines.current();
  await expect(lab.machines.create({ name: "new", image: "none" })).rejects.toMatchObject({
    code: "image-unknown",
  });
  await expect(lab.machines.open(id)).rejects.toMatchObject({ code: "image-unknown" });
  expect(lab.machines.list()).toHaveLength(2);
  expect(lab.machines.current().id).toBe(first);
  await lab.machines.remove(id);
  expect(lab.machines.list()).toHaveLength(1);
});
