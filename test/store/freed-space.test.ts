import { describe, expect, test } from "vitest";
import { BLOCK_BYTE_LENGTH } from "../../src/core/geometry.ts";
import type { LayerRecord } from "../../src/store/records.ts";
import { createChecksum } from "../../src/store/sealed-bytes.ts";
import { putRecord } from "../../src/store/sealed-record.ts";
import { Store } from "../../src/store/store.ts";
import { eventually, nextTurn } from "./eventually.ts";
import { type MachineSetup, openAgain, setUpMachine } from "./machine-setup.ts";
import { diskAt, expectSound, filled, marks, smallDisk, step } from "./snapshot-steps.ts";
import { recordsIn } from "./stored-records.ts";
import type { WatchedDatastore } from "./watched-datastore.ts";

const checksum = await createChecksum();
const BLOCK = BLOCK_BYTE_LENGTH;

/** In how many stored extents the bytes of a block full of `value` lie, referred to or not. */
async function extentsWith(value: number, datastore: WatchedDatastore): Promise<number> {
  const block = filled(value);
  return (await datastore.getAll("extents")).filter(({ value: record }) => {
    const bytes = record as Uint8Array;
    for (let start = 0; start + BLOCK <= bytes.byteLength; start += BLOCK)
      if (block.every((byte, index) => byte === bytes[start + index])) return true;
    return false;
  }).length;
}

/** Two snapshots, of which the second holds 40 blocks of its own that nothing else needs. */
async function setUpLeaf(): Promise<MachineSetup & { leaf: Awaited<ReturnType<typeof step>> }> {
  const setup = await setUpMachine({ ...smallDisk, byteLength: 100 * BLOCK });
  const root = await step(setup.machine, 1, 0, 4);
  const leaf = await step(setup.machine, 2, 10, 40);
  await setup.machine.revertTo(root);
  await eventually(() => !setup.machine.space.isBusy, "the disk is at rest");
  return { ...setup, leaf };
}

describe("freed space", () => {
  test("E3: what was deleted without a wipe stays in freed extents, and no machine is given it", async () => {
    const setup = await setUpLeaf();
    const { machine, store, datastore, base } = setup;
    await machine.removeSnapshot(setup.leaf);
    expect(await extentsWith(2, datastore)).toBe(3);
    expect(await store.inspectFreed()).toEqual({
      extentCount: 3,
      byteLength: 40 * BLOCK,
      unwipedByteLength: 40 * BLOCK,
    });
    expect((await store.usage()).freedBytes).toBe(3 * 16 * BLOCK);
    const other = await store.createMachine("other", machine.record.config, base);
    const opened = await store.openMachine(other.id, base);
    expect(await opened.disk.read(10 * BLOCK, 40 * BLOCK)).toEqual(new Uint8Array(40 * BLOCK));
    await expectSound(setup);
  });

  test("E3: deleted with a wipe it is overwritten with zeros, in what was freed and nowhere else", async () => {
    const setup = await setUpLeaf();
    const { machine, datastore, store } = setup;
    const [first] = machine.snapshots;
    const progress: [number, number][] = [];
    const { wiped, blockCount, bytesWritten } = await machine.removeSnapshot(setup.leaf, {
      wipe: true,
      onProgress: (done, total) => progress.push([done, total]),
    });
    expect(wiped).toMatchObject({ extentCount: 3, byteLength: 40 * BLOCK, unwipedByteLength: 0 });
    expect([blockCount, bytesWritten]).toEqual([0, wiped?.bytesWritten]);
    expect(bytesWritten).toBeGreaterThanOrEqual(40 * BLOCK);
    expect(progress.at(-1)).toEqual([3, 3]);
    expect(await extentsWith(2, datastore)).toBe(0);
    expect(await extentsWith(1, datastore)).toBe(1);
    expect(marks(await diskAt(machine, first?.id as never), 5)).toEqual([1, 1, 1, 1, 0]);
    expect(await datastore.keys("wipes")).toEqual([]);
    expect(store.freedExtentCount).toBe(3);
    await expectSound(setup);
  });

  test("E3: a machine's wipe, a branch's wipe and a wipe of all freed space leave no old byte", async () => {
    for (const how of ["machine", "branch", "all"]) {
      const setup = await setUpLeaf();
      const { machine, datastore, store } = setup;
      if (how === "branch") await machine.removeBranch(setup.leaf, { wipe: true });
      else if (how === "all") {
        await machine.removeSnapshot(setup.leaf);
        expect(await store.wipeFreed()).toMatchObject({ extentCount: 3, unwipedByteLength: 0 });
      } else {
        machine.close();
        await store.removeMachine(machine.record.id, { wipe: true });
        expect(await extentsWith(1, datastore)).toBe(0);
      }
      expect(await extentsWith(2, datastore), how).toBe(0);
      await expectSound(setup);
    }
  });

  test("E3: a wipe that dies at any commit is ended at the next opening, before the space is free", async () => {
    for (let fatal = 0; fatal < 3; fatal++) {
      const setup = await setUpLeaf();
      const first = setup.datastore.commitCount;
      setup.datastore.fateOf = (index) => (index === first + fatal ? "die-after" : "hold");
      await expect(setup.machine.removeSnapshot(setup.leaf, { wipe: true })).rejects.toThrow();
      const again = await openAgain(setup);
      await again.store.settled();
      expect(await extentsWith(2, again.datastore), `commit ${fatal}`).toBe(0);
      expect(again.store.freedExtentCount).toBe(3);
      await expectSound(again);
    }
  });

  test("wipe-incomplete: a wipe that is refused or given up says so; the removal holds", async () => {
    const refused = await setUpLeaf();
    const first = refused.datastore.commitCount;
    refused.datastore.fateOf = (index) => (index > first ? "refuse" : "hold");
    await expect(refused.machine.removeSnapshot(refused.leaf, { wipe: true })).rejects.toMatchObject({
      code: "wipe-incomplete",
      details: { reason: "storage-full" },
    });
    expect(refused.machine.snapshots.length).toBe(1);
    expect(refused.store.freedExtentCount).toBe(0);
    const again = await openAgain(refused);
    await again.store.settled();
    expect(await extentsWith(2, again.datastore)).toBe(0);

    const given = await setUpLeaf();
    const removing = given.machine.removeSnapshot(given.leaf, { wipe: true, signal: { aborted: true } });
    await expect(removing).rejects.toMatchObject({
      code: "wipe-incomplete",
      details: { reason: "cancelled" },
    });
    expect(given.machine.snapshots.length).toBe(1);
    expect(await extentsWith(2, given.datastore)).toBe(3);
    expect((await openAgain(given)).store.freedExtentCount).toBe(3);
  });

  test("E3: a wipe waits for those who still read what was deleted", async () => {
    const { machine, datastore, leaf } = await setUpLeaf();
    const view = await machine.viewSnapshot(leaf);
    const removing = machine.removeSnapshot(leaf, { wipe: true });
    await nextTurn();
    expect(await extentsWith(2, datastore)).toBe(3);
    for await (const { blocks } of view.chunks()) expect(blocks[10]).toEqual(filled(2));
    view.release();
    await removing;
    expect(await extentsWith(2, datastore)).toBe(0);
  });

  test("E3: what was wiped beside blocks that stay is overwritten when these go, in this session or a later one", async () => {
    for (const isLater of [false, true]) {
      let setup = await setUpMachine({ ...smallDisk, byteLength: 100 * BLOCK });
      const removed = await step(setup.machine, 3, 0, 4);
      await setup.machine.disk.write(0, filled(4, 2));
      await setup.machine.flush();
      await setup.machine.removeSnapshot(removed, { wipe: true });
      // Two of the four blocks are the active layer's now; their extent can't be overwritten yet.
      expect(marks(await setup.machine.disk.read(0, 5 * BLOCK), 5)).toEqual([4, 4, 3, 3, 0]);
      if (isLater) setup = await openAgain(setup);
      const { machine, store, datastore } = setup;
      await store.settled();
      expect((await datastore.keys("wipes")).length).toBe(1);
      await machine.disk.write(2 * BLOCK, filled(5, 2));
      await machine.flush();
      await eventually(() => store.freedExtentCount === 1, "the extent is free");
      expect(await extentsWith(3, datastore)).toBe(0);
      expect((await store.inspectFreed()).unwipedByteLength).toBe(0);
      expect(await datastore.keys("wipes")).toEqual([]);
      expect(marks(await machine.disk.read(0, 5 * BLOCK), 5)).toEqual([4, 4, 5, 5, 0]);
      await expectSound(setup);
    }
  });

  test("E3: a removal with a wipe that moves every block notes nothing for later", async () => {
    const setup = await setUpMachine(smallDisk);
    const removed = await step(setup.machine, 3, 0, 4);
    await setup.machine.removeSnapshot(removed, { wipe: true });
    expect(await setup.datastore.keys("wipes")).toEqual([]);
    await expectSound(setup);
  });

  test("E3, I3: a wipe's note that is damaged hinders no opening; all that is free is overwritten", async () => {
    const setup = await setUpLeaf();
    const { machine, datastore, leaf } = setup;
    await machine.removeSnapshot(leaf);
    await datastore.inner.commit([{ kind: "put", table: "wipes", key: "extent 2", value: "damaged" }]);
    const again = await openAgain(setup);
    await again.store.settled();
    expect(await extentsWith(2, datastore)).toBe(0);
    expect(await extentsWith(1, datastore)).toBe(1);
    expect(await datastore.keys("wipes")).toEqual([]);
    await expectSound(again);
  });

  test("E3: an overwritten extent is never taken for data", async () => {
    const setup = await setUpLeaf();
    const { machine, datastore, leaf } = setup;
    const records = new Map((await datastore.getAll("maps")).map((entry) => [String(entry.key), entry]));
    await machine.removeSnapshot(leaf, { wipe: true });
    // Put the map of a layer that is gone in the place of the active one's.
    const [old] = [...records.values()].filter(
      ({ key }) => !String(key).startsWith(machine.layers()[0]?.id as string),
    );
    expect(old).toBeDefined();
    const { id } = machine.layers().at(-1) as { id: string };
    const layer = (await recordsIn<LayerRecord>(datastore, "layers")).find((record) => record.id === id);
    await datastore.inner.commit([
      { kind: "put", table: "maps", key: [id, 0], value: old?.value },
      putRecord("layers", id, { ...layer, blockCount: 40 }, checksum),
    ]);
    const again = await openAgain(setup);
    await expect(again.machine.disk.read(10 * BLOCK, BLOCK)).rejects.toMatchObject({
      code: "storage-damaged",
    });
  });

  test("O5: new extents take the room of freed ones, the oldest first, and no more than a limit is kept", async () => {
    const setup = await setUpMachine({ byteLength: 4096 * BLOCK, baseByteLength: 512 });
    const { machine, store, datastore } = setup;
    await machine.disk.write(0, filled(1, 1024));
    await machine.flush();
    await machine.revertTo(null);
    await eventually(() => store.freedExtentCount === 64, "64 extents are free");
    await machine.disk.write(0, filled(2, 1024));
    await machine.flush();
    await nextTurn();
    await store.settled();
    expect(store.freedExtentCount).toBe(0);
    expect((await datastore.keys("extents")).length).toBe(64);
    expect(await extentsWith(1, datastore)).toBe(0);

    machine.close();
    const limited = await Store.open(datastore, { newId: () => "x", now: () => 1, keptExtentCount: 3 });
    const opened = await limited.openMachine(machine.record.id, setup.base);
    await opened.revertTo(null);
    await nextTurn();
    await limited.settled();
    expect(limited.freedExtentCount).toBe(3);
    expect((await datastore.keys("extents")).length).toBe(3);
  });

  test("P6: freed space is given up before an operation is refused for want of room", async () => {
    const setup = await setUpLeaf();
    const { machine, store, datastore, leaf } = setup;
    await machine.removeSnapshot(leaf);
    await machine.disk.write(0, filled(5));
    const { length: before } = await datastore.keys("extents");
    let isFull = true;
    datastore.fateOf = (_, writes) => {
      if (writes.every(({ kind }) => kind === "delete")) isFull = false;
      return isFull ? "refuse" : "hold";
    };
    await machine.flush();
    expect(store.freedExtentCount).toBe(0);
    expect((await datastore.keys("extents")).length).toBe(before - 3 + 1);
    expect(await (await openAgain(setup)).machine.disk.read(0, BLOCK)).toEqual(filled(5));
  });
});
