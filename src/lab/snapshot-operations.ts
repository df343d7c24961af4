import type { Cost } from "../core/cost.ts";
import { blockCountOf } from "../core/geometry.ts";
import type { BlockIndex, SnapshotId } from "../core/identity.ts";
import { configDifferences } from "../core/machine-config.ts";
import {
  changedPages,
  copyPages,
  differingPages,
  isZeroPage,
  type RamImage,
  refreshed,
  writePages,
} from "../core/ram-pages.ts";
import { StrataError } from "../core/strata-error.ts";
import type { Machine } from "../machine/machine.ts";
import type { LiveCapture, LiveState } from "../store/live-state.ts";
import type { SnapshotRecord } from "../store/records.ts";
import type { PendingSnapshot, SnapshotRequest, StoredMachine } from "../store/stored-machine.ts";
import type { Clock } from "./clock.ts";
import type { Computer } from "./computer.ts";
import { Stopwatch } from "./stopwatch.ts";
import type { RevertOptions } from "./strata.ts";

export interface SnapshotParts {
  readonly computer: Computer;
  readonly stored: StoredMachine;
  readonly clock: Clock;
  /** The emulator build that can load the states. */
  readonly build: string;
}

/** A snapshot that is taken; the guest runs on while it becomes durable. */
export interface TakenSnapshot {
  readonly id: SnapshotId;
  readonly request: SnapshotRequest;
  readonly pauseMs: number;
  readonly durable: Promise<{ readonly record: SnapshotRecord; readonly cost: Cost }>;
}

/**
 * Takes a snapshot of the computer as it is: live when it is on (SPEC S3), configuration and disk only when it is off
 * (SPEC S7). Of the memory it keeps what changed since the store last had all of it. Returns as soon as the guest runs on.
 *
 * Prerequisites: no other snapshot on its way into the store.
 * On failure: rejects, or `durable` does, and nothing has changed; the guest runs on if it ran (SPEC S5).
 */
export async function takeSnapshot(parts: SnapshotParts, name: string): Promise<TakenSnapshot> {
  const { computer, stored, clock } = parts;
  const stopwatch = new Stopwatch(clock);
  const { config } = stored.record;
  let request: SnapshotRequest = { name, config, live: null, picture: null };
  let pending: PendingSnapshot;
  let machine: Machine | null = null;
  let fingerprints: Uint32Array | null = null;
  if (computer.isOn) {
    machine = computer.machine("Take a snapshot");
    const picture = machine.screenPicture();
    const wasRunning = computer.isRunning;
    if (wasRunning) stopwatch.pauseBegins();
    try {
      await machine.quiesce();
      fingerprints = machine.fingerprints();
      const live = await capture(machine, fingerprints, computer.ramImage, parts.build);
      request = { name, config: machine.config, live, picture };
      pending = stored.takeSnapshot(request);
    } finally {
      if (wasRunning && computer.isOn) machine.run();
      stopwatch.pauseEnds();
    }
  } else {
    pending = stored.takeSnapshot(request);
  }
  const { pauseMs } = stopwatch.cost();
  const durable = pending.durable.then(({ record, blockCount, bytesWritten, ram }) => {
    if (ram !== null && fingerprints !== null && computer.isOn && computer.machine("Snapshot") === machine) {
      computer.ramImage = { ...ram, fingerprints };
    }
    const cost = stopwatch.cost({ blockCount, bytesWritten });
    return { record: { ...record, cost }, cost };
  });
  return { id: pending.id, request, pauseMs, durable };
}

/**
 * Makes the computer what it was at a snapshot: disk, configuration, and with a live one processor, devices and memory
 * (SPEC S3, S8). Null stands for the bare base image. Of the memory only the pages are read and written that differ from
 * what is there now. The guest runs afterwards if the snapshot is live, and ran or was off before; a paused one stays
 * paused. After a snapshot of a powered-off machine, or with `diskOnly`, the computer is off.
 *
 * Prerequisites: no snapshot on its way into the store.
 * On failure: rejects with `snapshot-unknown`, `snapshot-incompatible`, `storage-damaged` and others, and nothing has
 * changed; the guest runs on if it ran. `machine-failed` alone may leave the disk reverted and the computer off.
 */
export async function revertTo(
  parts: SnapshotParts,
  id: SnapshotId | null,
  { diskOnly = false }: RevertOptions = {},
): Promise<Cost> {
  const { computer, stored, clock } = parts;
  const stopwatch = new Stopwatch(clock);
  const snapshot = id === null ? null : stored.snapshot(id);
  if (!diskOnly) assertLoadable(snapshot, parts.build);
  const bytesReadBefore = stored.bytesRead;
  const state = id === null || diskOnly ? null : await stored.loadLive(id);
  const wasPaused = computer.state === "paused";
  const before = computer.isOn ? computer.machine("Revert") : null;
  const wasRunning = computer.isRunning;
  if (wasRunning) stopwatch.pauseBegins();
  let restoration: Restoration | null = null;
  let discardedBlockCount: number;
  try {
    await before?.quiesce();
    if (snapshot !== null && state !== null) restoration = await prepare(computer, before, snapshot, state);
    if (restoration !== null && restoration.machine !== before) await restore(restoration);
    ({ discardedBlockCount } = await stored.revertTo(id));
  } catch (cause) {
    if (restoration !== null && restoration.machine !== before) restoration.machine.destroy();
    if (wasRunning && computer.isOn) before?.run();
    throw cause;
  }
  const durableMs = stopwatch.elapsedMs;
  if (restoration === null) {
    computer.powerOff();
  } else {
    const { machine } = restoration;
    if (machine === before) await restoreInPlace(computer, restoration);
    computer.adopt(machine, wasPaused ? "paused" : "running");
    computer.ramImage = imageAfter(restoration);
    if (!wasPaused) machine.run();
  }
  stopwatch.pauseEnds();
  const bytesRead = stored.bytesRead - bytesReadBefore + (state?.devices.byteLength ?? 0);
  return stopwatch.cost({ durableMs, bytesRead, blockCount: discardedBlockCount });
}

async function capture(
  machine: Machine,
  fingerprints: Uint32Array,
  base: RamImage | null,
  build: string,
): Promise<LiveCapture> {
  const devices = await machine.captureDevices();
  const ram = machine.ram();
  const changed = changedPages(base?.fingerprints ?? null, fingerprints);
  return {
    build,
    devices,
    ramByteLength: ram.byteLength,
    base,
    pages: copyPages(
      ram,
      changed.filter((page) => !isZeroPage(fingerprints, page)),
    ),
    zeroPages: changed.filter((page) => isZeroPage(fingerprints, page)),
  };
}

function assertLoadable(snapshot: SnapshotRecord | null, build: string): void {
  const made = snapshot?.live?.build;
  if (made === undefined || made === build) return;
  throw new StrataError("snapshot-incompatible", `Revert: its state is of ${made}, wanted one of ${build}`, {
    details: { found: made, wanted: build },
  });
}

/** All that a restore needs, read and verified beforehand. */
interface Restoration {
  readonly machine: Machine;
  readonly state: LiveState;
  /** The pages to be written, and the contents of those that are not zeros. */
  readonly pages: readonly BlockIndex[];
  readonly contents: ReadonlyMap<BlockIndex, Uint8Array>;
  /** The memory's fingerprints before, where the pages that are not written are right already. */
  readonly fingerprints: Uint32Array | null;
}

/** Into the present machine if it fits, otherwise into one built from the snapshot's configuration. */
async function prepare(
  computer: Computer,
  present: Machine | null,
  snapshot: SnapshotRecord,
  state: LiveState,
): Promise<Restoration> {
  const fits = present !== null && configDifferences(present.config, snapshot.config).length === 0;
  const { ramImage } = computer;
  if (fits && ramImage !== null) {
    const fingerprints = present.fingerprints();
    const pages = differingPages(ramImage, fingerprints, state.places);
    return { machine: present, state, pages, contents: await state.loadPages(pages), fingerprints };
  }
  const ramByteLength = snapshot.live?.ramByteLength ?? 0;
  const pages = Array.from({ length: blockCountOf(ramByteLength) }, (_, page) => page as BlockIndex);
  const contents = await state.loadPages(pages);
  const machine = fits ? present : await computer.build(snapshot.config);
  return { machine, state, pages, contents, fingerprints: null };
}

const restore = ({ machine, state, pages, contents }: Restoration): Promise<void> =>
  machine.restore(state.devices, (ram) => writePages(ram, pages, contents));

/** A machine that fails here can't be used any more, and its disk is reverted already: the computer goes off. */
async function restoreInPlace(computer: Computer, restoration: Restoration): Promise<void> {
  try {
    await restore(restoration);
  } catch (cause) {
    computer.powerOff();
    throw cause;
  }
}

function imageAfter({ machine, state, pages, fingerprints }: Restoration): RamImage {
  const { ramLayer: layer, places } = state;
  if (fingerprints === null) return { layer, places, fingerprints: machine.fingerprints() };
  const fingerprintsOf = (first: number, count: number): Uint32Array => machine.fingerprints(first, count);
  return { layer, places, fingerprints: refreshed(fingerprints, pages, fingerprintsOf) };
}
