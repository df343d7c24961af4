import { expect, test } from "vitest";
import type { MachineId, SnapshotId } from "../../src/core/identity.ts";
import { systemDiskOf } from "../../src/core/machine-config.ts";
import { Lab } from "../../src/lab/lab.ts";
import { Look } from "../../src/lab/look.ts";
import type { MachineImages } from "../../src/lab/machine-images.ts";
import type { Datastore } from "../../src/store/datastore.ts";
import { Store } from "../../src/store/store.ts";
import { eventually } from "../store/eventually.ts";
import { setUpMachine } from "../store/machine-setup.ts";
import { MadeBaseImage } from "../store/made-base-image.ts";
import { WatchedDatastore } from "../store/watched-datastore.ts";
import { Random } from "../support/random.ts";
import { madeImages, madeLabParts, standingClock } from "./made-lab.ts";

const BLOCK = 4096;
const filled = (value: number): Uint8Array => new Uint8Array(BLOCK).fill(value);

/** A page that looks at what `datastore` holds. */
const lookAt = (datastore: Datastore, images: MachineImages): Promise<Look> =>
  Look.open({
    openStore: () =>
      Store.open(datastore, {
        newId: () => {
          throw new Error("Make an id: somebody looks, wanted nothing made");
        },
        now: () => 0,
        isReadOnly: true,
      }),
    images,
    clock: standingClock(() => Promise.resolve()),
    measureStorage: async () => ({ usage: null, quota: null, isPersisted: false }),
    preferred: [],
  });

/** One page that writes, and one that looks, over the same storage. */
async function setUp() {
  const setup = await setUpMachine();
  const lab = new Lab(madeLabParts(setup).parts);
  const watched = new WatchedDatastore(setup.datastore.inner);
  const look = await lookAt(watched, madeImages(setup.base));
  return { ...setup, lab, look, watched };
}

test("P3: a look shows what is stored as the one that writes shows it, and follows what is told", async () => {
  const { lab, look, machine, watched } = await setUp();
  await machine.disk.write(0, filled(1));
  await lab.snapshots.take({ name: "a" });
  await machine.disk.write(0, filled(2));
  await lab.suspension.suspend();
  expect(look.commands.snapshots.list()).toEqual([]);
  let viewCount = 0;
  look.onView(() => viewCount++);
  for (let told = 0; told < 50; told++) look.follow();
  await eventually(() => look.commands.snapshots.list().length === 1, "the snapshot is seen");
  await eventually(() => look.view?.layers.at(-1)?.blockCount === 1, "the active layer is seen");
  // However often it is told.
  expect(viewCount).toBeLessThan(5);
  const { snapshots, layers } = lab.view;
  expect(look.view).toMatchObject({
    layers,
    snapshots: snapshots.map(({ cost: _, ...snapshot }) => snapshot),
  });
  const [a] = snapshots;
  for (const options of [{}, { at: a?.id as SnapshotId }])
    expect(await look.commands.disk.digest(options)).toBe(await lab.disk.digest(options));
  expect(await look.commands.disk.read(0, BLOCK)).toEqual(filled(2));
  expect((await look.commands.storage.usage()).liveBytes).toBe((await lab.storage.usage()).liveBytes);
  expect(watched.commits).toEqual([]);
});

test("P3: a look turns to another machine, and to the oldest one when its own is removed", async () => {
  const { lab, look } = await setUp();
  const { id: second } = await lab.machines.create({ name: "second" });
  await expect(look.turnTo(second)).rejects.toMatchObject({ code: "machine-unknown" });
  look.follow();
  await eventually(() => look.commands.machines.list().length === 2, "the machine is seen");
  await look.commands.machines.open(second);
  expect(look.commands.machines.current().name).toBe("second");
  expect(look.view?.machine.id).toBe(second);
  await lab.machines.remove(second);
  look.follow();
  await eventually(() => look.commands.machines.current().id === lab.machines.current().id, "it turned");
});

test("P3: a look reads each machine with its own image, and shows one whose image the site does not have", async () => {
  const setup = await setUpMachine();
  const [other, unknown] = ["other", "unknown"].map(
    (name, index) => new MadeBaseImage(64 * BLOCK, new Random(index + 2), undefined, name),
  ) as [MadeBaseImage, MadeBaseImage];
  const { id } = await setup.store.createMachine(
    "other",
    { ...setup.machine.record.config, disks: [systemDiskOf(other)] },
    other,
  );
  const { id: strange } = await setup.store.createMachine("strange", setup.machine.record.config, unknown);
  const look = await lookAt(setup.datastore, madeImages(setup.base, other));
  expect(await look.commands.disk.read(0, BLOCK)).toEqual(setup.base.content(0));
  await look.commands.machines.open(id);
  expect(look.commands.disk.size).toBe(64 * BLOCK);
  expect(await look.commands.disk.read(BLOCK, BLOCK)).toEqual(other.content(1));
  expect(look.view?.layers[0]?.byteLength).toBe(64 * BLOCK);
  await look.commands.machines.open(strange);
  expect(look.view?.machine.name).toBe("strange");
  await expect(look.commands.disk.read(0, BLOCK)).rejects.toMatchObject({ code: "image-unknown" });
});

test("P3: whatever would change something is refused with store-in-use, and nothing is written", async () => {
  const { look, watched, lab } = await setUp();
  const { machine, machines, snapshots, compare, storage } = look.commands;
  const id = "any" as SnapshotId;
  const refused = [
    machine.powerOn(),
    machine.powerOff(),
    machine.exec("true"),
    machine.configure({ ramMiB: 32 }),
    machines.create({ name: "new" }),
    machines.rename("any" as MachineId, "new"),
    machines.remove("any" as MachineId),
    snapshots.take({ name: "new" }),
    snapshots.revert(null),
    snapshots.discardChanges(),
    snapshots.remove(id),
    snapshots.merge(id),
    snapshots.flatten(id),
    snapshots.clone(id, { name: "new", linked: true }),
    snapshots.rename(id, "new"),
    snapshots.note(id, "new"),
    compare.fullCopy({ mode: "allocated" }),
    storage.verify(),
  ];
  for (const result of await Promise.allSettled(refused))
    expect(result).toMatchObject({ status: "rejected", reason: { code: "store-in-use" } });
  expect(watched.commitCount).toBe(0);
  expect(lab.snapshots.list()).toEqual([]);
});
