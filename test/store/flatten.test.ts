import { describe, expect, test } from "vitest";
import { BLOCK_BYTE_LENGTH } from "../../src/core/geometry.ts";
import type { BlockIndex, LayerId, SnapshotId } from "../../src/core/identity.ts";
import type { LayerRecord } from "../../src/store/records.ts";
import { openAgain, setUpMachine } from "./machine-setup.ts";
import { digestAt, expectSound, filled, marks, smallDisk, step } from "./snapshot-steps.ts";

const BLOCK = BLOCK_BYTE_LENGTH;

describe("flattening", () => {
  test("M2: gives a layer that reads the same without the layers below and without the base image", async () => {
    const options = { byteLength: 30 * BLOCK + 512, baseByteLength: 40 * BLOCK, seed: 3 };
    const setup = await setUpMachine(options);
    const { machine, base, datastore } = setup;
    await step(machine, 1, 0, 3);
    const second = await step(machine, 2, 2, 3);
    await machine.disk.write(20 * BLOCK, filled(7));
    await machine.flush();
    const before = await digestAt(machine, second);
    const inBase = Array.from({ length: 31 }, (_, block) => block).filter(
      (block) => block > 4 && base.isStored(block as BlockIndex),
    ).length;
    const progress: number[] = [];
    const moved = await machine.flatten(second, { onProgress: (done, total) => progress.push(done / total) });
    expect(moved.blockCount).toBe(2 + inBase);
    expect(moved.bytesRead).toBe(inBase * BLOCK);
    expect(progress.at(-1)).toBe(1);
    expect(machine.layers().length).toBe(2);
    expect(await digestAt(machine, second)).toEqual(before);
    const layer = (await datastore.get("layers", machine.snapshot(second).layer)) as LayerRecord;
    expect(layer).toMatchObject({ parent: null, standsAlone: true, blockCount: 5 + inBase });
    const again = await openAgain(setup);
    for (let block = 0; block < 40; block++) base.unreachable.add(block);
    expect(await digestAt(again.machine, second)).toEqual(before);
    expect(marks(await again.machine.disk.read(20 * BLOCK, BLOCK), 1)).toEqual([7]);
    expect(await machine.flatten(second)).toEqual({ blockCount: 0, bytesRead: 0, bytesWritten: 0 });
    await expectSound(setup);
    await machine.removeSnapshot(second);
    const active = await datastore.get("layers", machine.record.activeLayer);
    expect(active).toMatchObject({ parent: null, standsAlone: true });
    expect(marks(await machine.disk.read(20 * BLOCK, BLOCK), 1)).toEqual([7]);
  });

  test("M2: what a layer below took over while it ran is there once, and what was copied for nothing is freed", async () => {
    const setup = await setUpMachine({ byteLength: 30 * BLOCK, seed: 4 });
    const { machine } = setup;
    const first = await step(machine, 1);
    const second = await step(machine, 2, 1);
    const before = await digestAt(machine, second);
    await Promise.all([machine.flatten(first), machine.flatten(second)]);
    expect(await digestAt(machine, second)).toEqual(before);
    await expectSound(setup);
    await machine.revertTo(first);
    await machine.removeSnapshot(second);
    await machine.revertTo(null);
    await machine.removeSnapshot(first);
    await expectSound(setup);
    await setup.store.giveBackFreed();
    expect(await setup.datastore.keys("extents")).toEqual([]);
  });

  test("cancelled: nothing has changed, at any point at which it is given up", async () => {
    const setup = await setUpMachine({ byteLength: 1200 * BLOCK });
    const { machine, datastore } = setup;
    const top = await step(machine, 1);
    const before = [machine.layers(), await datastore.keys("extents")];
    for (const calls of [1, 400, 700]) {
      const controller = new AbortController();
      let count = 0;
      const onProgress = (): void => {
        if (++count === calls) controller.abort();
      };
      const flattening = machine.flatten(top, { signal: controller.signal, onProgress });
      await expect(flattening).rejects.toMatchObject({ code: "cancelled" });
      expect([machine.layers(), await datastore.keys("extents")]).toEqual(before);
    }
    await expectSound(setup);
  });

  test("S5: a base image that can't be reached leaves everything as it was", async () => {
    const setup = await setUpMachine();
    const { machine, base } = setup;
    const top = await step(machine, 1);
    base.unreachable.add(20).add(21).add(22).add(23);
    await expect(machine.flatten(top)).rejects.toMatchObject({ code: "image-unreachable" });
    expect(machine.snapshot(top).layer).toBe(machine.layers()[0]?.id as LayerId);
    await expectSound(setup);
  });
});

describe("names and notes", () => {
  test("a snapshot can be renamed and noted, which another session sees; limits are kept", async () => {
    const setup = await setUpMachine(smallDisk);
    const { machine } = setup;
    const id = await step(machine, 1);
    expect(machine.snapshot(id).note).toBe("");
    await machine.rename(id, "better");
    await machine.note(id, "n".repeat(2000));
    await expect(machine.rename(id, " ")).rejects.toMatchObject({ code: "name-invalid" });
    await expect(machine.note(id, "n".repeat(2001))).rejects.toMatchObject({ code: "note-invalid" });
    expect((await openAgain(setup)).machine.snapshot(id)).toMatchObject({
      name: "better",
      note: "n".repeat(2000),
    });
  });

  test("snapshots that were taken at the same moment keep their order in another session", async () => {
    const setup = await setUpMachine(smallDisk);
    const ids: SnapshotId[] = [];
    for (let index = 0; index < 12; index++) ids.push(await step(setup.machine, index));
    const entries = await setup.datastore.getAll("snapshots");
    await setup.datastore.inner.commit(
      entries.map(({ key, value }) => ({
        kind: "put",
        table: "snapshots",
        key,
        value: { ...(value as object), takenAt: 5 },
      })),
    );
    expect((await openAgain(setup)).machine.snapshots.map(({ id }) => id)).toEqual(ids);
  });
});
