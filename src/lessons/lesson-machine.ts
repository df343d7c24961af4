import type { SnapshotId } from "../core/identity.ts";
import type { MachineConfig } from "../core/machine-config.ts";
import { StrataError } from "../core/strata-error.ts";
import type { Lesson } from "./lesson.ts";
import type { LessonClock, LessonHost } from "./lesson-host.ts";

const LOOK_AGAIN_MS = 50;
const BOOT_TIMEOUT_MS = 120_000;

/**
 * Makes a machine for a lesson and starts it, without a boot where the site has it prepared.
 *
 * Prerequisites: the machine that is open is off.
 * On success: resolves when it runs, with the snapshot that is its start, named `startName`.
 * On failure: rejects as the commands do; a machine may have been made.
 */
export async function makeLessonMachine(
  { machine }: Lesson,
  names: { readonly machine: string; readonly start: string },
  host: LessonHost,
  clock: LessonClock,
): Promise<SnapshotId> {
  const config: Partial<MachineConfig> = {
    ramMiB: machine.ramMiB ?? 64,
    nic: machine.nic ?? "virtio",
  };
  const { id } = await host.machines.create({ name: names.machine, image: machine.system, config });
  await host.machines.open(id);
  const prepared = await startPrepared(host);
  if (prepared !== null) {
    await host.snapshots.rename(prepared, names.start);
    return prepared;
  }
  await host.machine.powerOn();
  await untilRunning(host, clock);
  return (await host.snapshots.take({ name: names.start })).id;
}

/** The snapshot that the site ships, to which the machine was brought; null where it ships none that fits. */
async function startPrepared({ machine, snapshots }: LessonHost): Promise<SnapshotId | null> {
  try {
    await machine.startPrepared();
    return snapshots.list().find(({ isCurrent }) => isCurrent)?.id ?? null;
  } catch (cause) {
    if (cause instanceof StrataError && cause.code === "machine-state") return null;
    throw cause;
  }
}

/** Resolves when the boot is through. Rejects with `timeout`. */
export async function untilRunning({ machine }: LessonHost, clock: LessonClock): Promise<void> {
  const until = clock.date() + BOOT_TIMEOUT_MS;
  while (machine.state !== "running") {
    if (clock.date() > until)
      throw new StrataError("timeout", `Boot: ${machine.state} after ${BOOT_TIMEOUT_MS} ms, wanted a prompt`);
    await clock.delay(LOOK_AGAIN_MS);
  }
}

/**
 * Brings a lesson's machine back to its start, and removes what was taken since.
 * On failure: `snapshot-unknown` where the start is gone.
 */
export async function returnToStart(start: SnapshotId, host: LessonHost): Promise<void> {
  await host.snapshots.revert(start);
  const children = host.snapshots.list().filter(({ id, parentId }) => parentId === start && id !== start);
  for (const { id } of children) await host.snapshots.remove(id, { branch: true });
  // What stands on nothing: a snapshot of the bare base image.
  const strays = host.snapshots.list().filter(({ id, parentId }) => parentId === null && id !== start);
  for (const { id } of strays)
    if (!isAncestor(id, start, host)) await host.snapshots.remove(id, { branch: true });
}

function isAncestor(id: SnapshotId, of: SnapshotId, { snapshots }: LessonHost): boolean {
  const byId = new Map(snapshots.list().map((snapshot) => [snapshot.id, snapshot]));
  for (let at = byId.get(of); at !== undefined; at = at.parentId === null ? undefined : byId.get(at.parentId))
    if (at.id === id) return true;
  return false;
}
