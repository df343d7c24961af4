/** The first name of the series "name 1", "name 2" … that follows the count of snapshots and is not taken. */
export function suggestedName(taken: readonly string[], nameOf: (number: number) => string): string {
  const known = new Set(taken);
  let number = taken.length + 1;
  while (known.has(nameOf(number))) number += 1;
  return nameOf(number);
}

/** `wanted`, with a number behind it where that name is taken. */
export function freeName(taken: readonly string[], wanted: string): string {
  const known = new Set(taken);
  if (!known.has(wanted)) return wanted;
  let number = 2;
  while (known.has(`${wanted} (${number})`)) number += 1;
  return `${wanted} (${number})`;
}
