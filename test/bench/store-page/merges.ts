import type { Sample } from "../samples.ts";
import { BenchMachine } from "./bench-machine.ts";
import type { Filling } from "./filling.ts";
import { timed } from "./in-turn.ts";

const DISK_BYTE_LENGTH = 2 ** 30;
const BLOCK_COUNTS = [1024, 65_536] as const;
/** The parent's layer holds every so-manieth of the blocks too. */
const SHARED_STEP = 16;

/** Merging a layer of 1,024 blocks and one of 65,536 into their parents': microseconds a block. The order changes. */
export async function measureMerges(filling: Filling, run: number): Promise<Sample[]> {
  const samples: Sample[] = [];
  for (const blockCount of run % 2 === 0 ? BLOCK_COUNTS : BLOCK_COUNTS.toReversed()) {
    const elapsedMs = await merge(blockCount, filling);
    samples.push({
      name: `merge${blockCount}.perBlock`,
      unit: "µs",
      value: (elapsedMs * 1000) / blockCount,
    });
  }
  return samples;
}

async function merge(blockCount: number, filling: Filling): Promise<number> {
  const machine = await BenchMachine.create("bench-merge", DISK_BYTE_LENGTH);
  const blocks = Array.from({ length: blockCount }, (_, block) => block);
  await machine.write(
    blocks.filter((block) => block % SHARED_STEP === 0),
    filling,
  );
  await machine.snapshot(null);
  await machine.write(blocks, filling);
  const { id } = await machine.snapshot(null);
  const elapsedMs = await timed(() => machine.stored.mergeIntoParent(id));
  await machine.destroy();
  return elapsedMs;
}
