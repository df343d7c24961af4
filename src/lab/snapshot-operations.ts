import type { Cost } from "../core/cost.ts";
import { blockCountOf } from "../core/geometry.ts";
import type { BlockIndex, SnapshotId } from "../core/identity.ts";
import { configDifferences, type MachineConfig } from "../core/machine-config.ts";
import { contentsOf, copyPages, differingPages, writePages } from "../core/ram-pages.ts";
import { StrataError } from "../core/strata-error.ts";
import type { Machine } from "../machine/machine.ts";
import type { LiveCapture, LiveState } from "../store/live-state.ts";
import type { SnapshotRecord } from "../store/records.ts";
import type { DurableSnapshot, PendingSnapshot, StoredMachine } from "../store/stored-machine.ts";
import type { Clock } from "./clock.ts";
import type { Computer } from "./computer.ts";
import { type Captured, capture, type PausePhases, pack } from "./live-capture.ts";
import { imageAfter, type Restoration, restore } from "./restoration.ts";
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
  readonly name: string;
  readonly config: MachineConfig;
  /** Null when the computer was off. */
  readonly live: LiveSummary | null;
  readonly pauseMs: number;
  readonly phases: PausePhases;
  readonly durable: Promise<{ readonly record: SnapshotRecord; readonly cost: Cost }>;
}

export interface LiveSummary {
  readonly build: string;
  readonly ramByteLength: number;
  /** Pages that the snapshot stores. */
  readonly ramPageCount: number;
}

/**
 * Takes a snapshot of the computer as it is: live when it is on (SPEC S3), configuration and disk only when it is off
 * (SPEC S7). Of the memory it keeps what changed since the store last had all of it. The guest stands still while that is
 * copied; drawing, packing and storing come behind. Returns as soon as the guest runs on.
 *
 * Prerequisites: no other snapshot on its way into the store.
 * On failure: rejects, or `durable` does, and nothing has changed; the guest runs on if it ran (SPEC S5).
 */
export async function takeSnapshot(parts: SnapshotParts, name: string): Promise<TakenSnapshot> {
  const { computer, stored, clock } = parts;
  const stopwatch = new Stopwatch(clock);
  if (!computer.isOn) {
    const { config } = stored.record;
    const { id, durable } = stored.takeSnapshot({ name, config, live: null });
    const phases = { quiesceMs: 0, fingerprintsMs: 0, devicesMs: 0, pagesMs: 0 };
    return { id, name, config, live: null, pauseMs: 0, phases, durable: durable.then(withCost(stopwatch)) };
  }
  const machine = computer.machine("Take a snapshot");
  const { config } = machine;
  const wasRunning = computer.isRunning;
  let captured: Captured;
  let pending: PendingSnapshot;
  try {
    await machine.quiesce(() => wasRunning && stopwatch.pauseBegins());
    captured = capture(machine, computer.ramImage, stopwatch);
    const live = (): Promise<LiveCapture> => pack(captured, parts.build, clock);
    pending = stored.takeSnapshot({ name, config, live });
  } finally {
    stopwatch.pauseEnds();
    // It may have been held meanwhile, and then stays so.
    if (wasRunning && computer.isRunning) machine.run();
  }
  const { pauseMs } = stopwatch.cost();
  const durable = pending.durable.then((snapshot) => {
    const { ram } = snapshot;
    if (ram !== null && computer.isOn && computer.machine("Snapshot") === machine) {
      computer.ramImage = { ...ram, fingerprints: captured.fingerprints };
    }
    return withCost(stopwatch)(snapshot);
  });
  const { phases, copy, ramByteLength } = captured;
  const live = { build: parts.build, ramByteLength, ramPageCount: copy.pages.length };
  return { id: pending.id, name, config, live, pauseMs, phases, durable };
}

const withCost =
  (stopwatch: Stopwatch) =>
  ({ record, blockCount, bytesWritten }: DurableSnapshot): { record: SnapshotRecord; cost: Cost } => {
    const cost = stopwatch.cost({ blockCount, bytesWritten });
    return { record: { ...record, cost }, cost };
  };

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
  let restoration: Restoration | null = null;
  let discardedBlockCount: number;
  try {
    // While the guest runs: most of what differs when it stands still differs now.
    const early = state && (await readAhead(computer, before, snapshot, state));
    await before?.quiesce(() => wasRunning && stopwatch.pauseBegins());
    if (snapshot !== null && state !== null)
      restoration = await prepare(computer, before, snapshot, state, early);
    if (restoration === null || restoration.machine !== before) {
      if (restoration !== null) await restore(restoration);
      ({ discardedBlockCount } = await stored.revertTo(id));
    } else {
      ({ discardedBlockCount } = await restoreInPlace(parts, restoration, id));
    }
  } catch (cause) {
    if (restoration !== null && restoration.machine !== before) restoration.machine.destroy();
    stopwatch.pauseEnds();
    if (wasRunning && computer.isRunning) before?.run();
    throw cause;
  }
  const durableMs = stopwatch.elapsedMs;
  if (restoration === null) {
    computer.powerOff();
    stopwatch.pauseEnds();
  } else {
    const { machine } = restoration;
    computer.adopt(machine, wasPaused ? "paused" : "running");
    computer.ramImage = imageAfter(restoration);
    stopwatch.pauseEnds();
    if (!wasPaused) machine.run();
  }
  const bytesRead = stored.bytesRead - bytesReadBefore + (state?.devices.byteLength ?? 0);
  return stopwatch.cost({ durableMs, bytesRead, blockCount: discardedBlockCount });
}

function assertLoadable(snapshot: SnapshotRecord | null, build: string): void {
  const made = snapshot?.live?.build;
  if (made === undefined || made === build) return;
  throw new StrataError("snapshot-incompatible", `Revert: its state is of ${made}, wanted one of ${build}`, {
    details: { found: made, wanted: build },
  });
}

type Contents = Map<BlockIndex, Uint8Array>;

/** The pages of `state` that differ from the running machine's, as far as they can be found without stopping it. */
async function readAhead(
  computer: Computer,
  present: Machine | null,
  snapshot: SnapshotRecord | null,
  state: LiveState,
): Promise<Contents> {
  const { ramImage } = computer;
  if (snapshot === null || !fits(present, snapshot) || ramImage === null) return new Map();
  return state.loadPages(differingPages(ramImage, present.fingerprints(), state.places));
}

const fits = (present: Machine | null, snapshot: SnapshotRecord): present is Machine =>
  present !== null && configDifferences(present.config, snapshot.config).length === 0;

/** Into the present machine if it fits, otherwise into one built from the snapshot's configuration. */
async function prepare(
  computer: Computer,
  present: Machine | null,
  snapshot: SnapshotRecord,
  state: LiveState,
  early: Contents | null,
): Promise<Restoration> {
  const { ramImage } = computer;
  const contents: Contents = early ?? new Map();
  const ramByteLength = snapshot.live?.ramByteLength ?? 0;
  const pages =
    fits(present, snapshot) && ramImage !== null
      ? differingPages(ramImage, present.fingerprints(), state.places)
      : Array.from({ length: blockCountOf(ramByteLength) }, (_, page) => page as BlockIndex);
  const missing = pages.filter((page) => !contents.has(page));
  for (const [page, bytes] of await state.loadPages(missing)) contents.set(page, bytes);
  const machine = fits(present, snapshot) ? present : await computer.build(snapshot.config);
  return { machine, state, pages, contents };
}

/**
 * The commit is on its way while the machine is restored: either takes as long as the other.
 *
 * On failure of the commit: rejects, and the machine is again what it was. A machine that can't be restored can't be used
 * any more, and its disk may be reverted already: the computer goes off, and this rejects with `machine-failed`.
 */
async function restoreInPlace(
  { computer, stored, clock }: SnapshotParts,
  restoration: Restoration,
  id: SnapshotId | null,
): Promise<{ discardedBlockCount: number }> {
  const { machine, pages } = restoration;
  const devices = machine.captureDevices();
  const overwritten = copyPages(machine.ram(), pages);
  const committed = stored.revertTo(id);
  // Until it is on its way to the disk.
  await Promise.race([clock.breathe(), committed]);
  try {
    await restore(restoration);
  } catch (cause) {
    await committed.catch(() => undefined);
    computer.powerOff();
    throw cause;
  }
  try {
    return await committed;
  } catch (cause) {
    try {
      const contents = contentsOf(overwritten);
      await machine.restore(devices.encode(), (ram) => writePages(ram, pages, contents));
    } catch (fault) {
      computer.powerOff();
      throw fault;
    }
    throw cause;
  }
}
