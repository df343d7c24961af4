import { expect, test } from "vitest";
import { RANK_OF_FIRST_LAYER } from "../../src/core/answer-pyramid.ts";
import type { BlockIndex, SnapshotId } from "../../src/core/identity.ts";
import type { DiskFrame } from "../../src/lab/disk-map.ts";
import { COPIED_UP, READ, WRITTEN } from "../../src/lab/disk-traffic.ts";
import { Lab } from "../../src/lab/lab.ts";
import { setUpMachine } from "../store/machine-setup.ts";
import { Random } from "../support/random.ts";
import { madeLabParts, standingClock } from "./made-lab.ts";

const BLOCK = 4096;
const BLOCK_COUNT = 2500;
const seed = Number(process.env["STRATA_SEED"] ?? Date.now() % 1e9);

interface Run {
  readonly kind: number;
  readonly first: number;
  readonly count: number;
  readonly layer: string | null;
}

/** A lab with a machine that is off, whose frames come when the test asks for them. */
async function setUp() {
  const setup = await setUpMachine({ byteLength: BLOCK_COUNT * BLOCK, baseByteLength: 900 * BLOCK, seed });
  const frames: (() => void)[] = [];
  const { parts, guest } = madeLabParts(setup);
  const clock = { ...standingClock(), nextFrame: (callback: () => void) => void frames.push(callback) };
  const lab = new Lab({ ...parts, clock });
  const { machine } = setup;
  const frame = (): void => {
    for (let due = frames.splice(0); due.length > 0; due = frames.splice(0)) for (const call of due) call();
  };
  /** Draws all frames that are due, and gives what they told of the guest. */
  const listen = () => {
    const runs: Run[] = [];
    const counts = { read: 0, written: 0, copiedUp: 0, flushes: 0 };
    const stop = lab.diskMap.subscribe(({ traffic }: DiskFrame) => {
      counts.read += traffic.readBlockCount;
      counts.written += traffic.writtenBlockCount;
      counts.copiedUp += traffic.copiedUpBlockCount;
      counts.flushes += traffic.flushCount;
      for (let run = 0; run < traffic.runCount; run++) {
        const rank = traffic.ranks[run] as number;
        runs.push({
          kind: traffic.kinds[run] as number,
          first: traffic.firsts[run] as number,
          count: traffic.counts[run] as number,
          layer: lab.diskMap.layersByRank[rank - RANK_OF_FIRST_LAYER] ?? null,
        });
      }
    });
    frame();
    return { runs, counts, stop };
  };
  /** The layer that each block's cell shows, level 0; and that every other level agrees. */
  const expectMapped = (): void => {
    const cells = { ranks: new Uint32Array(BLOCK_COUNT), shares: new Float32Array(BLOCK_COUNT) };
    lab.diskMap.read(0, 0, 0, cells);
    const { layersByRank } = lab.diskMap;
    const blocks = Array.from({ length: BLOCK_COUNT }, (_, block) => block as BlockIndex);
    const wrong = blocks.filter((block) => {
      const rank = cells.ranks[block] as number;
      const shown = layersByRank[rank - RANK_OF_FIRST_LAYER] ?? null;
      return shown !== machine.disk.locate(block) || (rank !== 0) !== machine.disk.isStored(block);
    });
    expect(wrong).toEqual([]);
    for (let level = 1; level <= 12; level++) {
      const cellCount = Math.ceil(BLOCK_COUNT / 2 ** level);
      const above = { ranks: new Uint32Array(cellCount), shares: new Float32Array(cellCount) };
      lab.diskMap.read(0, level, 0, above);
      const wrongAbove = Array.from({ length: cellCount }, (_, cell) => cell).filter((cell) => {
        const ranks = cells.ranks.subarray(cell * 2 ** level, (cell + 1) * 2 ** level);
        const newest = ranks.reduce((rank, each) => Math.max(rank, each), 0);
        const share = newest === 0 ? 0 : ranks.filter((rank) => rank === newest).length / ranks.length;
        return above.ranks[cell] !== newest || Math.abs((above.shares[cell] ?? -1) - share) > 1e-6;
      });
      expect(wrongAbove, `cells of level ${level}`).toEqual([]);
    }
  };
  await lab.machine.powerOn();
  if (guest.disk === undefined) throw new Error("Set up: no machine was built");
  // The test is the guest, and has no memory that a snapshot could keep.
  await lab.machine.powerOff();
  return { ...setup, lab, disk: guest.disk, frame, listen, expectMapped };
}

test(`B1: the map says what a read returns, at every level, after writes, flushes, snapshots, reverts and merges (seed ${seed})`, async () => {
  const random = new Random(seed);
  const { lab, disk, frame, listen, expectMapped } = await setUp();
  listen();
  expectMapped();
  const snapshots: SnapshotId[] = [];
  for (let step = 0; step < 60; step++) {
    const action = random.weighted({
      write: 6,
      flush: 2,
      snapshot: 2,
      revert: 2,
      remove: 1,
      merge: 1,
      flatten: 1,
    });
    const some = snapshots.length > 0 ? random.pick(snapshots) : null;
    if (action === "write") {
      const start = random.below(BLOCK_COUNT - 40) * BLOCK + random.below(8) * 512;
      await disk.write(start, random.bytes(random.between(1, 200) * 512));
    } else if (action === "flush") await lab.flush();
    else if (action === "snapshot") snapshots.push((await lab.snapshots.take({ name: `s${step}` })).id);
    else if (action === "revert") await lab.snapshots.revert(some);
    else if (some !== null && action === "flatten") await lab.snapshots.flatten(some);
    else if (some !== null) {
      const call = action === "remove" ? lab.snapshots.remove(some) : lab.snapshots.merge(some);
      await call.catch(() => undefined);
      const left = new Set(lab.snapshots.list().map(({ id }) => id));
      snapshots.splice(0, snapshots.length, ...snapshots.filter((id) => left.has(id)));
    }
    if (random.oneIn(3)) {
      frame();
      expectMapped();
    }
  }
  frame();
  expectMapped();
});

test("B2: a read is told with the layer that answered, a write with the one that took it, and a copy-up as one", async () => {
  const { lab, disk, frame, listen, machine } = await setUp();
  await disk.write(1000 * BLOCK, new Uint8Array(3 * BLOCK).fill(1));
  const { id } = await lab.snapshots.take({ name: "one" });
  const frozen = machine.snapshot(id).layer;
  const { runs, counts } = listen();
  await disk.read(999 * BLOCK, 3 * BLOCK);
  await disk.write(1001 * BLOCK + 512, new Uint8Array(512).fill(2));
  await disk.write(1001 * BLOCK + 1024, new Uint8Array(512).fill(3));
  await disk.write(2000 * BLOCK, new Uint8Array(512).fill(4));
  await disk.read(1000 * BLOCK, 2 * BLOCK);
  await disk.flush();
  frame();
  const active = lab.disk.layers().at(-1)?.id;
  expect(runs).toEqual([
    { kind: READ, first: 999, count: 1, layer: null },
    { kind: READ, first: 1000, count: 2, layer: frozen },
    { kind: COPIED_UP, first: 1001, count: 1, layer: active },
    { kind: WRITTEN, first: 1001, count: 1, layer: active },
    // Nothing was below it that could be copied.
    { kind: WRITTEN, first: 2000, count: 1, layer: active },
    { kind: READ, first: 1000, count: 1, layer: frozen },
    { kind: READ, first: 1001, count: 1, layer: active },
  ]);
  expect(counts).toEqual({ read: 5, written: 3, copiedUp: 1, flushes: 1 });
});

test("B2: however much the guest does between two frames, all is counted and the memory stays the same", async () => {
  const { disk, frame, lab, listen } = await setUp();
  const { runs, counts } = listen();
  let isCut = false;
  lab.diskMap.subscribe(({ traffic }) => {
    isCut ||= traffic.isCut;
  });
  for (let count = 0; count < 10_000; count++) disk.readNow(((count * 7) % BLOCK_COUNT) * BLOCK, BLOCK);
  const read = Array.from({ length: 10_000 }, (_, count) => (count * 7) % BLOCK_COUNT);
  for (const block of read) await disk.read(block * BLOCK, BLOCK);
  frame();
  expect(counts.read).toBeGreaterThanOrEqual(10_000);
  expect(runs.length).toBeLessThanOrEqual(4096);
  expect(isCut).toBe(true);
});

test("B2: while nobody looks nothing is kept, and whoever looks again sees what is there", async () => {
  const { machine, disk, frame, listen, expectMapped } = await setUp();
  const { runs, stop } = listen();
  stop();
  expect(machine.space.observer).toBe(null);
  await disk.write(10 * BLOCK, new Uint8Array(BLOCK).fill(1));
  await disk.read(10 * BLOCK, BLOCK);
  frame();
  expect(runs).toEqual([]);
  listen();
  expectMapped();
});

test("B2: the page's own reads are not the guest's", async () => {
  const { lab, frame, listen } = await setUp();
  const { counts } = listen();
  await lab.disk.read(0, 10 * BLOCK);
  await lab.disk.inspect(3);
  frame();
  expect(counts.read).toBe(0);
});

test("B3: looking into a block tells what each layer holds and which answers, now and at a snapshot", async () => {
  const { lab, disk, base } = await setUp();
  const filled = (value: number) => new Uint8Array(BLOCK).fill(value);
  const inBase = Array.from({ length: 900 }, (_, block) => block).find((block) =>
    base.isStored(block as BlockIndex),
  );
  const block = inBase as number;
  await disk.write(block * BLOCK, filled(1));
  const first = await lab.snapshots.take({ name: "first" });
  const second = await lab.snapshots.take({ name: "second" });
  await disk.write(block * BLOCK, filled(2));
  await lab.flush();
  await disk.write(block * BLOCK, filled(3));
  const layers = lab.disk.layers().map(({ id }) => id);
  const now = await lab.disk.inspect(block);
  expect(now.copies).toEqual([
    { layer: layers[2], bytes: filled(3), isWaiting: true },
    { layer: layers[1], bytes: null, isWaiting: false },
    { layer: layers[0], bytes: filled(1), isWaiting: false },
    { layer: null, bytes: await base.load(block as BlockIndex), isWaiting: false },
  ]);
  expect(now.answer).toBe(0);
  expect(now.read?.readCount).toBeGreaterThan(0);
  const then = await lab.disk.inspect(block, { at: second.id });
  expect(then.copies.map(({ layer }) => layer)).toEqual([layers[1], layers[0], null]);
  expect(then).toMatchObject({ answer: 1, at: second.id, read: null });
  expect((await lab.disk.inspect(block, { at: first.id })).copies[0]).toMatchObject({ bytes: filled(1) });
  const empty = await lab.disk.inspect(2400);
  expect(empty.answer).toBe(null);
  expect(empty.copies.every(({ bytes }) => bytes === null)).toBe(true);
  await lab.snapshots.flatten(second.id);
  const flattened = await lab.disk.inspect(block, { at: second.id });
  expect(flattened.copies).toEqual([{ layer: layers[1], bytes: filled(1), isWaiting: false }]);
  for (const outside of [-1, BLOCK_COUNT, 1.5, Number.NaN])
    await expect(lab.disk.inspect(outside)).rejects.toMatchObject({ code: "range-invalid" });
  await expect(lab.disk.inspect(0, { drive: 1 })).rejects.toMatchObject({ code: "disk-unknown" });
});
