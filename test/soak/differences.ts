import type { SeenStore } from "./operations.ts";

/** In what `found` is not what was wanted, as sentences; none when they are the same. */
export function differences(found: SeenStore, wanted: SeenStore): string[] {
  const [is, ought] = [factsOf(found), factsOf(wanted)];
  const names = new Set([...ought.keys(), ...is.keys()]);
  return [...names]
    .filter((name) => is.get(name) !== ought.get(name))
    .map((name) => `${name}: found ${is.get(name) ?? "nothing"}, wanted ${ought.get(name) ?? "nothing"}`);
}

function factsOf({ machines, copies }: SeenStore): Map<string, string> {
  const facts = new Map<string, string>([["full copies", copies.join(", ")]]);
  for (const [name, { current, disk, snapshots }] of Object.entries(machines)) {
    facts.set(`disk of ${name}`, disk);
    facts.set(`current snapshot of ${name}`, String(current));
    for (const [snapshot, { parent, disk: frozen, live }] of Object.entries(snapshots)) {
      facts.set(`${snapshot} of ${name}`, `child of ${parent}, disk ${frozen}, memory and devices ${live}`);
    }
  }
  return facts;
}
