import { describe, expect, test } from "vitest";
import { BLOCK_BYTE_LENGTH, DISK_RANGE_BLOCK_COUNT } from "../../src/core/geometry.ts";
import type { BlockIndex, SnapshotId } from "../../src/core/identity.ts";
import type { StoredMachine } from "../../src/store/stored-machine.ts";
import { openAgain, setUpMachine } from "./machine-setup.ts";
import { readView } from "./read-view.ts";
import {
  SECOND_BYTE_LENGTH,
  second,
  setUp,
  snapshot,
  withoutSecond,
  withSecond,
} from "./second-disk-setup.ts";
import { expectSound, filled, marks } from "./snapshot-steps.ts";

const BLOCK = BLOCK_BYTE_LENGTH;
const MIB = 2 ** 20;

const writeSecond = (machine: StoredMachine, block: number, value: number, blockCount = 1): Promise<void> =>
  machine.diskAt(1).write(block * BLOCK, filled(value, blockCount));

/** The first bytes of the first blocks of the second disk. */
const secondMarks = async (machine: StoredMachine, blockCount = 4): Promise<number[]> =>
  marks(await machine.diskAt(1).read(0, blockCount * BLOCK), blockCount);

const secondAt = async (machine: StoredMachine, id: SnapshotId): Promise<Uint8Array> => {
  const view = await machine.viewSnapshot(id, 1);
  return readView(view).finally(() => view.release());
};

describe("a second disk", () => {
  test("G3: it has blocks of its own, begins with zeros and ends where its size says", async () => {
    const setup = await setUp();
    const { machine, base } = setup;
    expect(machine.disks().map(({ byteLength }) => byteLength)).toEqual([40 * BLOCK, SECOND_BYTE_LENGTH]);
    const disk = machine.diskAt(1);
    expect((await disk.read(0, SECOND_BYTE_LENGTH)).some((byte) => byte !== 0)).toBe(false);
    await disk.write(512, new Uint8Array(512).fill(7));
    // What lies below a part of a block is zeros, not the image's block of the same number.
    expect(base.loadCount).toBe(0);
    await disk.write(SECOND_BYTE_LENGTH - 512, new Uint8Array(512).fill(8));
    await expect(disk.write(SECOND_BYTE_LENGTH, new Uint8Array(512))).rejects.toMatchObject({
      code: "range-invalid",
    });
    await machine.disk.write(0, filled(1, 2));
    await machine.flush();
    const again = await openAgain(setup);
    for (const each of [machine, again.machine]) {
      const found = await each.diskAt(1).read(0, SECOND_BYTE_LENGTH);
      expect([found[0], found[512], found[1024], found.at(-512), found.at(-513)]).toEqual([0, 7, 0, 8, 0]);
      expect(marks(await each.disk.read(0, 2 * BLOCK), 2)).toEqual([1, 1]);
    }
    expect(again.machine.layers().map(({ blockCount }) => blockCount)).toEqual([4]);
    expect(again.machine.diskAt(1).locate(0 as BlockIndex)).toBe(again.machine.record.activeLayer);
    expect(again.machine.diskAt(1).locate(1 as BlockIndex)).toBeNull();
    await expectSound(again);
  });

  test("G3: no image lies below it, however long it is, and its partial last block can be written whole", async () => {
    const { machine, base } = await setUp();
    base.isStored = () => true;
    expect(machine.diskAt(1).isStored(0 as BlockIndex)).toBe(false);
    expect(await secondMarks(machine)).toEqual([0, 0, 0, 0]);
    await machine.diskAt(1).write(MIB, new Uint8Array(1536).fill(3));
    expect(machine.space.copiedUpBlockCount).toBe(0);
    await machine.diskAt(1).write(MIB + 512, new Uint8Array(512).fill(4));
    expect([base.loadCount, machine.space.copiedUpBlockCount]).toEqual([0, 0]);
    await machine.diskAt(1).write(0, new Uint8Array(512).fill(5));
    expect([base.loadCount, machine.space.copiedUpBlockCount]).toEqual([0, 1]);
  });

  test("G3: a disk of 64 GiB reaches the last block of its range, and no other disk's", async () => {
    const { machine } = await setUpMachine();
    await machine.configure(withSecond(machine, { ...second, byteLength: 2 ** 36 }));
    const last = DISK_RANGE_BLOCK_COUNT - 1;
    await writeSecond(machine, last, 9);
    await machine.flush();
    expect((await machine.diskAt(1).read(last * BLOCK, 1))[0]).toBe(9);
    expect(machine.space.freeRange).toBe(2);
    expect((await machine.view(1)).byteLength).toBe(2 ** 36);
    expect(await secondMarks(machine, 1)).toEqual([0]);
  });

  test("S3 S8: a revert brings back both disks, and whether there is a second one", async () => {
    const setup = await setUpMachine();
    const { machine } = setup;
    const without = await snapshot(machine);
    await machine.configure(withSecond(machine));
    await machine.disk.write(0, filled(1));
    await writeSecond(machine, 0, 2);
    const taken = await snapshot(machine);
    await machine.disk.write(0, filled(3));
    await writeSecond(machine, 0, 4, 2);
    await machine.revertTo(taken);
    expect(await secondMarks(machine)).toEqual([2, 0, 0, 0]);
    expect(marks(await machine.disk.read(0, BLOCK), 1)).toEqual([1]);
    await machine.revertTo(without);
    expect(machine.disks().length).toBe(1);
    expect(() => machine.diskAt(1)).toThrow(expect.objectContaining({ code: "disk-unknown" }));
    await expect(machine.view(1)).rejects.toMatchObject({ code: "disk-unknown" });
    await expect(machine.viewSnapshot(without, 1)).rejects.toMatchObject({ code: "disk-unknown" });
    expect(marks(await secondAt(machine, taken), 2)).toEqual([2, 0]);
    await machine.revertTo(taken);
    expect(await secondMarks(machine)).toEqual([2, 0, 0, 0]);
    await expectSound(setup);
  });

  test("G4: a disk that is removed is gone, and one that is added afterwards is new, while snapshots keep theirs", async () => {
    const setup = await setUp();
    const { machine } = setup;
    await writeSecond(machine, 0, 1, 3);
    const first = await snapshot(machine);
    await writeSecond(machine, 1, 2);
    await machine.configure(withoutSecond(machine));
    await machine.configure(withSecond(machine, { ...second, byteLength: 2 * MIB }));
    expect(await secondMarks(machine)).toEqual([0, 0, 0, 0]);
    await writeSecond(machine, 0, 5, 2);
    const larger = await snapshot(machine);
    await machine.configure(withoutSecond(machine));
    await machine.configure(withSecond(machine));
    expect(await secondMarks(machine)).toEqual([0, 0, 0, 0]);
    await machine.revertTo(first);
    expect(await secondMarks(machine)).toEqual([1, 1, 1, 0]);
    await machine.revertTo(larger);
    expect(machine.diskAt(1).byteLength).toBe(2 * MIB);
    expect(await secondMarks(machine)).toEqual([5, 5, 0, 0]);
    await machine.removeSnapshot(first);
    expect(await secondMarks(machine)).toEqual([5, 5, 0, 0]);
    await expectSound(setup);
  });

  test("G4: a disk that waits in memory only is not taken for free", async () => {
    const { machine } = await setUp();
    await writeSecond(machine, 0, 1);
    await machine.configure(withoutSecond(machine));
    await machine.configure(withSecond(machine));
    expect(await secondMarks(machine)).toEqual([0, 0, 0, 0]);
  });

  test("G4: a configuration that keeps the second disk keeps its bytes, whatever range it names", async () => {
    const { machine } = await setUp();
    await writeSecond(machine, 0, 1);
    await machine.configure({ ...withSecond(machine, { ...second, range: 7 }), ramMiB: 128 });
    expect(await secondMarks(machine)).toEqual([1, 0, 0, 0]);
    expect(machine.record.config.disks[1]).toEqual({ ...second, range: 1 });
  });

  test("configuration-invalid: a second disk that would change, or that nothing can make yet", async () => {
    const { machine, store, base } = await setUp();
    const before = machine.record.config;
    for (const disk of [
      { ...second, byteLength: 2 * MIB },
      { ...second, provisioning: "thick-not-zeroed" },
    ] as const) {
      const changing = machine.configure(withSecond(machine, disk));
      await expect(changing).rejects.toMatchObject({ code: "configuration-invalid" });
    }
    const thick = withSecond(machine, { ...second, provisioning: "thick-not-zeroed" });
    const creating = store.createMachine("thick", thick, base);
    await expect(creating).rejects.toMatchObject({ code: "configuration-invalid" });
    expect(machine.record.config).toEqual(before);
  });

  test("V1 M6: clones, linked or full, and copies have both disks", async () => {
    const setup = await setUp();
    const { machine, store, base } = setup;
    await machine.disk.write(0, filled(1));
    await writeSecond(machine, 3, 2);
    const taken = await snapshot(machine);
    const view = await machine.viewSnapshot(taken, 1);
    expect(view.storedBlockCount()).toBe(1);
    view.release();
    const linked = (await machine.cloneLinked(taken, "linked")).machine;
    const full = await machine.cloneFully(taken, "full");
    const { layer, blockCount } = await machine.copyImage({ mode: "every-byte" });
    expect(blockCount).toBe(40 + 257);
    await writeSecond(machine, 3, 9);
    const steps: number[] = [];
    const onProgress = (done: number, total: number) => steps.push(done, total);
    const allocated = await machine.copyImage({ mode: "allocated", onProgress });
    const stored = Array.from(
      { length: 40 },
      (_, block) => base.isStored(block as BlockIndex) || block === 0,
    );
    expect(allocated.blockCount).toBe(stored.filter(Boolean).length + 1);
    expect(steps.slice(-2)).toEqual(Array(2).fill(40 * BLOCK + SECOND_BYTE_LENGTH));
    for (const [image, value] of [
      [layer, 2],
      [allocated.layer, 9],
    ] as const) {
      const copied = await machine.viewImage(image, 1);
      expect(marks(await readView(copied), 4)).toEqual([0, 0, 0, value]);
      copied.release();
    }
    for (const { id } of [linked, full.machine]) {
      const clone = await store.openMachine(id, base);
      expect(marks(await clone.disk.read(0, BLOCK), 1)).toEqual([1]);
      expect(await secondMarks(clone)).toEqual([0, 0, 0, 2]);
      await clone.diskAt(1).write(0, filled(6));
      await clone.revertTo(null);
      expect(await secondMarks(clone)).toEqual([0, 0, 0, 2]);
      clone.close();
    }
  });
});
