import { expect, test } from "vitest";
import { FileShelf } from "../../src/lab/file-commands.ts";
import { LabContext } from "../../src/lab/lab-context.ts";
import { machineCommands } from "../../src/lab/machine-commands.ts";
import { SnapshotShelf } from "../../src/lab/snapshot-commands.ts";
import { Suspension } from "../../src/lab/suspension.ts";
import type { Machine } from "../../src/machine/machine.ts";
import { eventually } from "../store/eventually.ts";
import { openAgain, setUpMachine } from "../store/machine-setup.ts";
import { madeLabParts, standingClock } from "./made-lab.ts";

const BLOCK = 4096;
const filled = (value: number): Uint8Array => new Uint8Array(BLOCK).fill(value);

function milestone(): { readonly passed: Promise<void>; readonly pass: () => void } {
  let pass = (): void => undefined;
  const passed = new Promise<void>((resolve) => {
    pass = resolve;
  });
  return { passed, pass };
}

/** A running machine over a store in memory, with a clock that moves when the test says so. */
async function setUp({ quiesce }: Partial<Machine> = {}) {
  const setup = await setUpMachine();
  const delays: { readonly delayMs: number; readonly end: () => void }[] = [];
  const clock = standingClock((delayMs) => new Promise((end) => delays.push({ delayMs, end })));
  const { parts, guest } = madeLabParts(setup, quiesce && { quiesce });
  const context = new LabContext({ ...parts, clock });
  const shelves = {
    snapshots: new SnapshotShelf(context, () => undefined),
    files: new FileShelf(context, () => undefined),
    suspension: new Suspension(context, async () => undefined),
  };
  const commands = machineCommands(context, shelves, () => undefined);
  await commands.powerOn();
  if (guest.disk === undefined) throw new Error("Set up: no machine was built");
  return { ...setup, context, commands, delays, disk: guest.disk };
}

test("P4: a write that no flush follows is written back within half a second", async () => {
  const setup = await setUp();
  expect(setup.disk.writeNow(0, filled(1))).toBe(true);
  expect(setup.disk.writeNow(BLOCK, filled(2))).toBe(true);
  expect(setup.delays.map(({ delayMs }) => delayMs)).toEqual([500]);
  expect(setup.machine.space.buffer.byteLength).toBe(2 * BLOCK);
  setup.delays[0]?.end();
  await eventually(() => setup.machine.space.buffer.byteLength === 0, "nothing waits in memory");
  const { machine } = await openAgain(setup);
  expect(await machine.disk.read(0, BLOCK)).toEqual(filled(1));
  setup.disk.writeNow(0, filled(3));
  expect(setup.delays.length).toBe(2);
});

test("P6: a guest whose writes can't be kept is paused and told of, and nothing that it wrote is lost", async () => {
  const setup = await setUp();
  const { context, datastore, delays, disk } = setup;
  expect(context.computer.isRunning).toBe(true);
  datastore.fateOf = () => "refuse";
  disk.writeNow(0, filled(1));
  delays[0]?.end();
  await eventually(() => context.computer.state === "paused", "the guest is paused");
  expect(context.journal.notice).toMatchObject({ code: "writes-waiting", details: { waiting: BLOCK } });
  expect(setup.machine.space.buffer.byteLength).toBe(BLOCK);
  datastore.fateOf = () => "hold";
  await context.flush();
  const { machine } = await openAgain(setup);
  expect(await machine.disk.read(0, BLOCK)).toEqual(filled(1));
});

test("P4 P6: a flush for which there is no room is answered only when the guest stands still, and it goes on only when all is kept", async () => {
  const [draining, stopping] = [milestone(), milestone()];
  const setup = await setUp({
    quiesce: async (onStopped) => {
      await stopping.passed;
      onStopped?.();
      await draining.passed;
    },
  });
  const { commands, context, datastore, disk } = setup;
  datastore.fateOf = () => "refuse";
  disk.writeNow(0, filled(1));
  let isAnswered = false;
  const flushed = disk.flush().then(() => {
    isAnswered = true;
    draining.pass();
  });
  await eventually(() => context.computer.state === "paused", "the guest is held");
  const resumed = commands.resume();
  await new Promise((resolve) => setTimeout(resolve));
  expect(isAnswered).toBe(false);
  stopping.pass();
  await flushed;
  await expect(resumed).rejects.toMatchObject({ code: "writes-waiting", details: { waiting: BLOCK } });
  await expect(commands.reset()).rejects.toMatchObject({ code: "writes-waiting" });
  expect(context.computer.state).toBe("paused");
  expect(context.journal.notice?.code).toBe("writes-waiting");
  datastore.fateOf = () => "hold";
  await commands.resume();
  expect(context.computer.state).toBe("running");
  expect(context.journal.notice).toBe(null);
  const { machine } = await openAgain(setup);
  expect(await machine.disk.read(0, BLOCK)).toEqual(filled(1));
});
