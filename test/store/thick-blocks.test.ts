import { describe, expect, test } from "vitest";
import { BLOCK_BYTE_LENGTH } from "../../src/core/geometry.ts";
import type { MachineConfig } from "../../src/core/machine-config.ts";
import type { StoredMachine } from "../../src/store/stored-machine.ts";
import { eventually } from "./eventually.ts";
import { type MachineSetup, openAgain, requestFor, setUpMachine } from "./machine-setup.ts";
import { expectSound, filled } from "./snapshot-steps.ts";

const BLOCK = BLOCK_BYTE_LENGTH;
/** The smallest second disk. */
const BYTE_LENGTH = 1024 * 1024;

const withThick = ({ record }: StoredMachine): MachineConfig => ({
  ...record.config,
  disks: [
    record.config.disks[0],
    { bus: "primary-slave", image: null, byteLength: BYTE_LENGTH, provisioning: "thick-not-zeroed" },
  ],
});

/** The first byte of each block of the second disk. */
async function secondMarks(machine: StoredMachine): Promise<number[]> {
  const bytes = await machine.diskAt(1).read(0, BYTE_LENGTH);
  return Array.from({ length: BYTE_LENGTH / BLOCK }, (_, block) => bytes[block * BLOCK] ?? -1);
}

/** A machine beside another one that wrote 40 blocks and was removed. */
async function setUp({ wipe = false, isEncrypted = false } = {}): Promise<MachineSetup> {
  const setup = await setUpMachine({ byteLength: 100 * BLOCK, baseByteLength: 512 });
  const { store, base, machine } = setup;
  const other = await store.createMachine("other", machine.record.config, base, { isEncrypted });
  const opened = await store.openMachine(other.id, base);
  await opened.disk.write(0, filled(7, 40));
  await opened.flush();
  opened.close();
  await store.removeMachine(other.id, { wipe });
  if (!isEncrypted) await eventually(() => store.freedExtentCount === 3, "3 extents are free");
  return setup;
}

const count = (marks: readonly number[], wanted: number): number =>
  marks.filter((mark) => mark === wanted).length;

describe("a disk that is thick and not zeroed", () => {
  test("E4: holds what a removed machine left, by reference, and zeros beyond; all its blocks are allocated", async () => {
    const setup = await setUp();
    const { machine, store, datastore } = setup;
    const before = await datastore.keys("extents");
    const progress: number[] = [];
    await machine.configure(withThick(machine), { onProgress: (done, total) => progress.push(done / total) });
    expect(progress.at(-1)).toBe(1);
    for (const each of [machine, (await openAgain(setup)).machine]) {
      const marks = await secondMarks(each);
      expect([count(marks, 7), count(marks, 0)]).toEqual([40, 216]);
      expect(each.layers().at(-1)?.blockCount).toBe(256);
    }
    expect(store.freedExtentCount).toBe(0);
    // The three extents stay as they are; the zeros are new.
    expect(await datastore.keys("extents")).toEqual([
      ...before,
      ...Array.from({ length: 14 }, (_, index) => (before.at(-1) as number) + 1 + index),
    ]);
    await expectSound(setup);
  });

  test("E3: finds nothing after a wipe, and no plain byte of an encrypted machine", async () => {
    const wiped = await setUp({ wipe: true });
    await wiped.machine.configure(withThick(wiped.machine));
    expect(count(await secondMarks(wiped.machine), 0)).toBe(256);
    await expectSound(wiped);

    const encrypted = await setUp({ isEncrypted: true });
    await encrypted.machine.configure(withThick(encrypted.machine));
    const bytes = await encrypted.machine.diskAt(1).read(0, BYTE_LENGTH);
    for (let start = 0; start < BYTE_LENGTH; start += BLOCK)
      expect(bytes.subarray(start, start + BLOCK)).not.toEqual(filled(7));
  });

  test("O3 M2: is written, frozen, reverted and removed like any other; the other snapshots keep their bytes", async () => {
    const setup = await setUp();
    const { machine, store } = setup;
    const { record: bare } = await machine.takeSnapshot(requestFor(machine)).durable;
    await machine.configure(withThick(machine));
    const { record } = await machine.takeSnapshot(requestFor(machine)).durable;
    await machine.diskAt(1).write(0, filled(9, 50));
    await machine.flush();
    expect(count(await secondMarks(machine), 9)).toBe(50);
    await machine.revertTo(record.id);
    expect(count(await secondMarks(machine), 7)).toBe(40);
    await machine.revertTo(bare.id);
    await machine.removeSnapshot(record.id, { wipe: true });
    await expectSound(setup);
    expect((await store.inspectFreed()).unwipedByteLength).toBeLessThanOrEqual(64 * BLOCK);
    await machine.configure(withThick(machine));
    await expectSound(setup);
  });

  test("G4 E4: asked for twice at once it is made once, and the second one takes nothing", async () => {
    const setup = await setUp();
    const { machine } = setup;
    await Promise.all([machine.configure(withThick(machine)), machine.configure(withThick(machine))]);
    const marks = await secondMarks(machine);
    expect(count(marks, 7) + count(marks, 0)).toBe(256);
    await machine.diskAt(1).write(0, filled(9));
    await machine.flush();
    await expectSound(setup);
    const again = await openAgain(setup);
    expect(await secondMarks(again.machine)).toEqual([9, ...marks.slice(1)]);
    await expectSound(again);
  });

  test("P1 P6: refused at any commit or given up, nothing has changed, and the freed space is free as before", async () => {
    const setup = await setUp();
    const { machine, store, datastore } = setup;
    const before = [machine.record, machine.layers(), await datastore.keys("extents")];
    for (let refused = 0; refused < 2; refused++) {
      const first = datastore.commitCount;
      // Nothing can be given back either, so that the refusal stands.
      datastore.fateOf = (index) => (index >= first + refused ? "refuse" : "hold");
      await expect(machine.configure(withThick(machine))).rejects.toMatchObject({ code: "storage-full" });
      datastore.fateOf = () => "hold";
      await store.settled();
      expect(store.freedExtentCount).toBeGreaterThanOrEqual(3);
      expect([machine.record, machine.layers()]).toEqual(before.slice(0, 2));
    }
    const controller = new AbortController();
    const giving = machine.configure(withThick(machine), {
      signal: controller.signal,
      onProgress: () => controller.abort(),
    });
    await expect(giving).rejects.toMatchObject({ code: "cancelled" });
    await store.settled();
    await expectSound(setup);
    await machine.configure(withThick(machine));
    expect(count(await secondMarks(machine), 7)).toBe(40);
    await expectSound(setup);
  });
});
