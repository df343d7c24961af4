import { describe, expect, test } from "vitest";
import { BLOCK_BYTE_LENGTH } from "../../src/core/geometry.ts";
import type { BlockIndex, SnapshotId } from "../../src/core/identity.ts";
import { Random } from "../support/random.ts";
import {
  type MachineSetup,
  madeCapture,
  openAgain,
  openStore,
  requestFor,
  setUpMachine,
} from "./machine-setup.ts";
import { WatchedDatastore } from "./watched-datastore.ts";

const MIB = 2 ** 20;
const GIB = 2 ** 30;
const REGION_BYTE_LENGTH = 4 * MIB;

const blockOf = (value: number): Uint8Array => new Uint8Array(BLOCK_BYTE_LENGTH).fill(value);

/** A machine whose disk is as large as it is said, over an image without data. */
const setUp = (byteLength: number): Promise<MachineSetup> =>
  setUpMachine({ byteLength, baseByteLength: BLOCK_BYTE_LENGTH });

async function takeSnapshots({ machine }: MachineSetup, count: number): Promise<SnapshotId[]> {
  const ids: SnapshotId[] = [];
  for (let index = 0; index < count; index++) {
    // One block of its own, and one that every layer holds anew.
    await machine.disk.write((1 + index) * BLOCK_BYTE_LENGTH, blockOf(1 + (index % 250)));
    await machine.disk.write(0, blockOf(1 + (index % 250)));
    ids.push((await machine.takeSnapshot(requestFor(machine)).durable).record.id);
  }
  return ids;
}

/** What some work read and committed, in numbers of records. */
async function counted({ datastore }: MachineSetup, work: () => Promise<unknown>) {
  datastore.reads.clear();
  const before = datastore.commits.length;
  await work();
  const commits = datastore.commits.slice(before);
  const writes: Record<string, number> = {};
  for (const { kind, table } of commits.flat())
    writes[`${kind} ${table}`] = (writes[`${kind} ${table}`] ?? 0) + 1;
  return { reads: Object.fromEntries(datastore.reads), commitCount: commits.length, writes };
}

describe("what a snapshot costs", () => {
  const cost = async (setup: MachineSetup) => {
    const capture = madeCapture(new Random(3));
    let bytesWritten = 0;
    const counts = await counted(setup, async () => {
      for (let block = 0; block < 40; block++)
        await setup.machine.disk.write(MIB + block * 9 * BLOCK_BYTE_LENGTH, blockOf(7));
      ({ bytesWritten } = await setup.machine.takeSnapshot(requestFor(setup.machine, capture)).durable);
    });
    return { ...counts, bytesWritten };
  };

  test("S1: does not depend on the size of the disk", async () => {
    const small = await cost(await setUp(64 * MIB));
    expect(await cost(await setUp(64 * GIB))).toEqual(small);
    expect(small.commitCount).toBe(1);
    expect(small.reads).toEqual({});
  });

  test("S1: does not depend on how many layers and snapshots there are", async () => {
    const [few, many] = [await setUp(64 * MIB), await setUp(64 * MIB)];
    await takeSnapshots(few, 2);
    await takeSnapshots(many, 200);
    const costOfFew = await cost(few);
    expect(await cost(many)).toEqual(costOfFew);
    expect(costOfFew.commitCount).toBe(1);
    expect(costOfFew.reads).toEqual({});
  });
});

test("C3: a block is read from one record, through a thousand layers as through one", async () => {
  for (const depth of [1, 1000]) {
    const setup = await setUp(64 * MIB);
    await takeSnapshots(setup, depth);
    const opened = await openAgain(setup);
    for (const block of [0, 1, depth]) {
      const value = block === 0 ? depth : block;
      let bytes = new Uint8Array();
      const fresh = await openAgain(opened);
      const { reads } = await counted(fresh, async () => {
        bytes = await fresh.machine.disk.read(block * BLOCK_BYTE_LENGTH, BLOCK_BYTE_LENGTH);
      });
      expect(reads).toEqual({ extents: 1 });
      expect(bytes).toEqual(blockOf(1 + ((value - 1) % 250)));
    }
  }
});

test("M1 M2: a merge reads and writes maps of the blocks that it moves, and no block", async () => {
  const merge = async (blockCount: number) => {
    const setup = await setUp(GIB);
    const { machine } = setup;
    await machine.disk.write(0, blockOf(1));
    await machine.takeSnapshot(requestFor(machine)).durable;
    for (let block = 0; block < blockCount; block += 16)
      await machine.disk.write(block * BLOCK_BYTE_LENGTH, new Uint8Array(16 * BLOCK_BYTE_LENGTH).fill(2));
    const { record } = await machine.takeSnapshot(requestFor(machine)).durable;
    let moved = { blockCount: 0, bytesRead: 0 };
    const { reads, commitCount, writes } = await counted(setup, async () => {
      moved = await machine.mergeIntoParent(record.id);
    });
    expect(moved).toMatchObject({ blockCount, bytesRead: 0 });
    expect(commitCount).toBe(1);
    expect(Object.keys(reads)).toEqual(["maps"]);
    return { regionsRead: reads["maps"], regionsWritten: writes["put maps"] };
  };
  // A region has 1,024 blocks. Of the layer all are read, of the one below those in which it has something.
  expect(await merge(1024)).toEqual({ regionsRead: 2, regionsWritten: 1 });
  expect(await merge(8 * 1024)).toEqual({ regionsRead: 16, regionsWritten: 8 });
});

test("C1: of a large disk's snapshots some are kept folded, whatever their number, and all read what they were", async () => {
  const setup = await setUp(64 * GIB);
  const { machine } = setup;
  // Two maps of 512 regions each take 4 MiB, and 32 MiB are kept: eight of them at most.
  for (let region = 0; region < 512; region++)
    await machine.disk.write(region * REGION_BYTE_LENGTH, blockOf(1));
  const ids = await takeSnapshots(setup, 20);
  const readsMaps = async (id: SnapshotId): Promise<boolean> => {
    const { reads } = await counted(setup, () => machine.revertTo(id));
    expect((await machine.disk.read(0, 1))[0]).toBe(ids.indexOf(id) + 1);
    const own = ids.indexOf(id) + 1;
    expect(machine.disk.isStored(own as BlockIndex)).toBe(true);
    expect(machine.disk.isStored((own + 1) as BlockIndex)).toBe(false);
    return reads["maps"] !== undefined;
  };
  const keptCount = async (): Promise<number> => {
    let count = 0;
    for (const id of ids.toReversed()) if (!(await readsMaps(id))) count++;
    return count;
  };
  expect(await keptCount()).toBe(7);
  // What was reverted to last is kept; what was not for long has gone.
  expect(await readsMaps(ids[0] as SnapshotId)).toBe(false);
  expect(await readsMaps(ids[19] as SnapshotId)).toBe(true);
});

test("the opening reads each map once, and many layers with one request", async () => {
  const setup = await setUp(64 * GIB);
  const { machine, datastore } = setup;
  await takeSnapshots(setup, 300);
  for (let region = 0; region < 1500; region++)
    await machine.disk.write(region * REGION_BYTE_LENGTH, blockOf(1));
  await machine.flush();
  const maps = (await datastore.inner.keys("maps")).length;
  expect(maps).toBe(300 + 1500);
  let requestCount = 0;
  const watched = new WatchedDatastore(datastore.inner);
  const getAll = watched.getAll.bind(watched);
  watched.getAll = (table, range) => {
    if (table === "maps") requestCount++;
    return getAll(table, range);
  };
  const store = await openStore(watched);
  expect(watched.reads.get("maps")).toBe(maps + 2 * maps);
  expect(requestCount).toBeLessThanOrEqual(3);
  expect((await store.verify()).damages).toEqual([]);
  expect(store.freedExtentCount).toBe(0);
});
