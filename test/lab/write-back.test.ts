import { expect, test } from "vitest";
import { LabContext } from "../../src/lab/lab-context.ts";
import { machineCommands } from "../../src/lab/machine-commands.ts";
import { eventually } from "../store/eventually.ts";
import { openAgain, setUpMachine } from "../store/machine-setup.ts";
import { madeLabParts, standingClock } from "./made-lab.ts";

const BLOCK = 4096;
const filled = (value: number): Uint8Array => new Uint8Array(BLOCK).fill(value);

/** A running machine over a store in memory, with a clock that moves when the test says so. */
async function setUp() {
  const setup = await setUpMachine();
  const delays: { readonly delayMs: number; readonly end: () => void }[] = [];
  const clock = standingClock((delayMs) => new Promise((end) => delays.push({ delayMs, end })));
  const { parts, guest } = madeLabParts(setup);
  const context = new LabContext({ ...parts, clock });
  await machineCommands(context).powerOn();
  if (guest.disk === undefined) throw new Error("Set up: no machine was built");
  return { ...setup, context, delays, disk: guest.disk };
}

test("P4: a write that no flush follows is written back within half a second", async () => {
  const setup = await setUp();
  expect(setup.disk.writeNow(0, filled(1))).toBe(true);
  expect(setup.disk.writeNow(BLOCK, filled(2))).toBe(true);
  expect(setup.delays.map(({ delayMs }) => delayMs)).toEqual([500]);
  expect(setup.machine.disk.buffer.byteLength).toBe(2 * BLOCK);
  setup.delays[0]?.end();
  await eventually(() => setup.machine.disk.buffer.byteLength === 0, "nothing waits in memory");
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
  expect(context.journal.notice).toMatchObject({ severity: "error", code: "storage-full" });
  expect(setup.machine.disk.buffer.byteLength).toBe(BLOCK);
  datastore.fateOf = () => "hold";
  await context.flush();
  const { machine } = await openAgain(setup);
  expect(await machine.disk.read(0, BLOCK)).toEqual(filled(1));
});
