import { expect } from "vitest";
import { BLOCK_BYTE_LENGTH } from "../../src/core/geometry.ts";
import type { SnapshotId } from "../../src/core/identity.ts";
import { createChecksum } from "../../src/store/sealed-bytes.ts";
import type { StoredMachine } from "../../src/store/stored-machine.ts";
import { nextTurn } from "./eventually.ts";
import { type MachineSetup, requestFor } from "./machine-setup.ts";
import { readView } from "./read-view.ts";
import { referenceComplaints } from "./stored-records.ts";

const checksum = await createChecksum();
const BLOCK = BLOCK_BYTE_LENGTH;

/** Blocks full of one byte. */
export const filled = (value: number, blockCount = 1): Uint8Array =>
  new Uint8Array(blockCount * BLOCK).fill(value);

/** Writes `value` into the blocks from `first` on, and takes a snapshot. */
export async function step(
  machine: StoredMachine,
  value: number,
  first = 0,
  blockCount = 1,
): Promise<SnapshotId> {
  await machine.disk.write(first * BLOCK, filled(value, blockCount));
  return (await machine.takeSnapshot(requestFor(machine)).durable).record.id;
}

/** The whole disk as it was at a snapshot. */
export async function diskAt(machine: StoredMachine, id: SnapshotId): Promise<Uint8Array> {
  const view = await machine.viewSnapshot(id);
  return readView(view).finally(() => view.release());
}

/** The disk as a short text, since comparing arrays one by one is slow. */
export const digestAt = async (machine: StoredMachine, id: SnapshotId): Promise<string> =>
  checksum(await diskAt(machine, id)).join(".");

/** The first byte of each of some blocks. */
export const marks = (disk: Uint8Array, blockCount: number): number[] =>
  Array.from({ length: blockCount }, (_, block) => disk[block * BLOCK] ?? -1);

/** Waits for what goes on behind the operations, and expects every reference in the store to be as it should. */
export async function expectSound({ datastore, store }: MachineSetup): Promise<void> {
  await nextTurn();
  await store.settled();
  const { freedExtentCount } = store;
  expect(await referenceComplaints(datastore, checksum, { freedExtentCount })).toEqual([]);
}

/** A small disk over an image of next to nothing. */
export const smallDisk = { byteLength: 40 * BLOCK, baseByteLength: 512 };
