import { browserClock } from "../../src/lab/browser-clock.ts";
import { Lab } from "../../src/lab/lab.ts";
import type { ViewModel } from "../../src/lab/view-model.ts";
import type { DiskPort } from "../../src/ui/disk-port.ts";
import { madeLabParts } from "../lab/made-lab.ts";
import { setUpMachine } from "../store/machine-setup.ts";
import { Random } from "../support/random.ts";

const BLOCK = 4096;
const MIB = 2 ** 20;

/** A disk that really has layers, in memory, of which a made-up guest writes and reads a little all the time. */
export async function madeUpDisk(
  view: ViewModel,
): Promise<{ readonly port: DiskPort; readonly view: ViewModel }> {
  const random = new Random(7);
  const setup = await setUpMachine({ byteLength: 256 * MIB, baseByteLength: 5 * MIB, seed: 7 });
  const { parts, guest } = madeLabParts(setup);
  const lab = new Lab({ ...parts, clock: browserClock });
  await lab.machine.powerOn();
  const { disk } = guest;
  if (disk === undefined) throw new Error("Make up a disk: no machine was built");
  await lab.machine.powerOff();
  const write = async (first: number, count: number): Promise<void> => {
    const text = new TextEncoder().encode(`Written at block ${first}. `.repeat(200)).subarray(0, BLOCK);
    for (let block = first; block < first + count; block++) await disk.write(block * BLOCK, text);
  };
  for (let step = 0; step < 60; step++) await write(random.below(60_000), random.between(1, 60));
  await write(33_792, 1500);
  await lab.snapshots.take({ name: "Fresh boot" });
  for (let step = 0; step < 80; step++) await write(random.below(20_000), random.between(1, 20));
  await write(34_100, 300);
  await lab.snapshots.take({ name: "Before rm -rf" });
  for (let step = 0; step < 30; step++) await write(random.between(30_000, 40_000), random.between(1, 12));
  await lab.flush();
  setInterval(() => {
    const first = random.between(33_000, 36_000);
    if (random.oneIn(2)) void disk.read(first * BLOCK, 16 * BLOCK);
    else void disk.write(first * BLOCK + 512, random.bytes(512));
  }, 120);
  const { layers, snapshots, disk: shown } = lab.view;
  return {
    port: { map: lab.diskMap, inspect: lab.disk.inspect },
    view: { ...view, layers, snapshots, disk: shown },
  };
}
