import { expect, test } from "vitest";
import { BLOCK_BYTE_LENGTH } from "../../src/core/geometry.ts";
import type { MachineId, SnapshotId } from "../../src/core/identity.ts";
import type { DiskView } from "../../src/store/disk-view.ts";
import type { LayerRecord } from "../../src/store/records.ts";
import { createChecksum } from "../../src/store/sealed-bytes.ts";
import { Random } from "../support/random.ts";
import { nextTurn } from "./eventually.ts";
import {
  allPages,
  type MachineSetup,
  madeCapture,
  openAgain,
  requestFor,
  setUpMachine,
  wholeDisk,
} from "./machine-setup.ts";
import { readView } from "./read-view.ts";
import { sameBytes } from "./same-bytes.ts";
import { recordsIn, referenceComplaints } from "./stored-records.ts";
import type { Fate } from "./watched-datastore.ts";

const checksum = await createChecksum();
const BLOCK = BLOCK_BYTE_LENGTH;

type Step = (setup: MachineSetup, random: Random) => Promise<unknown>;

const lastSnapshot = ({ machine }: MachineSetup): SnapshotId => machine.snapshots.at(-1)?.id as SnapshotId;

const firstSnapshot = (machine: MachineSetup["machine"]): SnapshotId =>
  machine.snapshots[0]?.id as SnapshotId;

const machineCalled = (store: MachineSetup["store"], wanted: string): MachineId =>
  store.machines().find(({ name }) => name === wanted)?.id as MachineId;

async function writeSome({ machine }: MachineSetup, random: Random, count: number): Promise<void> {
  for (let write = 0; write < count; write++) {
    const offset = random.below(30 * 8) * 512;
    await machine.disk.write(offset, random.bytes(512 * random.between(1, 40)));
  }
}

/** A session with one of everything. Each step is one operation that is there as a whole or not at all. */
const steps: readonly (readonly [string, Step])[] = [
  ["write and flush", (setup, random) => writeSome(setup, random, 6).then(() => setup.machine.flush())],
  [
    "take a live snapshot",
    ({ machine }, random) => machine.takeSnapshot(requestFor(machine, madeCapture(random))).durable,
  ],
  ["write and flush again", (setup, random) => writeSome(setup, random, 8).then(() => setup.machine.flush())],
  ["rewrite and flush", (setup, random) => writeSome(setup, random, 20).then(() => setup.machine.flush())],
  [
    "take a snapshot with writes waiting",
    async (setup, random) => {
      await writeSome(setup, random, 4);
      return setup.machine.takeSnapshot(requestFor(setup.machine)).durable;
    },
  ],
  [
    "note its cost",
    async (setup) => setup.machine.recordCost(lastSnapshot(setup), { ...zeroCost, elapsedMs: 7 }),
  ],
  ["flush on top of it", (setup, random) => writeSome(setup, random, 3).then(() => setup.machine.flush())],
  ["revert", async (setup) => setup.machine.revertTo(setup.machine.snapshots[0]?.id ?? null)],
  ["flush on a branch", (setup, random) => writeSome(setup, random, 5).then(() => setup.machine.flush())],
  [
    "take a snapshot on the branch",
    ({ machine }, random) => machine.takeSnapshot(requestFor(machine, madeCapture(random))).durable,
  ],
  ["rename a snapshot", async (setup) => setup.machine.rename(lastSnapshot(setup), "renamed")],
  ["note something", async (setup) => setup.machine.note(lastSnapshot(setup), "noted")],
  [
    "flush above the branch",
    (setup, random) => writeSome(setup, random, 5).then(() => setup.machine.flush()),
  ],
  ["clone linked", async ({ machine }) => machine.cloneLinked(firstSnapshot(machine), "linked")],
  ["clone fully", async ({ machine }) => machine.cloneFully(firstSnapshot(machine), "full")],
  [
    "create a machine",
    async ({ store, machine, base }) => store.createMachine("other", machine.record.config, base),
  ],
  [
    "create an encrypted machine",
    async ({ store, machine, base }) =>
      store.createMachine("hidden", machine.record.config, base, { isEncrypted: true }),
  ],
  ["remove the encrypted machine", async ({ store }) => store.removeMachine(machineCalled(store, "hidden"))],
  ["rename a machine", async ({ store }) => store.renameMachine(machineCalled(store, "other"), "another")],
  [
    "remove a snapshot with two children and a clone",
    async ({ machine }) => machine.removeSnapshot(firstSnapshot(machine)),
  ],
  ["flatten", async ({ machine }) => machine.flatten(firstSnapshot(machine))],
  ["remove the linked clone", async ({ store }) => store.removeMachine(machineCalled(store, "linked"))],
  ["take one more", async ({ machine }) => machine.takeSnapshot(requestFor(machine)).durable],
  ["merge it into its parent", async (setup) => setup.machine.mergeIntoParent(lastSnapshot(setup))],
  ["remove the full clone", async ({ store }) => store.removeMachine(machineCalled(store, "full"))],
  ["remove a branch", async ({ machine }) => machine.removeBranch(firstSnapshot(machine))],
  ["remove the current snapshot", async (setup) => setup.machine.removeSnapshot(lastSnapshot(setup))],
  ["configure", ({ machine }) => machine.configure({ ...machine.record.config, ramMiB: 128 })],
  ["copy the allocated blocks", ({ machine }) => machine.copyImage({ mode: "allocated" })],
  ["copy every byte", ({ machine }) => machine.copyImage({ mode: "every-byte" })],
  ["remove a copy", async (setup) => setup.machine.removeImage((await imagesOf(setup))[0] as never)],
  ["revert to the base image", ({ machine }) => machine.revertTo(null)],
];

const zeroCost = { elapsedMs: 0, pauseMs: 0, durableMs: 0, bytesRead: 0, bytesWritten: 0, blockCount: 0 };

async function imagesOf({ datastore }: MachineSetup): Promise<string[]> {
  const layers = await recordsIn<LayerRecord>(datastore.inner, "layers");
  return layers.flatMap(({ id, machine }) => (machine === null ? [id] : []));
}

/** With the properties in the order of their names, since a reopening may change it. */
const sorted = (value: object): object =>
  Object.fromEntries(Object.entries(value).sort(([left], [right]) => (left < right ? -1 : 1)));

/** All that can be seen of the machines from outside, as a text and the bytes of the first one's disk. */
async function stateOf(setup: MachineSetup): Promise<{ text: string; disk: Uint8Array }> {
  const { store, base } = setup;
  const machines: object[] = [];
  for (const { id } of store.machines()) {
    const isOpen = id === setup.machine.record.id;
    const machine = isOpen ? setup.machine : await store.openMachine(id, base);
    machines.push(await machineState(machine));
    if (!isOpen) machine.close();
  }
  const images = await Promise.all(
    (await imagesOf(setup)).map(async (image) => digestOf(await setup.machine.viewImage(image as never))),
  );
  const text = JSON.stringify({ machines, images: images.sort() });
  return { text, disk: await wholeDisk(setup.machine) };
}

async function machineState(machine: MachineSetup["machine"]): Promise<object> {
  const snapshots = await Promise.all(
    machine.snapshots.map(async (snapshot) => {
      const live = await machine.loadLive(snapshot.id);
      const pages = live && [...(await allPages(live))].map(([page, bytes]) => [page, ...checksum(bytes)]);
      const disk = await digestOf(await machine.viewSnapshot(snapshot.id));
      return { ...sorted(snapshot), disk, pages, devices: live && [...live.devices] };
    }),
  );
  return {
    record: sorted({ ...machine.record, activeLayer: null }),
    snapshots,
    layers: machine.layers().map(({ blockCount }) => blockCount),
    disk: [...checksum(await wholeDisk(machine))].join("."),
  };
}

const digestOf = async (view: DiskView): Promise<string> =>
  [...checksum(await readView(view).finally(() => view.release()))].join(".");

/** Runs the session with names that are always the same, until it ends or dies. */
async function runSession(
  fateOf: (index: number) => Fate,
  afterStep: (setup: MachineSetup) => Promise<void>,
  isEncrypted: boolean,
): Promise<{ setup: MachineSetup; doneCount: number }> {
  const setup = await setUpMachine({ isEncrypted });
  const first = setup.datastore.commitCount;
  setup.datastore.fateOf = (index) => fateOf(index - first);
  const random = new Random(42);
  let doneCount = 0;
  for (const [, step] of steps) {
    try {
      await step(setup, random);
    } catch (cause) {
      if (!setup.datastore.isDead) throw cause;
      break;
    }
    await nextTurn();
    // Reclaiming behind an operation may be what dies: the operation itself was done.
    doneCount++;
    if (setup.datastore.isDead) break;
    await afterStep(setup);
  }
  return { setup, doneCount };
}

const withoutNames = (text: string): string => {
  const names = new Map<string, string>();
  return text.replace(/"id-\d+"|"takenAt":\d+|"createdAt":\d+|"[0-9a-f]{32}"/g, (name) => {
    if (!names.has(name)) names.set(name, `name ${names.size}`);
    return names.get(name) ?? "";
  });
};

/** The keys that machines and images need, and those that the vault has. */
async function keysOf({
  store,
  vault,
  datastore,
}: MachineSetup): Promise<{ needed: string[]; kept: string[] }> {
  const layers = (await recordsIn<LayerRecord>(datastore.inner, "layers")).map(({ key }) => key);
  const keys = [...store.machines().map(({ key }) => key), ...layers].filter(
    (key) => typeof key === "string",
  );
  return { needed: [...new Set(keys)].sort(), kept: (await vault.list()).sort() };
}

test.each([
  ["a plain machine", false],
  ["an encrypted machine", true],
])(
  "P1 P5 M2 E6: with %s, a death before or after any commit leaves the state before or after the operation, and no orphans",
  async (_, isEncrypted) => {
    const states: { text: string; disk: Uint8Array }[] = [];
    let commitCount = 0;
    const whole = await runSession(
      () => {
        commitCount++;
        return "hold";
      },
      async (setup) => {
        states.push(await stateOf(await openAgain(setup)));
      },
      isEncrypted,
    );
    expect(whole.doneCount).toBe(steps.length);
    expect(commitCount).toBeGreaterThan(steps.length);
    const bare = await stateOf(await setUpMachine({ isEncrypted }));
    const seen = new Set<string>();
    for (let fatal = 0; fatal < commitCount; fatal++) {
      for (const fate of ["die-before", "die-after"] as const) {
        const { setup, doneCount } = await runSession(
          (index) => (index === fatal ? fate : "hold"),
          () => Promise.resolve(),
          isEncrypted,
        );
        const again = await openAgain(setup);
        const what = `${fate} commit ${fatal}, in "${steps[doneCount]?.[0] ?? "the end"}"`;
        await again.store.settled();
        const { freedExtentCount } = again.store;
        expect(await referenceComplaints(again.datastore, checksum, { freedExtentCount }), what).toEqual([]);
        const keys = await keysOf(again);
        expect(keys.kept, what).toEqual(keys.needed);
        const found = await stateOf(again);
        const before = states[doneCount - 1] ?? bare;
        const after = states[doneCount] ?? before;
        const match = [before, after].find(
          ({ text, disk }) => withoutNames(text) === withoutNames(found.text) && sameBytes(disk, found.disk),
        );
        expect(match, what).toBeDefined();
        seen.add(match === before ? "before" : "after");
        await again.machine.disk.write(0, new Uint8Array(3 * BLOCK));
        await again.machine.flush();
      }
    }
    expect([...seen].sort()).toEqual(["after", "before"]);
  },
  60_000,
);
