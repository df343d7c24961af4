import { expect, test } from "vitest";
import { BLOCK_BYTE_LENGTH } from "../../src/core/geometry.ts";
import type { Clock } from "../../src/lab/clock.ts";
import { FileShelf } from "../../src/lab/file-commands.ts";
import { LabContext } from "../../src/lab/lab-context.ts";
import { machineCommands } from "../../src/lab/machine-commands.ts";
import { SnapshotShelf } from "../../src/lab/snapshot-commands.ts";
import type { DiskRequest, Machine } from "../../src/machine/machine.ts";
import type { TableName } from "../../src/store/datastore.ts";
import { madeNetwork } from "../machine/network/made-wire.ts";
import {
  type MachineSetup,
  madeCapture,
  openAgain,
  requestFor,
  setUpMachine,
} from "../store/machine-setup.ts";
import { Random } from "../support/random.ts";
import { madeImages, noOrigins, noSystems } from "./made-lab.ts";

const BLOCK = BLOCK_BYTE_LENGTH;
const filled = (value: number): Uint8Array => new Uint8Array(BLOCK).fill(value);

const clock: Clock = {
  now: () => 0,
  date: () => 0,
  delay: () => new Promise(() => undefined),
  breathe: () => Promise.resolve(),
  nextFrame: () => undefined,
};

/** The commands over a store, with an emulator of the build given whose machines do nothing. */
function commandsOver({ store, machine: stored, base }: MachineSetup, build = "made") {
  const guest: { request?: (request: DiskRequest) => void } = {};
  const silent = (): (() => void) => () => undefined;
  const machine = (): Machine =>
    ({
      config: stored.record.config,
      run: () => undefined,
      quiesce: async () => undefined,
      screenPicture: () => null,
      show: () => undefined,
      destroy: () => undefined,
      onSerialOutput: silent,
      onStopped: silent,
      onMouseUse: silent,
      onGraphics: silent,
      onDiskRequest: (listener: (request: DiskRequest) => void) => {
        guest.request = listener;
        return () => undefined;
      },
    }) as Partial<Machine> as Machine;
  const context = new LabContext({
    store,
    stored,
    factory: { build, prepare: async () => undefined, create: async () => machine() },
    createAgent: () => ({
      isReady: false,
      exec: () => Promise.reject(new Error("No agent")),
      putFile: () => Promise.reject(new Error("No agent")),
      getFile: () => Promise.reject(new Error("No agent")),
      clock: () => Promise.reject(new Error("No agent")),
      reset: () => undefined,
      dispose: () => undefined,
    }),
    clock,
    network: madeNetwork(),
    images: madeImages(base),
    image: base,
    library: noSystems,
    origins: noOrigins,
    prepared: null,
    measureStorage: async () => ({ usage: null, quota: null, isPersisted: false }),
  });
  const snapshots = new SnapshotShelf(context, () => undefined);
  const shelves = { snapshots, files: new FileShelf(context, () => undefined) };
  return { context, guest, snapshots, machine: machineCommands(context, shelves, () => undefined) };
}

/** A live snapshot over one of a powered-off machine, and something written after them. */
async function setUp() {
  const setup = await setUpMachine();
  const { machine } = setup;
  await machine.disk.write(0, filled(1));
  await machine.takeSnapshot({ ...requestFor(machine), name: "below" }).durable;
  await machine.disk.write(BLOCK, filled(2));
  const live = await machine.takeSnapshot({
    ...requestFor(machine, madeCapture(new Random(3))),
    name: "live",
  }).durable;
  await machine.disk.write(0, filled(3));
  await machine.flush();
  return { setup, live: live.record };
}

async function damage(
  setup: MachineSetup,
  table: TableName,
  isWanted: (key: string) => boolean,
): Promise<void> {
  const entries = (await setup.datastore.getAll(table)).filter(({ key }) => isWanted(String(key)));
  expect(entries.length).toBe(1);
  await setup.datastore.inner.commit(
    entries.map(({ key, value }) => {
      const bytes = (value as Uint8Array).map((byte, index) => (index === 3 ? byte ^ 1 : byte));
      return { kind: "put", table, key, value: bytes };
    }),
  );
}

test("I4: a memory of another build is refused and known beforehand; the disk comes back alone, and the machine is off", async () => {
  const { setup, live } = await setUp();
  const { snapshots, machine } = commandsOver(setup, "made later");
  expect(snapshots.list().map(({ memory }) => memory)).toEqual(["none", "other-build"]);
  await machine.powerOn();
  await expect(snapshots.revert(live.id)).rejects.toMatchObject({ code: "snapshot-incompatible" });
  expect(machine.state).toBe("starting");
  expect(await setup.machine.disk.read(0, BLOCK)).toEqual(filled(3));
  const cost = await snapshots.revert(live.id, { diskOnly: true });
  expect(cost.blockCount).toBe(1);
  expect(machine.state).toBe("off");
  expect(snapshots.current()).toMatchObject({ id: live.id });
  expect(await setup.machine.disk.read(0, 2 * BLOCK)).toEqual(new Uint8Array([...filled(1), ...filled(2)]));
  await setup.machine.disk.write(0, filled(4));
  await snapshots.discardChanges({ diskOnly: true });
  expect(await setup.machine.disk.read(0, BLOCK)).toEqual(filled(1));
  await machine.powerOn();
  expect(machine.state).toBe("starting");
});

test.each(["states", "extents", "maps"] as const)(
  "I4: a memory damaged in its %s is known to be so once a revert has met it, and the disk comes back alone",
  async (table) => {
    const first = await setUp();
    const ramLayer = String(first.live.live?.ramLayer);
    // The memory went into the extent after those of the disk's two layers.
    const isOfMemory = {
      states: () => true,
      extents: (key: string) => key === "3",
      maps: (key: string) => key.startsWith(ramLayer),
    };
    await damage(first.setup, table, isOfMemory[table]);
    const setup = await openAgain(first.setup);
    const { snapshots, machine } = commandsOver(setup);
    expect(snapshots.list().map(({ memory }) => memory)).toEqual(["none", "usable"]);
    await expect(snapshots.revert(first.live.id)).rejects.toMatchObject({
      code: "storage-damaged",
      details: { snapshotNames: ["live"] },
    });
    expect(snapshots.list().map(({ memory }) => memory)).toEqual(["none", "damaged"]);
    expect(await setup.machine.disk.read(0, BLOCK)).toEqual(filled(3));
    await snapshots.revert(first.live.id, { diskOnly: true });
    expect(machine.state).toBe("off");
    expect(await setup.machine.disk.read(0, BLOCK)).toEqual(filled(1));
  },
);

test("I4: a revert that meets damage of the disk says nothing of the memory", async () => {
  const first = await setUp();
  const setup = await openAgain(first.setup);
  await damage(setup, "maps", (key) => key.startsWith(first.live.layer));
  const { snapshots } = commandsOver(setup);
  await expect(snapshots.revert(first.live.id, { diskOnly: true })).rejects.toMatchObject({
    code: "storage-damaged",
    details: { snapshotNames: ["live"] },
  });
  expect(snapshots.list().map(({ memory }) => memory)).toEqual(["none", "usable"]);
});

test("I1: damage that the guest meets is told once, with the names of the snapshots, and again after a power cycle", async () => {
  const first = await setUp();
  await damage(first.setup, "extents", (key) => key === "2");
  const setup = await openAgain(first.setup);
  const { context, guest, machine } = commandsOver(setup);
  await machine.powerOn();
  const read = async (): Promise<void> => {
    const error = await setup.machine.disk.read(BLOCK, BLOCK).catch((cause: unknown) => cause);
    guest.request?.({ kind: "read", offset: BLOCK, byteLength: BLOCK, error });
  };
  guest.request?.({ kind: "read", offset: 0, byteLength: 512 });
  expect(context.journal.notice).toBeNull();
  await read();
  expect(context.journal.notice).toMatchObject({
    code: "storage-damaged",
    details: { record: "extent 2", snapshotNames: ["live"] },
  });
  context.journal.dismissNotice();
  await read();
  expect(context.journal.notice).toBeNull();
  await machine.powerOff();
  await machine.powerOn();
  await read();
  expect(context.journal.notice).toMatchObject({ code: "storage-damaged" });
});

test("I3: small records that can't be read are told at the opening", async () => {
  const { setup, live } = await setUp();
  await setup.datastore.inner.commit([{ kind: "put", table: "snapshots", key: live.id, value: 0 }]);
  const { context } = commandsOver(await openAgain(setup));
  expect(context.journal.notice).toMatchObject({
    severity: "error",
    code: "storage-damaged",
    details: { record: `snapshot ${live.id}`, preventsRemoval: true },
  });
});
