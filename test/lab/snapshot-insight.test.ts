import { expect, test } from "vitest";
import { BLOCK_BYTE_LENGTH } from "../../src/core/geometry.ts";
import type { SnapshotId } from "../../src/core/identity.ts";
import { Lab } from "../../src/lab/lab.ts";
import type { Machine } from "../../src/machine/machine.ts";
import { createChecksum } from "../../src/store/sealed-bytes.ts";
import { setUpMachine } from "../store/machine-setup.ts";
import { madeLabParts } from "./made-lab.ts";

const PAGE = BLOCK_BYTE_LENGTH;
const RAM_BYTE_LENGTH = 64 * 2 ** 20;
/** The guest of these tests uses the first pages of its memory only. */
const USED_PAGE_COUNT = 32;

const checksum = await createChecksum();

/** A machine that is nothing but its memory, and tells which pages a restore writes. */
function memoryOnly() {
  const ram = new Uint8Array(RAM_BYTE_LENGTH);
  const restored: number[][] = [];
  const machine: Partial<Machine> = {
    ram: () => ram,
    fingerprints: () => {
      const words = new Uint32Array((RAM_BYTE_LENGTH / PAGE) * 4);
      for (let page = 0; page < USED_PAGE_COUNT; page++) {
        const bytes = ram.subarray(page * PAGE, (page + 1) * PAGE);
        if (bytes.every((byte) => byte === 0)) continue;
        words.set(new Uint32Array(checksum(bytes).slice().buffer), page * 4);
      }
      return words;
    },
    captureDevices: () => ({ encode: () => new Uint8Array(100) }),
    captureScreen: () => () => null,
    restore: async (_devices, fillRam) => {
      restored.push([...(fillRam(ram) ?? [])]);
    },
    run: () => undefined,
  };
  const write = (page: number, value: number): void => {
    ram.fill(value, page * PAGE, (page + 1) * PAGE);
  };
  return { machine, write, restored };
}

async function setUp() {
  const setup = await setUpMachine({ byteLength: 40 * PAGE, baseByteLength: 512 });
  const memory = memoryOnly();
  const { parts, guest } = madeLabParts(setup, memory.machine);
  const { config } = setup.machine.record;
  const machine = { ...memory.machine, config } as Machine;
  const { create } = parts.factory;
  const lab = new Lab({
    ...parts,
    factory: {
      ...parts.factory,
      create: async (...given) => Object.assign(await create(...given), machine),
    },
  });
  await lab.machine.powerOn();
  const disk = async (block: number, value: number): Promise<void> => {
    await guest.disk?.write(block * PAGE, new Uint8Array(PAGE).fill(value));
  };
  const take = async (name: string): Promise<SnapshotId> => (await lab.snapshots.take({ name })).id;
  return { lab, ...memory, disk, take };
}

test("M7: a revert drops the blocks and writes the pages that were predicted", async () => {
  const { lab, write, restored, disk, take } = await setUp();
  for (let page = 0; page < 10; page++) write(page, 1);
  const first = await take("first");
  write(3, 2);
  const second = await take("second");
  write(3, 3);
  write(4, 4);
  write(11, 5);
  await disk(7, 1);
  await disk(9, 1);
  const toSecond = await lab.snapshots.predict(second, "revert");
  expect(toSecond).toMatchObject({ blockCount: 2, droppedBlockCount: 2, ramPageCount: 3 });
  expect(await lab.snapshots.predict(null, "revert")).toMatchObject({ blockCount: 2, ramPageCount: null });
  expect(await lab.snapshots.revert(second)).toMatchObject({ blockCount: 2 });
  expect(restored).toEqual([[3, 4, 11]]);
  const toFirst = await lab.snapshots.predict(first, "revert");
  expect(toFirst).toMatchObject({ blockCount: 0, ramPageCount: 1 });
  await lab.snapshots.revert(first);
  expect(restored[1]).toEqual([3]);
  await lab.machine.powerOff();
  // A machine that is built anew gets all pages that are not zeros.
  expect(await lab.snapshots.predict(first, "revert")).toMatchObject({ ramPageCount: 10 });
});

test("M8: two memories are compared by the places of their pages, and the present one by what changed in it", async () => {
  const { lab, write, disk, take } = await setUp();
  for (let page = 0; page < 10; page++) write(page, 1);
  const first = await take("first");
  write(3, 2);
  write(4, 2);
  write(9, 0);
  await disk(5, 1);
  const second = await take("second");
  const between = await lab.snapshots.compare(first, second);
  expect(between.memory).toEqual({
    apartCount: 3,
    equalCount: null,
    pageCount: RAM_BYTE_LENGTH / PAGE,
    runs: [
      { first: 3, count: 2 },
      { first: 9, count: 1 },
    ],
  });
  expect(between.disks[0]?.runs).toEqual([{ first: 5, count: 1, writtenBy: "second" }]);
  write(20, 7);
  // The bytes of before, in a page that was kept anew meanwhile.
  write(3, 1);
  const present = await lab.snapshots.compare(first, null, { verify: true });
  expect(present.memory).toMatchObject({
    apartCount: 4,
    equalCount: 1,
    runs: [
      { first: 4, count: 1 },
      { first: 9, count: 1 },
      { first: 20, count: 1 },
    ],
  });
  expect(present.disks[0]).toMatchObject({ apartCount: 1, equalCount: 0 });
  expect((await lab.snapshots.compare(null, null)).memory).toBeNull();
  await lab.machine.powerOff();
  const off = await take("off");
  expect((await lab.snapshots.compare(first, off)).memory).toBeNull();
  expect((await lab.snapshots.compare(first, null)).memory).toBeNull();
});

test("what a snapshot is made of: runs of its layer's blocks; devices of an unknown format are not explained", async () => {
  const { lab, disk, take } = await setUp();
  await disk(5, 1);
  await disk(6, 1);
  await disk(39, 1);
  const id = await take("first");
  expect(await lab.snapshots.contents(id)).toEqual({
    devices: null,
    disks: [
      {
        blockCount: 40,
        runs: [
          { first: 5, count: 2 },
          { first: 39, count: 1 },
        ],
      },
    ],
  });
  await expect(lab.snapshots.contents("none" as SnapshotId)).rejects.toMatchObject({
    code: "snapshot-unknown",
  });
  await expect(lab.snapshots.predict(id, "merge")).rejects.toMatchObject({ code: "merge-refused" });
});
