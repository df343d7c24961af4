import type { BlockRun } from "../core/block-runs.ts";
import { BLOCK_BYTE_LENGTH, blockCountOf } from "../core/geometry.ts";
import type { BlockIndex, SnapshotId } from "../core/identity.ts";
import { configDifferences } from "../core/machine-config.ts";
import { differingPages } from "../core/ram-pages.ts";
import { type DevicePartSizes, devicePartSizes } from "../machine/device-state.ts";
import type { Machine } from "../machine/machine.ts";
import {
  type CompareOptions,
  comparePages,
  type DiskDifference,
  type ReadBlocks,
  type SpaceDifference,
} from "../store/comparison.ts";
import type { LiveState } from "../store/live-state.ts";
import type { PredictedOperation, Prediction } from "../store/prediction.ts";
import type { LabContext } from "./lab-context.ts";

/** What an operation on a snapshot would cost as things stand. */
export interface SnapshotPrediction extends Prediction {
  /**
   * Pages of memory that a revert would write: those that differ from what the guest has, or, where a machine is built
   * anew, those that are not zeros. Null where no memory comes back.
   */
  readonly ramPageCount: number | null;
}

export interface MemoryDifference extends SpaceDifference {
  /** Pages that the memory has. */
  readonly pageCount: number;
}

/** In what two points in time differ. */
export interface SnapshotComparison {
  /** Those disks that both have. */
  readonly disks: readonly DiskDifference[];
  /** Null where one of the two keeps no memory, or one that is built otherwise. */
  readonly memory: MemoryDifference | null;
}

/** What lies in the parts of a snapshot, as far as it has to be read to be known. */
export interface SnapshotContents {
  /** Null of a powered-off machine, and where the format is not known here. */
  readonly devices: DevicePartSizes | null;
  /** The blocks that its own layer holds, by disk; each in ascending order. */
  readonly disks: readonly { readonly blockCount: number; readonly runs: readonly BlockRun[] }[];
}

/** What can be known of snapshots before anything is done to them. Changes nothing; the guest runs on. */
export interface SnapshotInsightCommands {
  /**
   * What an operation would cost, from the store's maps: no block is read. As long as the guest writes nothing meanwhile,
   * the operation then reports the same `blockCount`. Null stands for the base image, for a revert.
   * On failure: rejects as the operation would: `snapshot-unknown`, `branch-in-use`, `merge-refused`, `storage-damaged`.
   */
  predict(id: SnapshotId | null, operation: PredictedOperation): Promise<SnapshotPrediction>;
  /**
   * The blocks and the pages in which two points in time differ; null stands for the present, which is made durable first.
   * They are told by their places in the store: equal places hold equal bytes, different ones may. With `verify` the bytes
   * of these are read, and those that are equal are told apart; other commands wait meanwhile.
   * On failure or abort (`cancelled`): `snapshot-unknown`, `image-unreachable`, `storage-damaged`, `storage-full`.
   */
  compare(
    first: SnapshotId | null,
    second: SnapshotId | null,
    options?: {
      readonly verify?: boolean;
      readonly signal?: AbortSignal | undefined;
      /** Bytes of each side read so far, of all. */
      readonly onProgress?: ((done: number, total: number) => void) | undefined;
    },
  ): Promise<SnapshotComparison>;
  /** Which blocks its layer holds, and what its device state is made of. On failure: `snapshot-unknown`, `storage-damaged`. */
  contents(id: SnapshotId): Promise<SnapshotContents>;
}

/** @param allSaved resolves when no snapshot is on its way into the store. */
export function snapshotInsightCommands(
  context: LabContext,
  allSaved: () => Promise<void>,
): SnapshotInsightCommands {
  const compare = async (
    first: SnapshotId | null,
    second: SnapshotId | null,
    options: CompareOptions,
  ): Promise<SnapshotComparison> => {
    await allSaved();
    return {
      disks: await context.stored.compareDisks(first, second, options),
      memory: await compareMemories(context, first, second, options),
    };
  };
  return {
    predict: async (id, operation) => {
      await allSaved();
      const prediction = await context.stored.predict(id, operation);
      return {
        ...prediction,
        ramPageCount: operation === "revert" && id !== null ? await pagesToWrite(context, id) : null,
      };
    },
    compare: (first, second, { verify = false, ...options } = {}) =>
      verify
        ? // What is read must not be removed meanwhile.
          context.queue.run(() => compare(first, second, { ...options, isVerifying: true }))
        : compare(first, second, options),
    contents: async (id) => {
      await allSaved();
      const { stored } = context;
      const [disks, live] = [await stored.layerRuns(id), await stored.loadLive(id)];
      return { disks, devices: live === null ? null : devicePartSizes(live.devices) };
    },
  };
}

/** The machine that is on, when the memory of a snapshot fits into it. */
function machineFor({ computer, stored }: LabContext, id: SnapshotId): Machine | null {
  if (!computer.isOn || computer.ramImage === null) return null;
  const machine = computer.machine("Look into the memory");
  return configDifferences(machine.config, stored.snapshot(id).config).length === 0 ? machine : null;
}

async function pagesToWrite(context: LabContext, id: SnapshotId): Promise<number | null> {
  const { computer, stored } = context;
  const places = await stored.ramPlaces(id);
  if (places === null) return null;
  const machine = machineFor(context, id);
  return machine === null || computer.ramImage === null
    ? places.count
    : differingPages(computer.ramImage, machine.fingerprints(), places).length;
}

async function compareMemories(
  context: LabContext,
  first: SnapshotId | null,
  second: SnapshotId | null,
  options: CompareOptions,
): Promise<MemoryDifference | null> {
  if (first === null) {
    if (second === null) return null;
    return compareWithPresent(context, second, options, (present, stored) => [present, stored]);
  }
  if (second === null)
    return compareWithPresent(context, first, options, (present, stored) => [stored, present]);
  const { stored } = context;
  const [one, other] = [stored.snapshot(first).live, stored.snapshot(second).live];
  if (one === null || other === null || one.ramByteLength !== other.ramByteLength) return null;
  const [left, right] = [await stored.loadLive(first), await stored.loadLive(second)];
  if (left === null || right === null) return null;
  const apart = [...left.places.differences(right.places)];
  const difference = await comparePages(apart, [pagesOf(left), pagesOf(right)], options);
  return { ...difference, pageCount: blockCountOf(one.ramByteLength) };
}

async function compareWithPresent(
  context: LabContext,
  id: SnapshotId,
  options: CompareOptions,
  order: (present: ReadBlocks, stored: ReadBlocks) => readonly [ReadBlocks, ReadBlocks],
): Promise<MemoryDifference | null> {
  const live = await context.stored.loadLive(id);
  const machine = live === null ? null : machineFor(context, id);
  const { ramImage } = context.computer;
  if (live === null || machine === null || ramImage === null) return null;
  const apart = differingPages(ramImage, machine.fingerprints(), live.places);
  const present: ReadBlocks = async (pages) => {
    const ram = machine.ram();
    return pages.map((page) => ram.subarray(page * BLOCK_BYTE_LENGTH, (page + 1) * BLOCK_BYTE_LENGTH));
  };
  const difference = await comparePages(apart, order(present, pagesOf(live)), options);
  return { ...difference, pageCount: blockCountOf(machine.ram().byteLength) };
}

const ZEROS: Uint8Array = new Uint8Array(BLOCK_BYTE_LENGTH);

/** Reads pages of a memory in the store; those of zeros lie nowhere. */
const pagesOf =
  (live: LiveState): ReadBlocks =>
  async (pages: readonly BlockIndex[]) => {
    const contents = await live.loadPages(pages);
    return pages.map((page) => contents.get(page) ?? ZEROS);
  };
