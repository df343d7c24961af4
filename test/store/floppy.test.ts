import { describe, expect, test } from "vitest";
import { BLOCK_BYTE_LENGTH, DISK_RANGE_BLOCK_COUNT } from "../../src/core/geometry.ts";
import type { BlockIndex } from "../../src/core/identity.ts";
import type { MachineConfig } from "../../src/core/machine-config.ts";
import type { StoredMachine } from "../../src/store/stored-machine.ts";
import { openAgain, setUpMachine } from "./machine-setup.ts";
import { readView } from "./read-view.ts";
import { sameBytes } from "./same-bytes.ts";
import { second, snapshot, withSecond } from "./second-disk-setup.ts";
import { expectSound, filled, marks } from "./snapshot-steps.ts";

const FLOPPY = 2;
/** Its last block is partial. */
const ODD_BYTE_LENGTH = 1722 * 1024;
const BYTE_LENGTH = 1440 * 1024;

/** A floppy's content: zeros, but for its first block, its third and its last sector. */
function content(value: number, byteLength = BYTE_LENGTH): Uint8Array {
  const bytes = new Uint8Array(byteLength);
  bytes.set(filled(value), 0);
  bytes.set(filled(value), 2 * BLOCK_BYTE_LENGTH);
  bytes.fill(value, byteLength - 512);
  return bytes;
}

const contentOf = (machine: StoredMachine): Promise<Uint8Array> => {
  const floppy = machine.diskAt(FLOPPY);
  return floppy.read(0, floppy.byteLength);
};

const ejected = ({ record }: StoredMachine): MachineConfig => {
  const { floppy: _floppy, ...config } = record.config;
  return config;
};

const insert = (machine: StoredMachine, value: number, byteLength = BYTE_LENGTH): Promise<void> =>
  machine.insertFloppy({ byteLength, label: `floppy ${value}` }, content(value, byteLength));

describe("a floppy", () => {
  test("G3 S9: a copy goes into the active layer, as the machine's own, and is there after an opening", async () => {
    const setup = await setUpMachine({ seed: 1 });
    await insert(setup.machine, 7, ODD_BYTE_LENGTH);
    const again = await openAgain(setup);
    for (const { machine } of [setup, again]) {
      expect(machine.record.config.floppy).toEqual({
        bus: "floppy",
        image: null,
        byteLength: ODD_BYTE_LENGTH,
        label: "floppy 7",
        range: 1,
      });
      expect(sameBytes(await contentOf(machine), content(7, ODD_BYTE_LENGTH))).toBe(true);
      // The blocks of zeros take nothing.
      expect(machine.layers().map(({ blockCount }) => blockCount)).toEqual([3]);
      expect(
        machine
          .disks()
          .map(({ byteLength }) => byteLength)
          .at(-1),
      ).toBe(ODD_BYTE_LENGTH);
    }
    await again.machine.diskAt(FLOPPY).write(ODD_BYTE_LENGTH - 512, new Uint8Array(512).fill(9));
    await again.machine.flush();
    expect((await contentOf(again.machine)).at(-1)).toBe(9);
    await expectSound(again);
  });

  test("S3: it is in each snapshot as it was then, and comes back by a revert", async () => {
    const setup = await setUpMachine({ seed: 2 });
    const { machine } = setup;
    const bare = await snapshot(machine);
    await insert(machine, 1);
    const first = await snapshot(machine);
    await machine.diskAt(FLOPPY).write(0, filled(5));
    await machine.disk.write(0, filled(6));
    const changed = await snapshot(machine);
    await machine.configure(ejected(machine));
    expect(() => machine.diskAt(FLOPPY)).toThrow(expect.objectContaining({ code: "disk-unknown" }));
    await insert(machine, 2);
    expect(sameBytes(await contentOf(machine), content(2))).toBe(true);

    const view = await machine.viewSnapshot(first, FLOPPY);
    expect(sameBytes(await readView(view).finally(() => view.release()), content(1))).toBe(true);
    await machine.revertTo(changed);
    expect(marks(await contentOf(machine), 3)).toEqual([5, 0, 1]);
    await machine.revertTo(first);
    expect(sameBytes(await contentOf(machine), content(1))).toBe(true);
    await machine.revertTo(bare);
    expect(machine.record.config.floppy).toBeUndefined();
    await expectSound(setup);
  });

  test("G3: a floppy and a second disk never share a range, also while nothing is written to either", async () => {
    const { machine } = await setUpMachine({ seed: 3 });
    await machine.insertFloppy({ byteLength: BYTE_LENGTH, label: null }, null);
    await machine.configure(withSecond(machine));
    expect(machine.record.config).toMatchObject({ floppy: { range: 1 }, disks: [{}, { range: 2 }] });
    await machine.configure(ejected(machine));
    expect(machine.record.config.disks[1]).toMatchObject({ range: 2 });
    await insert(machine, 4);
    expect(machine.record.config.floppy?.range).toBe(3);
    await machine.diskAt(1).write(0, filled(8));
    expect(sameBytes(await contentOf(machine), content(4))).toBe(true);
    expect(machine.diskAt(1).locate(0 as BlockIndex)).toBe(machine.record.activeLayer);
    expect([...machine.space.chain.entries()].every(([block]) => block >= 3 * DISK_RANGE_BLOCK_COUNT)).toBe(
      true,
    );
  });

  test("what can't be is refused, and nothing has changed", async () => {
    const setup = await setUpMachine({ seed: 4 });
    const { machine } = setup;
    const before = machine.record;
    const refusal = { code: "configuration-invalid" };
    await expect(machine.insertFloppy({ byteLength: 1000 * 1024, label: null }, null)).rejects.toMatchObject(
      refusal,
    );
    await expect(
      machine.insertFloppy({ byteLength: BYTE_LENGTH, label: "short" }, new Uint8Array(512)),
    ).rejects.toMatchObject(refusal);
    expect(machine.record).toEqual(before);
    await insert(machine, 1);
    await expect(insert(machine, 2)).rejects.toMatchObject(refusal);
    const { floppy } = machine.record.config;
    if (floppy === undefined) throw new Error("No floppy");
    await expect(
      machine.configure({ ...machine.record.config, floppy: { ...floppy, range: 5 } }),
    ).rejects.toMatchObject(refusal);
    expect(sameBytes(await contentOf(machine), content(1))).toBe(true);
    // What is asked for by the configuration that it has stays.
    await machine.configure({ ...machine.record.config, ramMiB: 128 });
    expect(machine.record.config.floppy).toEqual(floppy);
    await expectSound(setup);
  });

  test("V1: a clone has it, and a new machine with the same configuration has none", async () => {
    const setup = await setUpMachine({ seed: 5 });
    const { machine, store, base } = setup;
    await insert(machine, 3);
    const id = await snapshot(machine);
    const clone = await machine.cloneLinked(id, "clone");
    const opened = await store.openMachine(clone.machine.id, base);
    expect(sameBytes(await contentOf(opened), content(3))).toBe(true);
    const made = await store.createMachine(
      "made",
      { ...machine.record.config, disks: [machine.record.config.disks[0], second] },
      base,
    );
    expect(made.config.floppy).toBeUndefined();
    expect(made.config.disks[1]?.range).toBe(1);
    await expectSound(setup);
  });
});
