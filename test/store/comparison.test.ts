import { describe, expect, test } from "vitest";
import { BLOCK_BYTE_LENGTH } from "../../src/core/geometry.ts";
import type { SnapshotId } from "../../src/core/identity.ts";
import type { DiskDifference } from "../../src/store/comparison.ts";
import { Random } from "../support/random.ts";
import { requestFor, setUpMachine, wholeDisk } from "./machine-setup.ts";
import { diskAt, filled, smallDisk, step } from "./snapshot-steps.ts";

const BLOCK = BLOCK_BYTE_LENGTH;

const given = process.env["STRATA_SEED"];
const seeds = given === undefined ? Array.from({ length: 40 }, (_, index) => index + 1) : [Number(given)];

const only = ([disk]: readonly DiskDifference[]): DiskDifference => disk as DiskDifference;

/** The blocks of some runs, one by one. */
const blocksIn = ({ runs }: DiskDifference): number[] =>
  runs.flatMap(({ first, count }) => Array.from({ length: count }, (_, index) => first + index));

describe("comparing points in time", () => {
  test("M8: names the blocks that each side has written since, as runs; the first disk counts from 0", async () => {
    const { machine } = await setUpMachine(smallDisk);
    const root = await step(machine, 1, 0, 10);
    const left = await step(machine, 2, 2, 3);
    await machine.revertTo(root);
    const right = await step(machine, 3, 4, 3);
    expect(await machine.compareDisks(left, right)).toEqual([
      {
        drive: 0,
        blockCount: 40,
        apartCount: 5,
        equalCount: null,
        runs: [
          { first: 2, count: 2, writtenBy: "first" },
          { first: 4, count: 1, writtenBy: "both" },
          { first: 5, count: 2, writtenBy: "second" },
        ],
      },
    ]);
    expect(only(await machine.compareDisks(root, root)).apartCount).toBe(0);
  });

  test("M8: the present counts with what is still in memory", async () => {
    const { machine } = await setUpMachine(smallDisk);
    const root = await step(machine, 1, 0, 10);
    await machine.disk.write(7 * BLOCK, filled(5));
    expect(blocksIn(only(await machine.compareDisks(root, null)))).toEqual([7]);
  });

  test("M8: blocks that were written with the bytes that they had are told from others when they are read", async () => {
    const { machine } = await setUpMachine(smallDisk);
    const root = await step(machine, 1, 0, 4);
    await machine.disk.write(BLOCK, filled(1));
    await machine.disk.write(2 * BLOCK, filled(9));
    const found = only(await machine.compareDisks(root, null));
    expect([found.apartCount, found.equalCount, blocksIn(found)]).toEqual([2, null, [1, 2]]);
    const verified = only(await machine.compareDisks(root, null, { isVerifying: true }));
    expect([verified.apartCount, verified.equalCount, blocksIn(verified)]).toEqual([2, 1, [2]]);
  });

  test("M8: what flattening copied from the base image is kept apart, and found equal when it is read", async () => {
    const { machine } = await setUpMachine();
    const root = await step(machine, 1);
    const top = await step(machine, 2, 3);
    const { copiedBlockCount } = await machine.predict(top, "flatten");
    await machine.flatten(top);
    const found = only(await machine.compareDisks(root, top, { isVerifying: true }));
    expect(copiedBlockCount).toBeGreaterThan(0);
    expect([found.apartCount, found.equalCount, blocksIn(found)]).toEqual([
      copiedBlockCount + 1,
      copiedBlockCount,
      [3],
    ]);
  });

  test("M8: over random trees what is found after reading is what differs, and what is not kept apart is equal", async () => {
    for (const seed of seeds) {
      const random = new Random(seed);
      const blockCount = random.pick([9, 40]);
      const byteLength = blockCount * BLOCK + random.pick([0, 512]);
      const { machine } = await setUpMachine({
        byteLength,
        baseByteLength: random.pick([512, 5 * BLOCK, byteLength + BLOCK]),
        seed,
        isEncrypted: random.oneIn(4),
      });
      for (let turn = 0; turn < 8; turn++) {
        const first = random.below(blockCount);
        const count = random.between(1, Math.min(4, blockCount - first));
        const bytes = random.oneIn(3) ? filled(random.below(2), count) : random.bytes(count * BLOCK);
        await machine.disk.write(first * BLOCK, bytes);
        const { record } = await machine.takeSnapshot(requestFor(machine)).durable;
        if (random.oneIn(3)) await machine.revertTo(random.pick(machine.snapshots).id);
        if (random.oneIn(8)) await machine.flatten(record.id);
      }
      const times: (SnapshotId | null)[] = [null, ...machine.snapshots.map(({ id }) => id)];
      const contentOf = (at: SnapshotId | null): Promise<Uint8Array> =>
        at === null ? wholeDisk(machine) : diskAt(machine, at);
      for (let pair = 0; pair < 6; pair++) {
        const [one, other] = [random.pick(times), random.pick(times)];
        const [left, right] = await Promise.all([contentOf(one), contentOf(other)]);
        const different = Array.from({ length: Math.ceil(byteLength / BLOCK) }, (_, block) => block).filter(
          (block) =>
            Buffer.compare(
              left.subarray(block * BLOCK, (block + 1) * BLOCK),
              right.subarray(block * BLOCK, (block + 1) * BLOCK),
            ) !== 0,
        );
        const apart = new Set(blocksIn(only(await machine.compareDisks(one, other))));
        const read = only(await machine.compareDisks(one, other, { isVerifying: true }));
        expect(blocksIn(read), `STRATA_SEED=${seed}`).toEqual(different);
        expect(
          different.filter((block) => !apart.has(block)),
          `STRATA_SEED=${seed}`,
        ).toEqual([]);
        expect(read.equalCount, `STRATA_SEED=${seed}`).toBe(apart.size - different.length);
      }
    }
  }, 60_000);

  test("M8: one that is given up says so", async () => {
    const { machine } = await setUpMachine(smallDisk);
    const root = await step(machine, 1, 0, 4);
    await machine.disk.write(0, filled(2));
    const controller = new AbortController();
    controller.abort();
    const comparing = machine.compareDisks(root, null, { isVerifying: true, signal: controller.signal });
    await expect(comparing).rejects.toMatchObject({ code: "cancelled" });
  });
});

describe("the blocks of a snapshot's layer", () => {
  test("L2: are told as runs, by disk", async () => {
    const { machine } = await setUpMachine(smallDisk);
    await step(machine, 1, 0, 10);
    await machine.disk.write(3 * BLOCK, filled(2, 2));
    const second = await step(machine, 3, 39);
    expect(await machine.layerRuns(second)).toEqual([
      {
        blockCount: 40,
        runs: [
          { first: 3, count: 2 },
          { first: 39, count: 1 },
        ],
      },
    ]);
  });
});
