// Long because it makes up one view of everything that the page shows.
import type { Cost } from "../../src/core/cost.ts";
import type { LayerId, MachineId, MediumId, SnapshotId } from "../../src/core/identity.ts";
import type { MachineConfig } from "../../src/core/machine-config.ts";
import { installableSystems } from "../../src/images/installable-systems.ts";
import type { NetworkView } from "../../src/lab/network-view.ts";
import type {
  LayerView,
  SnapshotView,
  TimedOperation,
  TimingView,
  ViewModel,
} from "../../src/lab/view-model.ts";
import { screenPicture } from "./screen-picture.ts";

/** Views that no machine ever had, for the gallery and the tests: every number here is invented. */

const MiB = 1024 * 1024;
const config: MachineConfig = {
  ramMiB: 64,
  vgaMemoryMiB: 8,
  nic: "virtio",
  disks: [{ bus: "primary-master", image: "debian-tiny", byteLength: 256 * MiB }],
  bootOrder: ["hard-disk"],
};

const cost = (changes: Partial<Cost> = {}): Cost => ({
  elapsedMs: 131,
  pauseMs: 12.4,
  durableMs: 140,
  bytesRead: 0,
  bytesWritten: 15.6 * MiB,
  blockCount: 0,
  ...changes,
});

const startedAt = new Date("2026-03-02T14:30:00").getTime();

export const layer = (
  sign: string,
  kind: LayerView["kind"],
  blockCount: number,
  snapshotName: string | null = null,
): LayerView => ({
  id: `layer-${sign}` as LayerId,
  sign,
  kind,
  snapshotName,
  blockCount,
  byteLength: blockCount * 4096,
});

export const shellLines: readonly string[] = [
  "[    0.412830] EXT4-fs (sda2): mounted filesystem",
  "[    0.498112] Run /sbin/init as init process",
  "",
  "Welcome to the machine.",
  "",
  "/ # ls /",
  "bin   dev   etc   home  lib   mnt   proc",
  "root  run   sbin  sys   tmp   usr   var",
  "/ # rm -rf /bin/*",
  "/ # ls",
  "sh: ls: not found",
  "/ # _",
];

interface SnapshotOptions {
  readonly number: number;
  readonly name: string;
  readonly parent?: number;
  readonly isCurrent?: boolean;
  readonly kind?: SnapshotView["kind"];
  readonly status?: SnapshotView["status"];
  readonly ramMiB?: number;
  readonly note?: string;
  readonly memory?: SnapshotView["memory"];
  readonly config?: MachineConfig;
}

export const snapshot = (options: SnapshotOptions): SnapshotView => {
  const { number, name, parent = number - 1, isCurrent = false, kind = "live", status = "durable" } = options;
  const isLive = kind === "live";
  return {
    id: `snapshot-${number}` as SnapshotId,
    name,
    note: options.note ?? "",
    kind,
    takenAt: startedAt + number * 93_000,
    parentId: parent > 0 ? (`snapshot-${parent}` as SnapshotId) : null,
    isCurrent,
    memory: options.memory ?? (isLive ? "usable" : "none"),
    status,
    parts: {
      deviceBytes: isLive ? 1.3 * MiB : 0,
      ramBytes: isLive ? (options.ramMiB ?? 14.2 - number) * MiB : 0,
      ramPageCount: isLive ? 3_420 - number * 211 : 0,
      ramUsedPageCount: isLive ? 3_900 + number * 120 : 0,
      ramTotalPageCount: isLive ? 16_384 : 0,
      config: options.config ?? config,
      configBytes: 284,
      layerId: `layer-${String.fromCharCode(64 + number)}` as LayerId,
      layerSign: String.fromCharCode(64 + number),
      diskBlockCount: number * 37,
      diskBytes: number * 37 * 4096,
    },
    cost: cost(isLive ? {} : { pauseMs: 0, durableMs: 21, bytesWritten: 900 }),
    picture: isLive ? screenPicture(shellLines.slice(0, 5 + number * 2)) : null,
  };
};

export const timing = (
  operation: TimedOperation,
  subject: string,
  number: number,
  changes: Partial<Cost>,
): TimingView => ({
  operation,
  subject,
  at: startedAt + number * 61_000,
  cost: cost(changes),
});

const off: ViewModel = {
  machine: {
    id: "machine-1" as MachineId,
    name: "Linux",
    state: "off",
    config,
    bootMs: null,
    hasAgent: false,
    usesMouse: false,
    isSoundOn: false,
    clock: { choice: "set", offsetMs: null },
    transfer: null,
  },
  snapshots: [],
  media: [
    { id: "medium-1" as MediumId, kind: "cd-rom", name: "Rescue tools", byteLength: 48 * MiB },
    {
      id: "medium-2" as MediumId,
      kind: "cd-rom",
      name: "A class in operating systems, 2026",
      byteLength: 620 * MiB,
    },
    { id: "medium-3" as MediumId, kind: "floppy", name: "FreeDOS boot", byteLength: 1440 * 1024 },
  ],
  layers: [layer("base", "base", 4871), layer("A", "active", 0)],
  disk: {
    byteLength: 256 * MiB,
    blockByteLength: 4096,
    blockCount: 65_536,
    unsavedBytes: 0,
    savedAt: null,
    readBytes: 0,
    writtenBytes: 0,
  },
  network: {
    state: "off",
    mac: "02:53:9a:40:1c:e7",
    address: "10.86.34.119",
    gateway: "10.86.0.1",
    neighbours: [],
    files: [],
  },
  timings: [],
  systems: installableSystems,
  activity: null,
  prepared: null,
  storage: { usage: 22 * MiB, quota: 12 * 1024 * MiB, isPersisted: true },
  notice: null,
};

/** The network of a machine that is on, with somebody else there and files on the shelf. */
export const busyNetwork: NetworkView = {
  state: "connected",
  mac: "02:53:9a:40:1c:e7",
  address: "10.86.34.119",
  gateway: "10.86.0.1",
  neighbours: [{ name: "Linux in the other tab", mac: "02:53:11:d0:7a:02", address: "10.86.201.7" }],
  files: [
    { name: "lab notes.txt", byteLength: 18_204, from: "page" },
    { name: "core.dump", byteLength: 6.2 * MiB, from: "guest" },
  ],
};

const running: ViewModel = {
  ...off,
  network: busyNetwork,
  machine: {
    ...off.machine,
    state: "running",
    bootMs: 4120,
    hasAgent: true,
    clock: { choice: "set", offsetMs: 12 },
  },
  snapshots: [
    snapshot({ number: 1, name: "Fresh boot" }),
    snapshot({
      number: 2,
      name: "Before rm -rf",
      isCurrent: true,
      note: "Everything installed; the shell is in /root.",
    }),
    snapshot({ number: 3, name: "Broken on purpose", parent: 2 }),
  ],
  layers: [
    layer("base", "base", 4871),
    layer("A", "frozen", 37, "Fresh boot"),
    layer("B", "frozen", 74, "Before rm -rf"),
    layer("D", "active", 19),
  ],
  disk: {
    ...off.disk,
    savedAt: Date.now() - 1200,
    readBytes: 6.4 * MiB,
    writtenBytes: 1.1 * MiB,
  },
  timings: [
    timing("full-copy", "", 9, {
      elapsedMs: 4100,
      pauseMs: 0,
      durableMs: 4100,
      bytesRead: 18.9 * MiB,
      bytesWritten: 256 * MiB,
      blockCount: 65_536,
    }),
    timing("allocated-copy", "", 8, {
      elapsedMs: 610,
      pauseMs: 0,
      durableMs: 610,
      bytesRead: 18.9 * MiB,
      bytesWritten: 18.9 * MiB,
      blockCount: 4982,
    }),
    timing("revert", "Before rm -rf", 7, {
      elapsedMs: 48,
      pauseMs: 48,
      durableMs: 52,
      bytesRead: 2.1 * MiB,
      bytesWritten: 410,
    }),
    timing("snapshot", "Broken on purpose", 6, {}),
    timing("snapshot", "Before rm -rf", 3, {
      pauseMs: 14.8,
      durableMs: 163,
      elapsedMs: 160,
      bytesWritten: 2.2 * MiB,
    }),
    timing("snapshot", "Fresh boot", 1, { pauseMs: 11.9, durableMs: 188, elapsedMs: 181 }),
  ],
};

/** A machine that was changed since its first snapshot, and is off. */
const reconfigured: ViewModel = {
  ...running,
  machine: {
    ...running.machine,
    state: "off",
    bootMs: null,
    config: {
      ...config,
      ramMiB: 128,
      nic: "none",
      floppy: { bus: "floppy", image: null, byteLength: 1440 * 1024, label: "FreeDOS boot", range: 1 },
      cdRom: { medium: "medium-1" as MediumId, label: "Rescue tools", byteLength: 48 * MiB },
      bootOrder: ["cd-rom", "hard-disk", "floppy"],
    },
  },
};

const letters = "ABCDEFGHIJKLMNOPQRST";
const many: ViewModel = {
  ...running,
  snapshots: Array.from({ length: 14 }, (_, index) =>
    snapshot({
      number: index + 1,
      name:
        index === 6
          ? "A name that somebody made much longer than it had to be, as people will"
          : `Snapshot ${index + 1}`,
      ...(index === 5 ? { parent: 3 } : {}),
      ...(index === 9 ? { parent: 5, kind: "powered-off" as const } : {}),
      ...(index === 13 ? { isCurrent: true } : {}),
      ramMiB: 2 + index * 0.8,
    }),
  ),
  layers: [
    layer("base", "base", 4871),
    ...[...letters].map((sign, index) => layer(sign, "frozen", (index + 1) * 211, `Snapshot ${index + 1}`)),
    layer("U", "active", 0),
  ],
};

/** Every state that the gallery shows, by the name in its address. */
export const madeUpViews = {
  "first-visit": off,
  flattening: {
    ...running,
    activity: { operation: "flatten", done: 7 * MiB, total: 19 * MiB, canCancel: true },
  },
  checking: {
    ...running,
    activity: { operation: "verify", done: 320, total: 1204, canCancel: true },
  },
  booting: {
    ...off,
    machine: { ...off.machine, state: "starting" },
    activity: { operation: "boot", done: 1.9 * MiB, total: 4.4 * MiB, canCancel: false },
    disk: { ...off.disk, readBytes: 1.9 * MiB },
  },
  running,
  /** The gallery puts a disk with real layers in place of the made-up ones. */
  disk: running,
  paused: { ...running, machine: { ...running.machine, state: "paused" } },
  copying: {
    ...running,
    activity: { operation: "full-copy", done: 97 * MiB, total: 256 * MiB, canCancel: true },
    disk: { ...running.disk, unsavedBytes: 148 * 1024 },
  },
  error: {
    ...running,
    notice: {
      severity: "error",
      code: "storage-full",
      details: { wanted: 16_384_000, available: 212_992 },
      message: "Write extent: 208 KiB left, wanted 15.6 MiB",
    },
    prepared: null,
    storage: { usage: 11.9 * 1024 * MiB, quota: 12 * 1024 * MiB, isPersisted: false },
  },
  information: {
    ...running,
    notice: { severity: "information", code: "reverted", details: {}, message: "" },
  },
  halted: { ...running, machine: { ...running.machine, state: "stopped-by-guest" } },
  off: { ...running, machine: { ...running.machine, state: "off", bootMs: null } },
  saving: {
    ...running,
    timings: running.timings.slice(3),
    snapshots: running.snapshots.map((taken, index) =>
      index === 2 ? { ...taken, status: "saving" as const } : taken,
    ),
  },
  many,
  freed: { ...running, snapshots: running.snapshots.slice(0, 2) },
  look: running,
  encrypted: {
    ...off,
    machine: { ...off.machine, id: "machine-2" as MachineId, name: "Secret machine" },
  },
  "unusable-memory": {
    ...running,
    snapshots: running.snapshots.map((taken, index) => ({
      ...taken,
      memory: (["usable", "other-build", "damaged"] as const)[index] ?? "usable",
    })),
  },
  reconfigured,
  "thick-question": { ...running, machine: { ...running.machine, state: "off", bootMs: null } },
} satisfies Record<string, ViewModel>;

/** The running machine after it was reverted: the top layer gone, a blank one laid. */
export const afterRevert: ViewModel = {
  ...running,
  layers: [...running.layers.slice(0, 3), layer("E", "active", 0)],
};
