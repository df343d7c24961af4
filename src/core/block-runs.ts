import type { BlockIndex } from "./identity.ts";

/** Blocks, or pages of a memory, that stand next to one another. */
export interface BlockRun {
  readonly first: number;
  readonly count: number;
}

/** Blocks in ascending order as runs, each counted from `firstBlock`. */
export function runsOf(blocks: Iterable<BlockIndex>, firstBlock = 0): BlockRun[] {
  const runs: { first: number; count: number }[] = [];
  for (const block of blocks) {
    const last = runs.at(-1);
    const index = block - firstBlock;
    if (last !== undefined && last.first + last.count === index) last.count++;
    else runs.push({ first: index, count: 1 });
  }
  return runs;
}
