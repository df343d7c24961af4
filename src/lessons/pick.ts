/** One number of some samples, in the order in which they came; null of none. The median of an even number is between two. */
export function pick(
  samples: readonly number[],
  how: "last" | "first" | "median" | "least" | "most",
): number | null {
  if (samples.length === 0) return null;
  const sorted = [...samples].sort((a, b) => a - b);
  const middle = (sorted.length - 1) / 2;
  switch (how) {
    case "last":
      return samples.at(-1) ?? null;
    case "first":
      return samples[0] ?? null;
    case "least":
      return sorted[0] ?? null;
    case "most":
      return sorted.at(-1) ?? null;
    case "median":
      return ((sorted[Math.floor(middle)] ?? 0) + (sorted[Math.ceil(middle)] ?? 0)) / 2;
  }
}
