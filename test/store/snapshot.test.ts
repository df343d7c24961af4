import { describe, expect, test } from "vitest";
import { BLOCK_BYTE_LENGTH } from "../../src/core/geometry.ts";
import type { BlockIndex, SnapshotId } from "../../src/core/identity.ts";
import type { Write } from "../../src/store/datastore.ts";
import { Random } from "../support/random.ts";
import { allPages, madeCapture, openAgain, requestFor, setUpMachine } from "./machine-setup.ts";

const BLOCK = BLOCK_BYTE_LENGTH;
const filled = (value: number, blockCount = 1): Uint8Array => new Uint8Array(blockCount * BLOCK).fill(value);
const puts = (writes: readonly Write[] | undefined, table: string): number =>
  (writes ?? []).filter((write) => write.kind === "put" && write.table === table).length;

describe("a snapshot", () => {
  test("S1: copies no disk block, and writes the same records whatever the size of the disk and what it holds", async () => {
    const tables: string[] = [];
    for (const blockCount of [8, 400, 3000]) {
      const { machine, datastore } = await setUpMachine({
        byteLength: blockCount * BLOCK,
        baseByteLength: 8 * BLOCK,
      });
      await machine.disk.write(0, filled(1, blockCount));
      await machine.flush();
      const taken = await machine.takeSnapshot(requestFor(machine)).durable;
      const writes = datastore.commits.at(-1);
      expect(puts(writes, "extents")).toBe(0);
      expect([taken.blockCount, taken.bytesWritten]).toEqual([0, 0]);
      tables.push((writes ?? []).map(({ table }) => table).join());
    }
    expect(new Set(tables).size).toBe(1);
  });

  test("S1: copies no disk block either when a third of the layer is dead and waits to be cleaned", async () => {
    const { machine, datastore } = await setUpMachine({
      byteLength: 1024 * BLOCK,
      baseByteLength: 8 * BLOCK,
    });
    await machine.disk.write(0, filled(1, 1024));
    await machine.flush();
    for (let block = 0; block < 1024; block += 16) await machine.disk.write(block * BLOCK, filled(2, 9));
    const { blockCount } = await machine.takeSnapshot(requestFor(machine)).durable;
    expect(blockCount).toBe(64 * 9);
    expect(puts(datastore.commits.at(-1), "extents")).toBe((64 * 9) / 16);
  });

  test("S2: freezes the old active layer at the call, and an empty one takes what is written from then on", async () => {
    const { machine } = await setUpMachine();
    await machine.disk.write(0, filled(1, 2));
    const [frozen] = machine.layers();
    const { durable } = machine.takeSnapshot(requestFor(machine));
    await machine.disk.write(BLOCK, filled(2));
    expect(machine.layers().map(({ blockCount }) => blockCount)).toEqual([2, 1]);
    expect(machine.disk.locate(0 as BlockIndex)).toBe(frozen?.id);
    expect(machine.disk.locate(1 as BlockIndex)).toBe(machine.layers()[1]?.id);
    const { record } = await durable;
    expect(record.layer).toBe(frozen?.id);
    expect(machine.layers().map(({ blockCount }) => blockCount)).toEqual([2, 1]);
    await machine.revertTo(record.id);
    expect(await machine.disk.read(0, 2 * BLOCK)).toEqual(filled(1, 2));
  });

  test("S2: two taken before the first is durable are two layers, listed at once", async () => {
    const { machine } = await setUpMachine();
    const first = machine.takeSnapshot(requestFor(machine));
    await machine.disk.write(0, filled(1));
    const second = machine.takeSnapshot(requestFor(machine));
    await machine.disk.write(BLOCK, filled(2, 2));
    expect(machine.layers().map(({ blockCount }) => blockCount)).toEqual([0, 1, 2]);
    const ids = machine.layers().map(({ id }) => id);
    expect(ids).toContain(machine.disk.locate(0 as BlockIndex));
    await Promise.all([first.durable, second.durable]);
    expect(machine.layers().map(({ id }) => id)).toEqual(ids);
    expect(machine.snapshot(second.id).parent).toBe(first.id);
  });

  test("S3: a live one gives memory and devices back, byte for byte, also in another session", async () => {
    const setup = await setUpMachine();
    const capture = madeCapture(new Random(3), 40);
    const { id } = (await setup.machine.takeSnapshot(requestFor(setup.machine, capture)).durable).record;
    for (const { machine } of [setup, await openAgain(setup)]) {
      const live = await machine.loadLive(id);
      expect(live?.devices).toEqual(capture.devices);
      expect(live && (await allPages(live))).toEqual(capture.pages);
      expect(machine.snapshot(id).live).toMatchObject({ build: "made", ramPageCount: 40 });
    }
  });

  test("S4: is refused while a disk request is in flight, and nothing changes", async () => {
    const { machine, base } = await setUpMachine();
    const block = Array.from({ length: 30 }, (_, index) => index).find((index) =>
      base.isStored(index as BlockIndex),
    );
    const writing = machine.disk.write((block ?? 0) * BLOCK, new Uint8Array(512));
    expect(() => machine.takeSnapshot(requestFor(machine))).toThrow(
      expect.objectContaining({ code: "machine-busy" }),
    );
    await expect(machine.revertTo(null)).rejects.toMatchObject({ code: "machine-busy" });
    await writing;
    expect(machine.layers().length).toBe(1);
    expect(machine.snapshots).toEqual([]);
  });

  test("S4: is refused while a revert is under way, so that no write can go to a layer that is being dropped", async () => {
    const { machine } = await setUpMachine();
    await machine.disk.write(0, filled(1));
    const { record } = await machine.takeSnapshot(requestFor(machine)).durable;
    await machine.disk.write(0, filled(2));
    const reverting = machine.revertTo(record.id);
    expect(() => machine.takeSnapshot(requestFor(machine))).toThrow(
      expect.objectContaining({ code: "machine-busy" }),
    );
    await reverting;
    await machine.takeSnapshot(requestFor(machine)).durable;
    await machine.disk.write(BLOCK, filled(3));
    await machine.flush();
    expect(machine.layers().map(({ blockCount }) => blockCount)).toEqual([1, 0, 1]);
  });

  test("S5 P6: one that can't be stored leaves two layers one again, keeps what was written meanwhile, and can be retried", async () => {
    const setup = await setUpMachine();
    const { machine, datastore } = setup;
    await machine.disk.write(0, filled(1));
    const [layer] = machine.layers();
    datastore.fateOf = () => "refuse";
    const { id, durable } = machine.takeSnapshot(requestFor(machine, madeCapture(new Random(1))));
    await machine.disk.write(BLOCK, filled(2));
    await expect(durable).rejects.toMatchObject({ code: "storage-full" });
    expect(machine.layers()).toEqual([{ id: layer?.id, blockCount: 2 }]);
    expect(machine.snapshots).toEqual([]);
    expect(() => machine.snapshot(id)).toThrow(expect.objectContaining({ code: "snapshot-unknown" }));
    datastore.fateOf = () => "hold";
    await machine.flush();
    await machine.takeSnapshot(requestFor(machine)).durable;
    const again = await openAgain(setup);
    expect(await again.machine.disk.read(0, 2 * BLOCK)).toEqual(Uint8Array.of(...filled(1), ...filled(2)));
    expect(await again.datastore.getAll("states")).toEqual([]);
  });

  test("S6: reverting to one with children starts a branch, and no existing layer changes", async () => {
    const { machine, datastore } = await setUpMachine();
    const ids: SnapshotId[] = [];
    for (const value of [1, 2]) {
      await machine.disk.write(0, filled(value));
      ids.push((await machine.takeSnapshot(requestFor(machine)).durable).record.id);
    }
    const [first, second] = ids as [SnapshotId, SnapshotId];
    await machine.revertTo(first);
    await machine.disk.write(0, filled(3));
    const branch = (await machine.takeSnapshot(requestFor(machine)).durable).record;
    expect(branch.parent).toBe(first);
    for (const [id, value] of [
      [second, 2],
      [first, 1],
      [branch.id, 3],
    ] as const) {
      await machine.revertTo(id);
      expect(await machine.disk.read(0, BLOCK)).toEqual(filled(value));
    }
    expect((await datastore.getAll("snapshots")).length).toBe(3);
  });

  test("S7: one of a powered-off machine holds configuration and disk only", async () => {
    const { machine, datastore } = await setUpMachine();
    const { id } = (await machine.takeSnapshot(requestFor(machine)).durable).record;
    expect(await machine.loadLive(id)).toBeNull();
    expect(await datastore.getAll("states")).toEqual([]);
  });

  test("S8: reverting restores the configuration, in the store as well", async () => {
    const setup = await setUpMachine();
    const { machine } = setup;
    const { id } = (await machine.takeSnapshot(requestFor(machine)).durable).record;
    await machine.configure({ ...machine.record.config, ramMiB: 256 });
    await machine.revertTo(id);
    expect(machine.record.config.ramMiB).toBe(64);
    expect((await openAgain(setup)).machine.record.config.ramMiB).toBe(64);
  });

  test("name-invalid: an empty name is refused before anything is frozen", async () => {
    const { machine } = await setUpMachine();
    expect(() => machine.takeSnapshot({ ...requestFor(machine), name: " " })).toThrow(
      expect.objectContaining({ code: "name-invalid" }),
    );
    expect(machine.layers().length).toBe(1);
  });
});
