import { describe, expect, test } from "vitest";
import { BLOCK_BYTE_LENGTH } from "../../src/core/geometry.ts";
import type { SnapshotId } from "../../src/core/identity.ts";
import type { Write } from "../../src/store/datastore.ts";
import { eventually, nextTurn } from "./eventually.ts";
import { openAgain, requestFor, setUpMachine, wholeDisk } from "./machine-setup.ts";
import { readView } from "./read-view.ts";

const BLOCK = BLOCK_BYTE_LENGTH;
const filled = (value: number, blockCount = 1): Uint8Array => new Uint8Array(blockCount * BLOCK).fill(value);
const puts = (writes: readonly Write[] | undefined, table: string): number =>
  (writes ?? []).filter((write) => write.kind === "put" && write.table === table).length;

describe("reverting", () => {
  test("S5 P6: one that can't be stored leaves disk, layers and configuration as they were", async () => {
    const { machine, datastore } = await setUpMachine();
    const { id } = (await machine.takeSnapshot(requestFor(machine)).durable).record;
    await machine.configure({ ...machine.record.config, ramMiB: 256 });
    await machine.disk.write(0, filled(1));
    await machine.flush();
    await machine.disk.write(BLOCK, filled(2));
    const before = [machine.layers(), machine.record, await wholeDisk(machine)];
    datastore.fateOf = () => "refuse";
    await expect(machine.revertTo(id)).rejects.toMatchObject({ code: "storage-full" });
    datastore.fateOf = () => "hold";
    expect([machine.layers(), machine.record, await wholeDisk(machine)]).toEqual(before);
    await machine.takeSnapshot(requestFor(machine)).durable;
  });

  test("M4: moves no block, and frees what was discarded", async () => {
    const { machine, datastore, store } = await setUpMachine();
    await machine.disk.write(0, filled(1, 33));
    await machine.flush();
    await machine.disk.write(0, filled(2));
    const at = datastore.commits.length;
    expect(await machine.revertTo(null)).toEqual({ discardedBlockCount: 33 });
    expect(puts(datastore.commits[at], "extents")).toBe(0);
    await eventually(() => store.freedExtentCount === 3, "extents are free");
  });

  test("C1: a read or a view begun before it gets the bytes of its own moment", async () => {
    const { machine, datastore, store } = await setUpMachine();
    await machine.disk.write(0, filled(7, 33));
    await machine.flush();
    const view = await machine.view();
    await machine.revertTo(null);
    await nextTurn();
    expect(store.freedExtentCount).toBe(0);
    await store.giveBackFreed();
    expect((await datastore.getAll("extents")).length).toBe(3);
    expect((await readView(view)).subarray(0, 33 * BLOCK)).toEqual(filled(7, 33));
    view.release();
    await eventually(() => store.freedExtentCount === 3, "extents are free");
  });

  test("snapshot-unknown: one that was never taken is refused", async () => {
    const { machine } = await setUpMachine();
    await expect(machine.revertTo("nothing" as SnapshotId)).rejects.toMatchObject({
      code: "snapshot-unknown",
    });
  });
});

describe("a flush", () => {
  test("P4: resolves when all that was acknowledged before it is stored, and not earlier", async () => {
    const setup = await setUpMachine();
    const { machine, datastore } = setup;
    let letGo = (): void => undefined;
    await machine.disk.write(0, filled(1, 3));
    const gate = new Promise<void>((resolve) => {
      letGo = resolve;
    });
    datastore.latency = () => gate;
    let isDone = false;
    const flushing = machine.flush().then(() => {
      isDone = true;
    });
    await nextTurn();
    expect(isDone).toBe(false);
    letGo();
    await flushing;
    expect(await (await openAgain(setup)).machine.disk.read(0, 3 * BLOCK)).toEqual(filled(1, 3));
  });

  test("P4 P6: one that is refused loses nothing; the next one stores the newest bytes", async () => {
    const setup = await setUpMachine();
    const { machine, datastore } = setup;
    await machine.disk.write(0, filled(1, 2));
    datastore.fateOf = () => "refuse";
    await expect(machine.flush()).rejects.toMatchObject({ code: "storage-full" });
    await machine.disk.write(0, filled(2));
    await expect(machine.flush()).rejects.toMatchObject({ code: "storage-full" });
    datastore.fateOf = () => "hold";
    await machine.flush();
    expect(machine.disk.buffer.byteLength).toBe(0);
    const { disk } = (await openAgain(setup)).machine;
    expect(await disk.read(0, 2 * BLOCK)).toEqual(Uint8Array.of(...filled(2), ...filled(1)));
  });

  test("P4: starts by itself when 4 MiB wait, tells of a failure, and memory has a limit", async () => {
    const { machine, datastore } = await setUpMachine({ byteLength: 9000 * BLOCK, baseByteLength: BLOCK });
    const failures: unknown[] = [];
    machine.onWriteBackFailed((cause) => failures.push(cause));
    datastore.fateOf = () => "refuse";
    await machine.disk.write(0, filled(1, 1024));
    await eventually(() => failures.length === 1, "the failure is told");
    expect(failures).toEqual([expect.objectContaining({ code: "storage-full" })]);
    await machine.waitForRoom();
    await machine.disk.write(0, filled(1, 8192));
    await expect(machine.waitForRoom()).rejects.toMatchObject({ code: "storage-full" });
    datastore.fateOf = () => "hold";
    await machine.waitForRoom();
    expect(machine.disk.buffer.byteLength).toBe(0);
  });
});

describe("a full copy", () => {
  test.each(["every-byte", "allocated"] as const)(
    "cancelled %s: rejects with cancelled, and leaves nothing",
    async (mode) => {
      const { machine, datastore } = await setUpMachine({ byteLength: 1500 * BLOCK });
      const before = await datastore.getAll("extents");
      const controller = new AbortController();
      const onProgress = (): void => controller.abort();
      const copying = machine.copyImage({ mode, signal: controller.signal, onProgress });
      await expect(copying).rejects.toMatchObject({ code: "cancelled" });
      expect(await datastore.getAll("extents")).toEqual(before);
    },
  );

  test("P6: one that is refused at any commit rejects with storage-full, and what it wrote is given back", async () => {
    const { machine, datastore } = await setUpMachine({
      byteLength: 2500 * BLOCK,
      baseByteLength: 1500 * BLOCK,
    });
    for (let refused = 0; refused < 4; refused++) {
      const first = datastore.commitCount;
      datastore.fateOf = (index) => (index === first + refused ? "refuse" : "hold");
      await expect(machine.copyImage({ mode: "every-byte" }), `commit ${refused}`).rejects.toMatchObject({
        code: "storage-full",
      });
      expect(await datastore.getAll("extents")).toEqual([]);
    }
    datastore.fateOf = () => "hold";
    const progress: number[] = [];
    const onProgress = (done: number, total: number): void => {
      progress.push(done / total);
    };
    const copied = await machine.copyImage({ mode: "every-byte", onProgress });
    expect(copied.blockCount).toBe(2500);
    expect(progress.at(-1)).toBe(1);
    expect(progress).toEqual([...progress].sort((left, right) => left - right));
  });
});
