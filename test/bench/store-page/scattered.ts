import type { Random } from "../../support/random.ts";

/** `count` different numbers from 0 to `limit` - 1, in random order. */
export function scattered(count: number, limit: number, random: Random): number[] {
  if (count > limit) throw new RangeError(`Scatter ${count} numbers: ${limit} there, wanted as many`);
  const numbers = new Set<number>();
  while (numbers.size < count) numbers.add(random.below(limit));
  return [...numbers];
}
