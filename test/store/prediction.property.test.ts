import { expect, test } from "vitest";
import { BLOCK_BYTE_LENGTH } from "../../src/core/geometry.ts";
import type { SnapshotId } from "../../src/core/identity.ts";
import { StrataError } from "../../src/core/strata-error.ts";
import type { PredictedOperation, Prediction } from "../../src/store/prediction.ts";
import type { LayerRecord } from "../../src/store/records.ts";
import type { Moved } from "../../src/store/snapshot-tree.ts";
import { Random } from "../support/random.ts";
import { type MachineSetup, madeCapture, requestFor, setUpMachine } from "./machine-setup.ts";
import { expectSound } from "./snapshot-steps.ts";
import { recordsIn } from "./stored-records.ts";

const BLOCK = BLOCK_BYTE_LENGTH;
const BLOCK_COUNT = 60;

const given = process.env["STRATA_SEED"];
const seeds = given === undefined ? Array.from({ length: 60 }, (_, index) => index + 1) : [Number(given)];

/** Some blocks, written now and then made durable. */
async function write({ machine }: MachineSetup, random: Random): Promise<void> {
  for (let count = random.below(5); count > 0; count--) {
    const first = random.below(BLOCK_COUNT - 8);
    await machine.disk.write(first * BLOCK, random.bytes(random.between(1, 8) * BLOCK));
    if (random.oneIn(3)) await machine.flush();
  }
}

async function grow(setup: MachineSetup, random: Random): Promise<void> {
  const { machine } = setup;
  await write(setup, random);
  const live = random.oneIn(3) ? madeCapture(random, random.between(1, 20)) : null;
  await machine.takeSnapshot(requestFor(machine, live)).durable;
  if (random.oneIn(3)) await machine.revertTo(random.pick([null, ...machine.snapshots.map(({ id }) => id)]));
}

interface Done {
  readonly moved: Pick<Moved, "blockCount" | "bytesRead" | "bytesWritten">;
  /** Extents that a wipe overwrote, and their bytes; null without a wipe. */
  readonly wiped: { readonly extentCount: number; readonly bytesWritten: number } | null;
}

async function carryOut(
  { machine }: MachineSetup,
  id: SnapshotId,
  operation: PredictedOperation,
  wipe: boolean,
): Promise<Done> {
  switch (operation) {
    case "revert": {
      const { discardedBlockCount } = await machine.revertTo(id);
      return { moved: { blockCount: discardedBlockCount, bytesRead: 0, bytesWritten: 0 }, wiped: null };
    }
    case "remove":
    case "remove-branch": {
      const work = operation === "remove" ? machine.removeSnapshot : machine.removeBranch;
      const { wiped, bytesRead, bytesWritten, blockCount } = await work.call(machine, id, { wipe });
      const ofWipe = { read: wiped?.bytesRead ?? 0, written: wiped?.bytesWritten ?? 0 };
      const moved = {
        blockCount,
        bytesRead: bytesRead - ofWipe.read,
        bytesWritten: bytesWritten - ofWipe.written,
      };
      return { moved, wiped };
    }
    case "merge":
      return { moved: await machine.mergeIntoParent(id), wiped: null };
    case "flatten":
      return { moved: await machine.flatten(id), wiped: null };
    case "linked-clone":
      return { moved: await machine.cloneLinked(id, "linked"), wiped: null };
    case "full-clone":
      return { moved: await machine.cloneFully(id, "full"), wiped: null };
  }
}

/** Blocks that each layer of a disk holds. */
const diskLayers = async ({ datastore }: MachineSetup): Promise<Map<string, number>> => {
  const layers = await recordsIn<LayerRecord>(datastore, "layers");
  return new Map(
    layers.filter(({ space }) => space === "disk").map(({ id, blockCount }) => [id, blockCount]),
  );
};

const operations: readonly PredictedOperation[] = [
  "revert",
  "remove",
  "remove-branch",
  "merge",
  "flatten",
  "linked-clone",
  "full-clone",
];

test("M7: what is predicted of an operation is what it then does, whatever the tree: moved blocks, the layers that take them, what is dropped, bytes of maps, what a wipe overwrites", async () => {
  const tried = new Map<PredictedOperation, number>();
  let movedCount = 0;
  for (const seed of seeds) {
    try {
      const random = new Random(seed);
      const setup = await setUpMachine({
        byteLength: BLOCK_COUNT * BLOCK,
        baseByteLength: random.pick([512, 20 * BLOCK, BLOCK_COUNT * BLOCK]),
        seed,
        isEncrypted: random.oneIn(3),
      });
      const { machine } = setup;
      for (let turn = 0; turn < 12; turn++) {
        await grow(setup, random);
        const id = random.pick(machine.snapshots).id;
        const operation = random.pick(operations);
        const wipe = random.oneIn(2);
        await write(setup, random);
        // What is still in memory joins the active layer at the next flush; a removal counts what is committed.
        if (operation !== "revert") await machine.flush();
        const before = await diskLayers(setup);
        const predicted = await machine.predict(id, operation).catch((cause: unknown) => cause);
        expect(await diskLayers(setup), "nothing changes by predicting").toEqual(before);
        if (predicted instanceof StrataError) {
          await expect(carryOut(setup, id, operation, wipe)).rejects.toMatchObject({ code: predicted.code });
          continue;
        }
        if (predicted instanceof Error) throw predicted;
        const done = await carryOut(setup, id, operation, wipe);
        compare(predicted as Prediction, done, operation, before, await diskLayers(setup));
        tried.set(operation, (tried.get(operation) ?? 0) + 1);
        movedCount += done.moved.blockCount;
      }
      await expectSound(setup);
    } catch (cause) {
      throw new Error(`STRATA_SEED=${seed}: ${String(cause)}`, { cause });
    }
  }
  if (given === undefined) {
    expect([...tried.keys()].sort()).toEqual([...operations].sort());
    expect(Math.min(...tried.values())).toBeGreaterThan(10);
    expect(movedCount).toBeGreaterThan(500);
  }
}, 120_000);

function compare(
  predicted: Prediction,
  { moved, wiped }: Done,
  operation: PredictedOperation,
  before: ReadonlyMap<string, number>,
  after: ReadonlyMap<string, number>,
): void {
  expect(predicted.blockCount, `${operation}: blocks`).toBe(moved.blockCount);
  const sum = (counts: ReadonlyMap<string, number>): number =>
    [...counts.values()].reduce((total, count) => total + count, 0);
  if (operation === "remove" || operation === "remove-branch" || operation === "merge") {
    expect(predicted.copiedBlockCount).toBe(0);
    expect(predicted.mapBytes, `${operation}: bytes of maps`).toBe(moved.bytesWritten);
    if (operation !== "merge") {
      const grown = [...after].filter(([id, count]) => count > (before.get(id) ?? 0));
      expect(predicted.layerCount, "layers that took blocks over").toBe(grown.length);
    }
    // Where each block finds one layer at most, what is missing afterwards was dropped.
    if (predicted.layerCount <= 1)
      expect(predicted.droppedBlockCount, `${operation}: dropped`).toBe(sum(before) - sum(after));
  } else if (operation === "flatten") {
    expect(predicted.copiedBlockCount * BLOCK).toBe(moved.bytesRead);
  } else if (operation === "full-clone") {
    expect(predicted.copiedBlockCount * BLOCK).toBe(moved.bytesRead);
  }
  if (wiped !== null) {
    expect(predicted.freedExtentCount, "extents to be overwritten").toBe(wiped.extentCount);
    expect(predicted.wipedBytesAtMost).toBeGreaterThanOrEqual(wiped.bytesWritten);
  }
}
