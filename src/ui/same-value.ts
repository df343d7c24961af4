/**
 * Whether two plain values have the same content. The view model is made anew at each change: comparing content
 * spares a component from drawing again what has not changed.
 */
export function isSameValue(a: unknown, b: unknown): boolean {
  if (Object.is(a, b)) return true;
  if (typeof a !== "object" || typeof b !== "object" || a === null || b === null) return false;
  if (Array.isArray(a) !== Array.isArray(b)) return false;
  const entries = Object.entries(a);
  const others = new Map(Object.entries(b));
  return (
    entries.length === others.size &&
    entries.every(([key, value]) => others.has(key) && isSameValue(value, others.get(key)))
  );
}

/** For a reactive property whose values are compared by content. */
export const byContent = {
  attribute: false,
  hasChanged: (value: unknown, before: unknown): boolean => !isSameValue(value, before),
} as const;
