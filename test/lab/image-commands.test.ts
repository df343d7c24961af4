import { expect, test } from "vitest";
import { BLOCK_BYTE_LENGTH } from "../../src/core/geometry.ts";
import { Lab } from "../../src/lab/lab.ts";
import { Look } from "../../src/lab/look.ts";
import { type MachineSetup, openStore, setUpMachine } from "../store/machine-setup.ts";
import { sameBytes } from "../store/same-bytes.ts";
import { Random } from "../support/random.ts";
import { madeImages, madeLabParts, standingClock } from "./made-lab.ts";

const BLOCK = BLOCK_BYTE_LENGTH;

/** A disk that can boot, with a partial last block. */
function diskBytes(random: Random): Uint8Array<ArrayBuffer> {
  const bytes = random.bytes(30 * BLOCK + 512);
  bytes.fill(0, 5 * BLOCK, 20 * BLOCK);
  bytes.set([0x55, 0xaa], 510);
  return bytes;
}

const packed = (bytes: Uint8Array<ArrayBuffer>): Promise<Blob> =>
  new Response(new Blob([bytes]).stream().pipeThrough(new CompressionStream("gzip"))).blob();

async function setUp(): Promise<{ setup: MachineSetup; lab: Lab; random: Random }> {
  const setup = await setUpMachine();
  return { setup, lab: new Lab(madeLabParts(setup).parts), random: new Random(1) };
}

test("R1 V4: an image from a file becomes a machine, which is opened, written to, and reverted to the image", async () => {
  const { lab, random } = await setUp();
  const bytes = diskBytes(random);
  const file = new File([await packed(bytes)], "my disk.img.gz");
  const progress: [number, number][] = [];
  const opened = await lab.images.open({ source: file }, { onProgress: (...told) => progress.push(told) });
  expect(opened).toMatchObject({ kind: "disk", blockCount: 16, bytesRead: bytes.byteLength });
  expect(progress.at(-1)).toEqual([file.size, file.size]);
  const made = lab.machines.list().at(-1);
  expect(made).toMatchObject({
    name: "my disk.img",
    image: "my disk.img",
    hasOwnImage: true,
    sha256: opened.sha256,
    isCurrent: false,
  });
  if (opened.kind !== "disk") throw new Error("Open an image: a medium, wanted a machine");
  await lab.machines.open(opened.machine);
  expect(sameBytes(await lab.disk.read(0, lab.disk.size), bytes)).toBe(true);
  expect(await lab.disk.digest()).toBe(opened.sha256);
  expect(
    lab.view.layers.map(({ kind, isBeginning = false, blockCount }) => [kind, isBeginning, blockCount]),
  ).toEqual([
    ["base", false, 0],
    ["frozen", true, 16],
    ["active", false, 0],
  ]);
  expect(lab.view.prepared).toBe(null);
  await lab.snapshots.take({ name: "first" });
  await lab.snapshots.revert(null);
  expect(await lab.disk.digest()).toBe(opened.sha256);
  // A new machine beside it stands on the site's first system.
  const { id } = await lab.machines.create({ name: "beside" });
  expect(lab.machines.list().find((machine) => machine.id === id)).toMatchObject({
    image: "made",
    hasOwnImage: false,
  });
  await lab.machines.open(id);
});

test("R1 R3: media are listed with the machines that have them in, renamed and removed", async () => {
  const { lab, random } = await setUp();
  const floppy = new File([random.bytes(1440 * 1024)], "boot.flp");
  const imported = await lab.media.import({ source: floppy, name: "Boot floppy" });
  expect(imported.kind).toBe("floppy");
  expect(await lab.images.open({ source: floppy })).toMatchObject({ kind: "floppy" });
  expect(lab.media.list()).toMatchObject([
    { id: imported.id, name: "Boot floppy", kind: "floppy", byteLength: 1440 * 1024, machines: [] },
    { name: "boot.flp" },
  ]);
  await lab.media.rename(imported.id, "Renamed");
  expect((await lab.storage.usage()).media.map(({ exclusiveBytes }) => exclusiveBytes)).toEqual([
    1440 * 1024,
    1440 * 1024,
  ]);
  await lab.media.remove(imported.id);
  expect(lab.media.list().map(({ name }) => name)).toEqual(["boot.flp"]);
});

test("R2: what can't be used makes nothing, and its reason is told", async () => {
  const { setup, lab, random } = await setUp();
  const before = setup.datastore.commitCount;
  for (const [source, reason] of [
    [new Blob(["<!doctype html>"]), "web-page"],
    [new Blob([random.bytes(1000)]), "odd-size"],
    [(await packed(diskBytes(random))).slice(0, -20), "cut-off"],
  ] as const)
    await expect(lab.images.open({ source })).rejects.toMatchObject({
      code: "image-file-invalid",
      details: { reason },
    });
  await expect(lab.media.import({ source: new Blob([diskBytes(random)]) })).rejects.toMatchObject({
    code: "image-file-invalid",
    details: { reason: "is-disk" },
  });
  await expect(lab.images.open({ source: "https://other.test/disk.img" })).rejects.toMatchObject({
    code: "address-unreachable",
    details: { reason: "offline" },
  });
  const giveUp = AbortSignal.abort();
  const source = new Blob([diskBytes(random)]);
  await expect(lab.images.open({ source }, { signal: giveUp })).rejects.toMatchObject({ code: "cancelled" });
  expect(lab.machines.list()).toHaveLength(1);
  expect(lab.media.list()).toEqual([]);
  expect(lab.view.activity).toBe(null);
  // What was written of the one that broke off has gone again.
  expect(await setup.datastore.inner.keys("extents")).toEqual([]);
  expect(setup.datastore.commitCount - before).toBeLessThan(6);
});

test("R1: a page that looks shows such a machine and reads its disk", async () => {
  const { setup, lab, random } = await setUp();
  const bytes = diskBytes(random);
  const opened = await lab.images.open({ source: new Blob([bytes]), as: "disk" });
  if (opened.kind !== "disk") throw new Error("Open an image: a medium, wanted a machine");
  const look = await Look.open({
    openStore: () => openStore(setup.datastore.inner, setup.vault),
    images: madeImages(setup.base),
    clock: standingClock(),
    measureStorage: async () => ({ usage: null, quota: null, isPersisted: false }),
    preferred: [opened.machine],
  });
  expect(look.view?.machine.id).toBe(opened.machine);
  expect(sameBytes(await look.commands.disk.read(0, bytes.byteLength), bytes)).toBe(true);
  expect(await look.commands.disk.digest()).toBe(opened.sha256);
  expect(look.commands.media.list()).toEqual([]);
  await expect(look.commands.images.open({ source: new Blob() })).rejects.toMatchObject({
    code: "store-in-use",
  });
});
