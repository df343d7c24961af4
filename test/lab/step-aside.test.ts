import { expect, test } from "vitest";
import { Lab, type LeftLab } from "../../src/lab/lab.ts";
import type { MachineDisk } from "../../src/machine/machine.ts";
import { openAgain, setUpMachine } from "../store/machine-setup.ts";
import { madeLabParts } from "./made-lab.ts";

const BLOCK = 4096;
const filled = (value: number): Uint8Array => new Uint8Array(BLOCK).fill(value);

async function setUp() {
  const setup = await setUpMachine();
  const { parts, guest } = madeLabParts(setup);
  const lab = new Lab(parts);
  const left: LeftLab[] = [];
  lab.onLeft((how) => left.push(how));
  await lab.machine.powerOn();
  return { ...setup, lab, left, disk: guest.disk as MachineDisk };
}

test("P3, P4: who steps aside makes durable what the guest wrote without flushing, and runs nothing any more", async () => {
  const setup = await setUp();
  const { lab, left, disk } = setup;
  expect(disk.writeNow(0, filled(5))).toBe(true);
  await lab.stepAside();
  expect(left).toEqual([{ isSaved: true }]);
  expect(lab.machine.state).toBe("off");
  const again = await openAgain(setup);
  expect(await again.machine.disk.read(0, BLOCK)).toEqual(filled(5));
  await expect(lab.machine.powerOn()).rejects.toMatchObject({ code: "store-in-use" });
});

test("P3: a command that waited behind the stepping aside starts no machine", async () => {
  const { lab } = await setUp();
  await lab.machine.powerOff();
  const aside = lab.stepAside();
  await expect(lab.machine.powerOn()).rejects.toMatchObject({ code: "store-in-use" });
  await aside;
  expect(lab.machine.state).toBe("off");
});

test("P3: who can't save what the guest wrote steps aside all the same, and tells so", async () => {
  const { lab, left, disk, datastore } = await setUp();
  disk.writeNow(0, filled(5));
  datastore.fateOf = () => "refuse";
  await lab.stepAside();
  expect(left).toEqual([{ isSaved: false }]);
  expect(lab.journal.notice?.code).toBe("storage-full");
  lab.leave({ isSaved: false });
  expect(left.length).toBe(1);
});

test("P3: who can't take the snapshot that was asked for stays, and everything goes on", async () => {
  const { lab, left } = await setUp();
  // No name: the snapshot is refused.
  await expect(lab.stepAside("")).rejects.toBeDefined();
  expect(left).toEqual([]);
  expect(lab.machine.state).not.toBe("off");
});
