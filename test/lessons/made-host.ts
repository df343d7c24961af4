import type { SnapshotId } from "../../src/core/identity.ts";
import type { HostSnapshot, HostTiming, HostView, LessonHost } from "../../src/lessons/lesson-host.ts";

const noCost = { elapsedMs: 4, pauseMs: 3, durableMs: 5, bytesRead: 0, bytesWritten: 10, blockCount: 2 };

/** A machine of which a test says what is so: no guest, no store. */
export interface MadeHost extends LessonHost {
  view: HostView;
  /** The bytes of the disk, by the block that they begin. */
  readonly blocks: Map<number, string>;
  /** What the guest answers, by command; others fail. */
  readonly answers: Map<string, { readonly exitCode: number; readonly stdout: string }>;
  /** What was asked of it, in order. */
  readonly asked: string[];
  /** Notes down that an operation is done, as the lab does. */
  done(operation: string, subject: string): void;
}

const madeSnapshot = (id: string, changes: Partial<HostSnapshot> = {}): HostSnapshot => ({
  id: id as SnapshotId,
  name: id,
  kind: "live",
  takenAt: 0,
  parentId: null,
  isCurrent: true,
  status: "durable",
  parts: {
    deviceBytes: 100,
    ramBytes: 200,
    configBytes: 30,
    layerId: `layer-${id}` as never,
    layerSign: "A",
    diskBlockCount: 7,
    diskBytes: 7 * 4096,
  },
  ...changes,
});

export function madeHost(): MadeHost {
  const listeners = new Set<(view: HostView) => void>();
  const blocks = new Map<number, string>();
  const answers = new Map<string, { exitCode: number; stdout: string }>();
  const asked: string[] = [];
  const machineIs = (changes: Partial<HostView["machine"]>): void => {
    host.view = { ...host.view, machine: { ...host.view.machine, ...changes } };
  };
  const note = async (what: string): Promise<typeof noCost> => {
    asked.push(what);
    return noCost;
  };
  const host: MadeHost = {
    blocks,
    answers,
    asked,
    view: {
      machine: {
        id: "first" as never,
        name: "Mine",
        state: "off",
        config: { ramMiB: 64, nic: "virtio", disks: [{}] } as never,
        hasAgent: true,
      },
      snapshots: [madeSnapshot("start")],
      layers: [
        { id: "base" as never, sign: "base", kind: "base", blockCount: 900 },
        { id: "layer-start" as never, sign: "A", kind: "frozen", blockCount: 7 },
        { id: "active" as never, sign: "B", kind: "active", blockCount: 0 },
      ],
      disk: { byteLength: 2 ** 28, blockCount: 2 ** 16, unsavedBytes: 0, writtenBytes: 0 },
      timings: [],
      activity: null,
    },
    onView: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    onConsoleOutput: () => () => undefined,
    done(operation, subject) {
      const timing: HostTiming = { operation, subject, at: Date.now(), cost: noCost };
      host.view = { ...host.view, timings: [timing, ...host.view.timings] };
      for (const listener of listeners) listener(host.view);
    },
    machine: {
      get state() {
        return host.view.machine.state;
      },
      exec: async (command) => {
        asked.push(`exec ${command}`);
        const answer = answers.get(command);
        if (answer === undefined) throw new Error(`${command}: nobody answers`);
        return answer;
      },
      sendText: async (text) => void asked.push(`type ${text}`),
      powerOn: () => note("power-on"),
      powerOff: () => {
        machineIs({ state: "off" });
        return note("power-off");
      },
      pause: () => note("pause"),
      resume: () => note("resume"),
      startPrepared: async () => {
        asked.push("start-prepared");
        machineIs({ state: "running" });
      },
      configure: (changes) => note(`configure ${JSON.stringify(changes)}`),
      reinstall: (system) => note(`reinstall ${system}`),
    },
    machines: {
      list: () => [{ id: host.view.machine.id, name: host.view.machine.name, isCurrent: true }],
      create: async () => ({ id: "machine" as never }),
      open: (id) => {
        machineIs({ id });
        return note(`open ${id}`);
      },
      remove: () => note("remove machine"),
    },
    snapshots: {
      list: () => host.view.snapshots,
      take: async ({ name }) => {
        asked.push(`take ${name}`);
        const id = `taken-${host.view.snapshots.length}`;
        host.view = {
          ...host.view,
          snapshots: [
            ...host.view.snapshots.map((each) => ({ ...each, isCurrent: false })),
            madeSnapshot(id, { name, parentId: "start" as SnapshotId }),
          ],
        };
        host.done("snapshot", name);
        return { id: id as SnapshotId };
      },
      revert: async (id) => {
        await note(`revert ${id}`);
        host.done("revert", String(id));
        return noCost;
      },
      discardChanges: () => note("discard"),
      rename: () => note("rename"),
      remove: async (id) => {
        host.view = { ...host.view, snapshots: host.view.snapshots.filter((each) => each.id !== id) };
        return note(`remove ${id}`);
      },
      merge: (id) => note(`merge ${id}`),
      flatten: (id) => note(`flatten ${id}`),
      clone: async () => ({ machine: "clone" as never }),
    },
    disk: {
      read: async (offset, length) => {
        const block = Math.floor(offset / 4096);
        const bytes = new Uint8Array(length);
        const text = (blocks.get(block) ?? "").slice(offset % 4096);
        bytes.set(new TextEncoder().encode(text).subarray(0, length));
        return bytes;
      },
      digest: async ({ at } = {}) => `digest of ${at ?? "now"}`,
      locate: (block) => (blocks.has(block) ? ("active" as never) : null),
    },
    compare: { fullCopy: ({ mode }) => note(`copy ${mode}`) },
    storage: { usage: async () => ({ liveBytes: 12_345 }) },
  };
  return host;
}
