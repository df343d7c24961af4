import { median } from "../summary.ts";

/**
 * Measures two sides in turn, `count` times each, beginning with the one and the other alternately. Resolves with each
 * side's median in milliseconds.
 */
export async function inTurn(
  count: number,
  one: (index: number) => Promise<number>,
  other: (index: number) => Promise<number>,
): Promise<readonly [number, number]> {
  const ones: number[] = [];
  const others: number[] = [];
  for (let index = 0; index < count; index++) {
    if (index % 2 === 0) ones.push(await one(index));
    others.push(await other(index));
    if (index % 2 === 1) ones.push(await one(index));
  }
  return [median(ones), median(others)];
}

/** Milliseconds that `work` takes. */
export async function timed(work: () => Promise<unknown>): Promise<number> {
  const startedAt = performance.now();
  await work();
  return performance.now() - startedAt;
}
