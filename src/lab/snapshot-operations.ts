import type { Cost } from "../core/cost.ts";
import type { SnapshotId } from "../core/identity.ts";
import { configDifferences } from "../core/machine-config.ts";
import { copyPagesInUse, fillFromPages } from "../core/ram-pages.ts";
import { StrataError } from "../core/strata-error.ts";
import type { Machine } from "../machine/machine.ts";
import type { LiveCapture, LiveState } from "../store/live-state.ts";
import type { SnapshotRecord } from "../store/records.ts";
import type { PendingSnapshot, SnapshotRequest, StoredMachine } from "../store/stored-machine.ts";
import type { Clock } from "./clock.ts";
import type { Computer } from "./computer.ts";
import { Stopwatch } from "./stopwatch.ts";

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
 * (SPEC S7). Returns as soon as the guest runs on.
 *
 * On failure: rejects, or `durable` does, and nothing has changed; the guest runs on if it ran (SPEC S5).
 */
export async function takeSnapshot(parts: SnapshotParts, name: string): Promise<TakenSnapshot> {
  const { computer, stored, clock } = parts;
  const stopwatch = new Stopwatch(clock);
  const { config } = stored.record;
  let request: SnapshotRequest = { name, config, live: null, picture: null };
  let pending: PendingSnapshot;
  if (computer.isOn) {
    const machine = computer.machine("Take a snapshot");
    const picture = machine.screenPicture();
    const wasRunning = computer.isRunning;
    if (wasRunning) stopwatch.pauseBegins();
    try {
      await machine.quiesce();
      request = { name, config: machine.config, live: await capture(machine, parts.build), picture };
      pending = stored.takeSnapshot(request);
    } finally {
      if (wasRunning && computer.isOn) machine.run();
      stopwatch.pauseEnds();
    }
  } else {
    pending = stored.takeSnapshot(request);
  }
  const { pauseMs } = stopwatch.cost();
  const durable = pending.durable.then(({ record, blockCount, bytesWritten }) => {
    const cost = stopwatch.cost({ blockCount, bytesWritten });
    return { record: { ...record, cost }, cost };
  });
  return { id: pending.id, request, pauseMs, durable };
}

/**
 * Makes the computer what it was at a snapshot: disk, configuration, and with a live one processor, devices and memory
 * (SPEC S3, S8). Null stands for the bare base image. The guest runs afterwards if the snapshot is live, and ran or was
 * off before; a paused one stays paused. After a snapshot of a powered-off machine the computer is off.
 *
 * On failure: rejects with `snapshot-unknown`, `snapshot-incompatible`, `storage-damaged` and others, and nothing has
 * changed; the guest runs on if it ran. `machine-failed` alone may leave the disk reverted and the computer off.
 */
export async function revertTo(parts: SnapshotParts, id: SnapshotId | null): Promise<Cost> {
  const { computer, stored, clock } = parts;
  const stopwatch = new Stopwatch(clock);
  const snapshot = id === null ? null : stored.snapshot(id);
  assertLoadable(snapshot, parts.build);
  const state = id === null ? null : await stored.loadLive(id);
  const wasPaused = computer.state === "paused";
  const before = computer.isOn ? computer.machine("Revert") : null;
  const wasRunning = computer.isRunning;
  if (wasRunning) stopwatch.pauseBegins();
  let machine: Machine | null = null;
  let discardedBlockCount: number;
  try {
    await before?.quiesce();
    if (snapshot !== null && state !== null) machine = await prepareMachine(computer, before, snapshot);
    if (machine !== null && machine !== before && state !== null) await restore(machine, state);
    ({ discardedBlockCount } = await stored.revertTo(id));
  } catch (cause) {
    if (machine !== before) machine?.destroy();
    if (wasRunning && computer.isOn) before?.run();
    throw cause;
  }
  const durableMs = stopwatch.elapsedMs;
  if (machine === null || state === null) {
    computer.powerOff();
  } else {
    if (machine === before) await restoreInPlace(computer, machine, state);
    computer.adopt(machine, wasPaused ? "paused" : "running");
    if (!wasPaused) machine.run();
  }
  stopwatch.pauseEnds();
  return stopwatch.cost({ durableMs, bytesRead: state?.bytesRead ?? 0, blockCount: discardedBlockCount });
}

async function capture(machine: Machine, build: string): Promise<LiveCapture> {
  const devices = await machine.captureDevices();
  const ram = machine.ram();
  return { build, devices, ramByteLength: ram.byteLength, ramPages: copyPagesInUse(ram) };
}

function assertLoadable(snapshot: SnapshotRecord | null, build: string): void {
  const made = snapshot?.live?.build;
  if (made === undefined || made === build) return;
  throw new StrataError("snapshot-incompatible", `Revert: its state is of ${made}, wanted one of ${build}`, {
    details: { found: made, wanted: build },
  });
}

/** The machine that can take the snapshot's state: the present one, or one built from the snapshot's configuration. */
async function prepareMachine(
  computer: Computer,
  present: Machine | null,
  snapshot: SnapshotRecord,
): Promise<Machine> {
  const fits = present !== null && configDifferences(present.config, snapshot.config).length === 0;
  return fits ? present : computer.build(snapshot.config);
}

const restore = (machine: Machine, state: LiveState): Promise<void> =>
  machine.restore(state.devices, (ram) => fillFromPages(ram, state.ramPages));

/** A machine that fails here can't be used any more, and its disk is reverted already: the computer goes off. */
async function restoreInPlace(computer: Computer, machine: Machine, state: LiveState): Promise<void> {
  try {
    await restore(machine, state);
  } catch (cause) {
    computer.powerOff();
    throw cause;
  }
}
