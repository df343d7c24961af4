import { ANY_DIGEST } from "./expected-disks.ts";
import type { SeenDisks, SeenStore } from "./operations.ts";

/** In what `found` is not what was wanted, as sentences; none when they are the same. */
export function differences(found: SeenStore, wanted: SeenStore): string[] {
  const [is, ought] = [factsOf(found), factsOf(wanted)];
  const names = new Set([...ought.keys(), ...is.keys()]);
  return [...names]
    .filter((name) => !fits(is.get(name), ought.get(name)))
    .map((name) => `${name}: found ${is.get(name) ?? "nothing"}, wanted ${ought.get(name) ?? "nothing"}`);
}

const fits = (found: string | undefined, wanted: string | undefined): boolean =>
  found === wanted || (wanted === ANY_DIGEST && found !== undefined && found !== "none");

function factsOf({ machines, copies, recordedFormat }: SeenStore): Map<string, string> {
  const facts = new Map([
    ["full copies", copies.join(", ")],
    ["format of the recorded store", String(recordedFormat)],
  ]);
  const addDisks = (owner: string, { system, second }: SeenDisks): void => {
    facts.set(`disk of ${owner}`, system);
    facts.set(`second disk of ${owner}`, second ?? "none");
  };
  for (const [name, { isEncrypted, current, disks, snapshots }] of Object.entries(machines)) {
    facts.set(`encryption of ${name}`, String(isEncrypted));
    facts.set(`current snapshot of ${name}`, String(current));
    addDisks(name, disks);
    for (const [snapshot, { parent, disks: frozen, live }] of Object.entries(snapshots)) {
      facts.set(`${snapshot} of ${name}`, `child of ${parent}, memory and devices ${live}`);
      addDisks(`${snapshot} of ${name}`, frozen);
    }
  }
  return facts;
}
