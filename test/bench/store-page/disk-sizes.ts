import { BLOCK_BYTE_LENGTH } from "../../../src/core/geometry.ts";
import { Random } from "../../support/random.ts";
import type { Sample } from "../samples.ts";
import { BenchMachine } from "./bench-machine.ts";
import type { Filling } from "./filling.ts";
import { inTurn } from "./in-turn.ts";
import { scattered } from "./scattered.ts";

const SMALL_BYTE_LENGTH = 64 * 2 ** 20;
const LARGE_BYTE_LENGTH = 64 * 2 ** 30;
const SNAPSHOT_COUNT = 9;
/** 1 MiB of changes before each snapshot. */
const CHANGED_BLOCK_COUNT = 256;

/** Time until a snapshot is durable, on a disk of 64 MiB and on one of 64 GiB, with the same blocks written to both. */
export async function measureDiskSizes(filling: Filling): Promise<Sample[]> {
  const small = await BenchMachine.create("bench-64M", SMALL_BYTE_LENGTH);
  const large = await BenchMachine.create("bench-64G", LARGE_BYTE_LENGTH);
  const snapshot = async (machine: BenchMachine, index: number): Promise<number> => {
    const blocks = scattered(CHANGED_BLOCK_COUNT, SMALL_BYTE_LENGTH / BLOCK_BYTE_LENGTH, new Random(index));
    await machine.write(blocks, filling);
    return (await machine.snapshot(filling)).durableMs;
  };
  // What the first commits of a database cost is none of its disk's size.
  for (const machine of [small, large, small, large]) await snapshot(machine, SNAPSHOT_COUNT);
  const [smallMs, largeMs] = await inTurn(
    SNAPSHOT_COUNT,
    (index) => snapshot(small, index),
    (index) => snapshot(large, index),
  );
  await small.destroy();
  await large.destroy();
  return [
    { name: "disk64M.durable", unit: "ms", value: smallMs },
    { name: "disk64G.durable", unit: "ms", value: largeMs },
  ];
}
