/** Longest name of a snapshot, in UTF-16 code units, as the store takes it. */
export const nameLengthLimit = 80;

/** The first name of the series "name 1", "name 2" … that follows the count of snapshots and is not taken. */
export function suggestedName(taken: readonly string[], nameOf: (number: number) => string): string {
  const known = new Set(taken);
  let number = taken.length + 1;
  while (known.has(nameOf(number))) number += 1;
  return nameOf(number);
}

/** `wanted`, cut where it is too long, with a number behind it where that name is taken. */
export function freeName(taken: readonly string[], wanted: string): string {
  const known = new Set(taken);
  let name = shortened(wanted, "");
  for (let number = 2; known.has(name); number += 1) name = shortened(wanted, ` (${number})`);
  return name;
}

/** `name` and `ending`, with as much left out between them as the limit demands. */
function shortened(name: string, ending: string): string {
  if (name.length + ending.length <= nameLengthLimit) return name + ending;
  let start = "";
  for (const character of name) {
    if (start.length + character.length + 1 + ending.length > nameLengthLimit) break;
    start += character;
  }
  return `${start.trimEnd()}…${ending}`;
}
