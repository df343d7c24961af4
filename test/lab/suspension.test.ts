import { readFile } from "node:fs/promises";
import { afterEach, expect, test } from "vitest";
import type { MachineConfig } from "../../src/core/machine-config.ts";
import { StrataError } from "../../src/core/strata-error.ts";
import { RemoteImage } from "../../src/images/remote-image.ts";
import type { Clock } from "../../src/lab/clock.ts";
import { Lab } from "../../src/lab/lab.ts";
import type { LabParts } from "../../src/lab/lab-context.ts";
import type { Machine, MachineDisk, MachineFactory } from "../../src/machine/machine.ts";
import { SerialAgent } from "../../src/machine/serial-agent.ts";
import { V86MachineFactory } from "../../src/machine/v86-machine-factory.ts";
import { MemoryDatastore } from "../../src/store/memory/memory-datastore.ts";
import { Store } from "../../src/store/store.ts";
import { readMachineFiles } from "../machine/machine-support.ts";
import { eventually } from "../store/eventually.ts";
import { type MachineSetup, openAgain, setUpMachine } from "../store/machine-setup.ts";
import { madeLabParts, standingClock } from "./made-lab.ts";

const files = await readMachineFiles();
const published = new URL("../../images/published/linux/", import.meta.url);
const BLOCK = 4096;
const PAGE_COUNT = 16;
const filled = (value: number): Uint8Array => new Uint8Array(BLOCK).fill(value);

/** A machine that does nothing but keep a memory; how it is restored can be seen. */
function scriptedMachine(setup: MachineSetup) {
  const seen: { restored: number[] | null; output: (bytes: Uint8Array) => void; runCount: number } = {
    restored: null,
    output: () => undefined,
    runCount: 0,
  };
  const memory = new Uint8Array(PAGE_COUNT * BLOCK).fill(5, 0, BLOCK);
  const scripted: Partial<Machine> = {
    config: setup.machine.record.config,
    ram: () => memory,
    fingerprints: () =>
      Uint32Array.from({ length: PAGE_COUNT * 4 }, (_, word) =>
        word % 4 === 0 ? (memory[(word / 4) * BLOCK] ?? 0) : 0,
      ),
    captureDevices: () => ({ encode: () => Uint8Array.of(1, 2, 3) }),
    captureScreen: () => () => null,
    onSerialOutput: (port, listener) => {
      if (port === 0) seen.output = listener;
      return () => undefined;
    },
    restore: async (devices, fillRam) => {
      seen.restored = [...devices];
      fillRam(memory);
    },
    reset: () => undefined,
    warmUp: () => undefined,
    run: () => {
      seen.runCount++;
    },
  };
  return { seen, memory, scripted };
}

function labOver(setup: MachineSetup, changes: Partial<LabParts> = {}) {
  const { seen, memory, scripted } = scriptedMachine(setup);
  const { parts, guest } = madeLabParts(setup, scripted);
  const lab = new Lab({ ...parts, ...changes });
  return { lab, seen, memory, disk: () => guest.disk as MachineDisk, setup };
}

/** The next visit, in which the machine goes on if it can. */
async function nextVisit(setup: MachineSetup, changes: Partial<LabParts> = {}) {
  const next = labOver(await openAgain(setup), changes);
  await next.lab.suspension.resume(0);
  return next;
}

async function switchedOn(changes: Partial<LabParts> = {}) {
  const visit = labOver(await setUpMachine(), changes);
  await visit.lab.machine.powerOn();
  return visit;
}

test("Z1: what was suspended goes on in the next visit: memory, devices, what it was doing, and the console's latest", async () => {
  const { lab, seen, memory, disk, setup } = await switchedOn();
  seen.output(new TextEncoder().encode("boot\nlocal:~# "));
  memory.fill(9, 3 * BLOCK, 4 * BLOCK);
  disk().writeNow(0, filled(1));
  await lab.suspension.suspend();
  const next = await nextVisit(setup);
  expect(next.lab.machine.state).toBe("running");
  expect(next.lab.machine.resumedMs).toBe(0);
  expect(next.seen).toMatchObject({ restored: [1, 2, 3], runCount: 1 });
  expect(next.memory).toEqual(memory);
  expect(new TextDecoder().decode(next.lab.suspension.console)).toBe("boot\nlocal:~# ");
  expect(await next.setup.machine.disk.read(0, BLOCK)).toEqual(filled(1));
  // And again: only what changed is stored, and all of it is there.
  next.memory.fill(0, 0, BLOCK);
  await next.lab.machine.pause();
  await next.lab.machine.suspend();
  const last = await nextVisit(next.setup);
  expect(last.lab.machine.state).toBe("paused");
  expect(last.seen.runCount).toBe(0);
  expect(last.memory).toEqual(next.memory);
  expect(last.lab.journal.notice).toBeNull();
});

test.each<readonly [string, (visit: Awaited<ReturnType<typeof switchedOn>>) => Promise<unknown>]>([
  ["is switched off", ({ lab }) => lab.machine.powerOff()],
  ["is reset", ({ lab }) => lab.machine.reset()],
  ["goes back to what it began with", ({ lab }) => lab.snapshots.revert(null)],
  [
    "writes to its disk",
    async ({ disk }) => {
      disk().writeNow(0, filled(3));
      await disk().flush();
    },
  ],
])("Z2: a machine that %s is off in the next visit", async (_, happens) => {
  const visit = await switchedOn();
  await visit.lab.machine.suspend();
  await happens(visit);
  const next = await nextVisit(visit.setup);
  expect(next.lab.machine.state).toBe("off");
  expect(next.lab.journal.notice).toBeNull();
  await eventually(() => next.setup.machine.record.suspended === undefined, "nothing of it stays");
  expect((await next.setup.store.verify()).damages).toEqual([]);
});

test("Z1 P3: who steps aside hands the machine over as it ran", async () => {
  const { lab, setup, memory } = await switchedOn();
  await lab.snapshots.take({ name: "a" });
  memory.fill(4, 5 * BLOCK, 6 * BLOCK);
  await lab.suspension.suspend();
  await lab.stepAside();
  expect(lab.machine.state).toBe("off");
  const next = await nextVisit(setup);
  expect(next.lab.machine.state).toBe("starting");
  expect(next.memory).toEqual(memory);
});

test("Z4: what can't be gone on from leaves the machine off and says so, and it can be switched on", async () => {
  const { lab, setup, disk } = await switchedOn();
  disk().writeNow(0, filled(1));
  await lab.suspension.suspend();
  const parts = madeLabParts(setup).parts;
  const next = await nextVisit(setup, { factory: { ...parts.factory, build: "made later" } });
  expect(next.lab.machine.state).toBe("off");
  expect(next.lab.journal.notice).toMatchObject({
    code: "not-resumed",
    details: { reason: "snapshot-incompatible" },
  });
  expect(await next.setup.machine.disk.read(0, BLOCK)).toEqual(filled(1));
  await next.lab.machine.powerOn();
  expect(next.setup.machine.record.suspended).toBeUndefined();
});

test("Z3: a machine is kept by itself once its disk is left alone, and again only when something happened", async () => {
  const delays: (() => void)[] = [];
  const clock: Clock = standingClock(() => new Promise((resolve) => void delays.push(resolve)));
  const { lab, seen, disk, setup } = await switchedOn({ clock });
  const passed = async (): Promise<void> => {
    for (const end of delays.splice(0)) end();
    await new Promise((resolve) => setTimeout(resolve));
    await setup.machine.flush();
  };
  const keptAt = () => setup.machine.record.suspended?.suspendedAt;
  seen.output(Uint8Array.of(65));
  disk().writeNow(0, filled(1));
  await eventually(() => delays.length > 0, "it waits for the disk to be at rest");
  await passed();
  // Written meanwhile, so that the wait began anew.
  expect(keptAt()).toBeUndefined();
  await passed();
  await eventually(() => keptAt() !== undefined, "it is kept");
  const first = keptAt();
  for (let round = 0; round < 4; round++) await passed();
  expect(keptAt()).toBe(first);
  lab.suspension.noteHappened();
  await eventually(() => delays.length > 0, "it waits");
  await passed();
  await eventually(() => keptAt() !== first, "it is kept again");
});

test("P4: what the guest wrote is made durable by the page that goes, also where its memory can't be kept", async () => {
  const { lab, setup, disk } = await switchedOn();
  disk().writeNow(0, filled(1));
  // The memory's pages are refused, the disk's are not.
  setup.datastore.fateOf = (_, writes) =>
    writes.some(({ table }) => table === "states") ? "refuse" : "hold";
  await lab.suspension.suspend();
  const next = await nextVisit(setup);
  expect(next.lab.machine.state).toBe("off");
  expect(await next.setup.machine.disk.read(0, BLOCK)).toEqual(filled(1));
});

const labs: Lab[] = [];
afterEach(async () => {
  for (const lab of labs.splice(0)) if (lab.machine.state !== "off") await lab.machine.powerOff();
});

test("Z1: a real guest goes on with every byte of its memory, and answers", {
  timeout: 120_000,
}, async () => {
  const image = await RemoteImage.open(async (file) =>
    Uint8Array.from(await readFile(new URL(file, published))),
  );
  const datastore = new MemoryDatastore();
  const machines: Machine[] = [];
  const visit = async (): Promise<Lab> => {
    let count = 0;
    const prefix = `${machines.length}-`;
    const store = await Store.open(datastore, {
      newId: () => prefix + ++count,
      now: () => Date.now(),
      vault: null,
    });
    const config: MachineConfig = {
      ramMiB: 32,
      vgaMemoryMiB: 1,
      nic: "none",
      disks: [{ bus: "primary-master", image: image.name, byteLength: image.byteLength }],
      bootOrder: ["hard-disk"],
    };
    const [known] = store.machines();
    const { id } = known ?? (await store.createMachine("Linux", config, image));
    const machine = await store.openMachine(id, image);
    const real = new V86MachineFactory(files);
    const factory: MachineFactory = {
      build: real.build,
      prepare: () => real.prepare(),
      create: async (...given) => {
        const made = await real.create(...given);
        machines.push(made);
        return made;
      },
    };
    const clock: Clock = {
      ...standingClock(),
      now: () => performance.now(),
      date: () => Date.now(),
      breathe: () => new Promise((resolve) => setImmediate(resolve)),
    };
    const { parts } = madeLabParts({ ...(await setUpMachine()), store, machine });
    const lab = new Lab({
      ...parts,
      factory,
      clock,
      image,
      createAgent: (each) => new SerialAgent(each),
    });
    labs.push(lab);
    return lab;
  };
  const first = await visit();
  await first.machine.powerOn();
  await expect.poll(() => first.machine.state, { timeout: 60_000 }).toBe("running");
  expect(
    (await first.machine.exec("echo kept > /tmp/memory; echo kept > /root/disk; cat /tmp/memory")).stdout,
  ).toBe("kept\n");
  await first.machine.pause();
  await first.machine.suspend();
  const memory = machines[0]?.ram().slice() as Uint8Array;
  const second = await visit();
  await second.suspension.resume(performance.now());
  expect(second.journal.notice).toBeNull();
  expect(second.machine.state).toBe("paused");
  expect(Buffer.compare(machines[1]?.ram() as Uint8Array, memory)).toBe(0);
  await second.machine.resume();
  expect((await second.machine.exec("cat /tmp/memory /root/disk", { timeoutMs: 60_000 })).stdout).toBe(
    "kept\nkept\n",
  );
});

test("Z1 S2: after a reset the machine is kept and snapshotted like any other", async () => {
  const { lab, memory, setup } = await switchedOn();
  await lab.machine.suspend();
  await lab.machine.reset();
  memory.fill(6, 2 * BLOCK, 3 * BLOCK);
  await lab.snapshots.take({ name: "after the reset" });
  await lab.machine.suspend();
  const next = await nextVisit(setup);
  expect(next.memory).toEqual(memory);
});

test("E5 Z1: what one machine said on its console is not kept with another", async () => {
  const { lab, seen } = await switchedOn();
  seen.output(new TextEncoder().encode("a secret"));
  await lab.machine.suspend();
  await lab.machine.powerOff();
  expect(lab.suspension.console).toEqual(new Uint8Array());
});

test("Z4: a machine that can't go on for a reason that passes is kept for another visit", async () => {
  const { lab, setup } = await switchedOn();
  await lab.machine.suspend();
  const unreachable = new StrataError("image-unreachable", "Load the emulator: offline, wanted it loaded");
  const { parts } = madeLabParts(await openAgain(setup), {});
  const factory = { ...parts.factory, create: () => Promise.reject(unreachable) };
  const failing = new Lab({ ...parts, factory });
  await failing.suspension.resume(0);
  expect(failing.journal.notice?.code).toBe("not-resumed");
  const next = await nextVisit(setup);
  expect(next.lab.machine.state).not.toBe("off");
});
