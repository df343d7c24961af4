import { describe, expect, test } from "vitest";
import { BLOCK_BYTE_LENGTH } from "../../src/core/geometry.ts";
import type { BlockIndex } from "../../src/core/identity.ts";
import { Random } from "../support/random.ts";
import { allPages, madeCapture, openAgain, requestFor, setUpMachine } from "./machine-setup.ts";
import { readView } from "./read-view.ts";
import { digestAt, diskAt, expectSound, filled, marks, smallDisk, step } from "./snapshot-steps.ts";

const BLOCK = BLOCK_BYTE_LENGTH;

describe("removing a snapshot", () => {
  test("M3 M1: in the middle of a chain its blocks go to the one above, and only those that it does not hold itself", async () => {
    const setup = await setUpMachine(smallDisk);
    const { machine } = setup;
    const first = await step(machine, 1, 0, 4);
    const second = await step(machine, 2, 1, 3);
    const third = await step(machine, 3, 2, 1);
    const before = await Promise.all([first, third].map((id) => digestAt(machine, id)));
    const moved = await machine.removeSnapshot(second);
    expect(moved).toMatchObject({ blockCount: 2, bytesRead: 0 });
    expect(await Promise.all([first, third].map((id) => digestAt(machine, id)))).toEqual(before);
    expect(machine.snapshot(third).parent).toBe(first);
    expect(machine.layers().map(({ blockCount }) => blockCount)).toEqual([4, 3, 0]);
    expect(machine.disk.locate(1 as BlockIndex)).toBe(machine.snapshot(third).layer);
    expect(() => machine.snapshot(second)).toThrow(expect.objectContaining({ code: "snapshot-unknown" }));
    await expectSound(setup);
  });

  test("M3: one with several children, the active layer among them, leaves each of them intact", async () => {
    const setup = await setUpMachine(smallDisk);
    const { machine } = setup;
    const root = await step(machine, 1, 0, 3);
    const left = await step(machine, 2, 0);
    await machine.revertTo(root);
    const right = await step(machine, 3, 1);
    await machine.revertTo(root);
    await machine.disk.write(2 * BLOCK, filled(4));
    await machine.flush();
    await machine.disk.write(0, filled(5));
    const { blockCount } = await machine.removeSnapshot(root);
    expect(blockCount).toBe(2 + 2 + 2);
    await machine.flush();
    for (const { machine: each } of [setup, await openAgain(setup)]) {
      expect(marks(await diskAt(each, left), 3)).toEqual([2, 1, 1]);
      expect(marks(await diskAt(each, right), 3)).toEqual([1, 3, 1]);
      expect(marks(await each.disk.read(0, 3 * BLOCK), 3)).toEqual([5, 1, 4]);
      expect(each.record.currentSnapshot).toBeNull();
      expect(each.snapshots.map(({ parent }) => parent)).toEqual([null, null]);
    }
    await expectSound(setup);
  });

  test("M4: a leaf's layer is dropped, nothing moves, and its space is free", async () => {
    const setup = await setUpMachine(smallDisk);
    const { machine, datastore } = setup;
    const root = await step(machine, 1);
    const leaf = await step(machine, 2, 5, 20);
    await machine.revertTo(root);
    expect(await machine.removeSnapshot(leaf)).toEqual({
      blockCount: 0,
      bytesRead: 0,
      bytesWritten: 0,
      wiped: null,
      destroyedKey: null,
    });
    await expectSound(setup);
    expect(await setup.store.giveBackFreed()).toBe(2);
    expect((await datastore.keys("extents")).length).toBe(1);
  });

  test("M1: costs the blocks of the layer, as references, whatever the layers above it and the disk hold", async () => {
    const costs: number[] = [];
    for (const blockCount of [40, 20_000]) {
      const { machine, datastore } = await setUpMachine({ ...smallDisk, byteLength: blockCount * BLOCK });
      await step(machine, 1, 0, blockCount);
      const small = await step(machine, 2, 3, 2);
      await step(machine, 3, 5, blockCount - 5);
      datastore.commits.length = 0;
      const { bytesWritten } = await machine.removeSnapshot(small);
      costs.push(bytesWritten);
      expect(datastore.commits[0]?.filter(({ table }) => table === "extents")).toEqual([]);
      expect(datastore.commits[0]?.filter(({ table }) => table === "maps").length).toBe(2);
    }
    expect(Math.max(...costs)).toBeLessThanOrEqual(4104);
  });

  test("S3: memory that another snapshot keeps by its changes stays whole, and a capture on memory that is gone is refused", async () => {
    const setup = await setUpMachine(smallDisk);
    const { machine } = setup;
    const random = new Random(5);
    const capture = madeCapture(random, 40);
    const first = (await machine.takeSnapshot(requestFor(machine, capture)).durable).record.id;
    const live = await machine.loadLive(first);
    if (live === null) throw new Error("Load memory: none, wanted that of a live snapshot");
    const changed = new Map([[3 as BlockIndex, random.bytes(BLOCK)]]);
    const base = { layer: live.ramLayer, places: live.places };
    const later = { ...capture, base, pages: changed, zeroPages: [6 as BlockIndex] };
    const second = (await machine.takeSnapshot(requestFor(machine, later)).durable).record.id;
    await machine.removeSnapshot(first);
    await expectSound(setup);
    const expected = new Map([...capture.pages, ...changed]);
    expected.delete(6 as BlockIndex);
    const found = await (await openAgain(setup)).machine.loadLive(second);
    expect(found && (await allPages(found))).toEqual(expected);
    const refused = machine.takeSnapshot(requestFor(machine, later)).durable;
    await expect(refused).rejects.toMatchObject({ code: "snapshot-unknown" });
  });

  test("C1: a view and a read begun before it get their bytes, also when these are thrown away", async () => {
    const { machine } = await setUpMachine(smallDisk);
    const root = await step(machine, 1, 0, 4);
    await machine.disk.write(0, filled(2, 4));
    await machine.flush();
    const view = await machine.viewSnapshot(root);
    await machine.removeSnapshot(root);
    expect(marks(await readView(view), 4)).toEqual([1, 1, 1, 1]);
    view.release();
  });

  test("I1: a damaged one that nothing stands on can be removed; one that others stand on is refused, and nothing changes", async () => {
    const setup = await setUpMachine(smallDisk);
    const root = await step(setup.machine, 1, 0, 3);
    const leaf = await step(setup.machine, 2, 0, 3);
    await setup.machine.revertTo(root);
    for (const id of [root, leaf]) {
      const key = [setup.machine.snapshot(id).layer, 0] as const;
      const value = ((await setup.datastore.get("maps", key)) as Uint8Array).map((byte) => byte ^ 1);
      await setup.datastore.inner.commit([{ kind: "put", table: "maps", key, value }]);
    }
    await expect(setup.machine.removeSnapshot(root)).rejects.toMatchObject({ code: "storage-damaged" });
    expect(setup.machine.snapshots.length).toBe(2);
    await setup.machine.removeSnapshot(leaf);
    expect(setup.machine.snapshots.map(({ id }) => id)).toEqual([root]);
  });

  test("P1 P6: one that can't be stored changes nothing", async () => {
    const setup = await setUpMachine(smallDisk);
    const { machine, datastore } = setup;
    const root = await step(machine, 1, 0, 3);
    const top = await step(machine, 2);
    const before = [machine.layers(), machine.record, machine.snapshots];
    datastore.fateOf = () => "refuse";
    for (const work of [
      () => machine.removeSnapshot(root),
      () => machine.mergeIntoParent(top),
      () => machine.flatten(top),
      () => machine.cloneLinked(top, "clone"),
      () => machine.cloneFully(top, "clone"),
    ])
      await expect(work()).rejects.toMatchObject({ code: "storage-full" });
    datastore.fateOf = () => "hold";
    expect([machine.layers(), machine.record, machine.snapshots]).toEqual(before);
    expect(marks(await machine.disk.read(0, 3 * BLOCK), 3)).toEqual([2, 1, 1]);
    await machine.removeSnapshot(root);
    await expectSound(setup);
  });
});

describe("removing a branch", () => {
  test("M2 M4: takes a snapshot and all that descend from it, moves nothing, and leaves the rest", async () => {
    const setup = await setUpMachine(smallDisk);
    const { machine } = setup;
    const root = await step(machine, 1, 0, 3);
    const branch = await step(machine, 2, 0);
    await step(machine, 3, 1);
    await machine.revertTo(branch);
    await step(machine, 4, 2);
    await machine.revertTo(root);
    expect((await machine.removeBranch(branch)).blockCount).toBe(0);
    expect(machine.snapshots.map(({ id }) => id)).toEqual([root]);
    expect(marks(await machine.disk.read(0, 3 * BLOCK), 3)).toEqual([1, 1, 1]);
    await expectSound(setup);
  });

  test("branch-in-use: one that the machine stands on is refused, and the details say where it stands", async () => {
    const { machine } = await setUpMachine(smallDisk);
    const root = await step(machine, 1);
    const top = await step(machine, 2);
    await expect(machine.removeBranch(root)).rejects.toMatchObject({
      code: "branch-in-use",
      details: { snapshot: top },
    });
    expect(machine.snapshots.length).toBe(2);
  });
});

describe("merging into the parent", () => {
  test("M1 M2: gives the parent's layer overwritten by the snapshot's, moves exactly its blocks, and the parent disappears", async () => {
    const setup = await setUpMachine(smallDisk);
    const { machine } = setup;
    const first = await step(machine, 1, 0, 10);
    const second = await step(machine, 2, 8, 5);
    const third = await step(machine, 3, 0);
    const into = machine.snapshot(first).layer;
    const before = await Promise.all([second, third].map((id) => digestAt(machine, id)));
    expect((await machine.mergeIntoParent(second)).blockCount).toBe(5);
    expect(machine.snapshots.map(({ id, parent }) => [id, parent])).toEqual([
      [second, null],
      [third, second],
    ]);
    expect(machine.snapshot(second).layer).toBe(into);
    expect(machine.layers().map(({ blockCount }) => blockCount)).toEqual([13, 1, 0]);
    expect(machine.disk.locate(9 as BlockIndex)).toBe(into);
    for (const { machine: each } of [setup, await openAgain(setup)])
      expect(await Promise.all([second, third].map((id) => digestAt(each, id)))).toEqual(before);
    await expectSound(setup);
  });

  test("merge-refused: without a parent, with others standing on it, and for one that stands alone", async () => {
    const { machine, store, base } = await setUpMachine(smallDisk);
    const root = await step(machine, 1);
    const top = await step(machine, 2);
    const refusal = (reason: string): object => ({ code: "merge-refused", details: { reason } });
    await expect(machine.mergeIntoParent(root)).rejects.toMatchObject(refusal("no-parent"));
    await machine.revertTo(root);
    await expect(machine.mergeIntoParent(top)).rejects.toMatchObject(refusal("parent-in-use"));
    await machine.revertTo(top);
    const { id } = (await machine.cloneLinked(root, "clone")).machine;
    await expect(machine.mergeIntoParent(top)).rejects.toMatchObject(refusal("parent-in-use"));
    // Also when no layer of the clone stands on its beginning any more: it may still revert to that.
    const clone = await store.openMachine(id, base);
    await clone.flatten(await step(clone, 3));
    await expect(machine.mergeIntoParent(top)).rejects.toMatchObject(refusal("parent-in-use"));
    await machine.flatten(top);
    await expect(machine.mergeIntoParent(top)).rejects.toMatchObject(refusal("stands-alone"));
  });
});
