import { expect, test } from "vitest";
import { BLOCK_BYTE_LENGTH } from "../../src/core/geometry.ts";
import type { InstallableSystem } from "../../src/images/installable-systems.ts";
import { FileShelf } from "../../src/lab/file-commands.ts";
import { LabContext } from "../../src/lab/lab-context.ts";
import { machineCommands } from "../../src/lab/machine-commands.ts";
import { SnapshotShelf } from "../../src/lab/snapshot-commands.ts";
import { Suspension } from "../../src/lab/suspension.ts";
import { setUpMachine, wholeDisk } from "../store/machine-setup.ts";
import { MadeBaseImage } from "../store/made-base-image.ts";
import { Random } from "../support/random.ts";
import { madeLabParts } from "./made-lab.ts";

const BLOCK = BLOCK_BYTE_LENGTH;
const about = { en: "", fr: "" };
const system = (id: string): InstallableSystem => ({ id, manifest: "", name: `System ${id}`, about });

/** A powered-off machine of 12 blocks, and two systems: one of three blocks, one that is too large. */
async function setUp() {
  const setup = await setUpMachine({ byteLength: 12 * BLOCK });
  const images = new Map([
    ["fits", new MadeBaseImage(3 * BLOCK, new Random(5))],
    ["large", new MadeBaseImage(13 * BLOCK, new Random(6))],
  ]);
  const { parts } = madeLabParts(setup);
  const library = {
    systems: [system("fits"), system("large")],
    open: async ({ id }: InstallableSystem) => images.get(id) as MadeBaseImage,
  };
  const context = new LabContext({ ...parts, library });
  return {
    ...setup,
    images,
    context,
    commands: machineCommands(
      context,
      {
        snapshots: new SnapshotShelf(context, () => undefined),
        files: new FileShelf(context, () => undefined),
        suspension: new Suspension(context, async () => undefined),
      },
      () => undefined,
    ),
  };
}

test("X1 M5: a system is written over the whole disk, each block behind it says which it is, and what it cost is told", async () => {
  const { commands, context, images, machine } = await setUp();
  expect(commands.systems.map(({ id }) => id)).toEqual(["fits", "large"]);
  const done: number[] = [];
  const cost = await commands.reinstall("fits", { onProgress: (at) => done.push(at) });
  expect(cost.blockCount).toBe(12);
  expect(cost.bytesWritten).toBeGreaterThan(12 * BLOCK);
  expect(done).toEqual([12 * BLOCK]);
  expect(context.journal.timings).toMatchObject([{ operation: "reinstall", subject: "System fits", cost }]);
  expect(context.journal.activity).toBe(null);
  const disk = await wholeDisk(machine);
  const image = images.get("fits") as MadeBaseImage;
  for (const block of [0, 1, 2] as never[])
    expect(disk.subarray(block * BLOCK, (block + 1) * BLOCK)).toEqual(await image.load(block));
  for (let block = 3; block < 12; block++) {
    const line = `System fits filled block ${block} of 12.`.padEnd(63);
    const text = new TextDecoder().decode(disk.subarray(block * BLOCK, (block + 1) * BLOCK));
    expect(text).toBe(`${line}\n`.repeat(64));
  }
  expect((await commands.reinstall("fits")).blockCount).toBe(0);
});

test("X2: nothing is written of an unknown system, one that is too large, one that can't be had, or while the machine is on", async () => {
  const { commands, machine, datastore, images } = await setUp();
  const before = datastore.commits.length;
  await expect(commands.reinstall("windows")).rejects.toMatchObject({
    code: "system-unknown",
    details: { found: "windows", wanted: ["fits", "large"] },
  });
  await expect(commands.reinstall("large")).rejects.toMatchObject({
    code: "configuration-invalid",
    details: { found: String(12 * BLOCK), wanted: String(13 * BLOCK) },
  });
  const image = images.get("fits") as MadeBaseImage;
  const { load } = image;
  image.load = () => Promise.reject(new Error("unreachable"));
  await expect(commands.reinstall("fits")).rejects.toThrow("unreachable");
  image.load = load;
  await commands.powerOn();
  await expect(commands.reinstall("fits")).rejects.toMatchObject({ code: "machine-state" });
  expect(datastore.commits.length).toBe(before);
  expect(machine.layers().at(-1)?.blockCount).toBe(0);
});
