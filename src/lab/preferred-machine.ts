import type { MachineRecord } from "../store/records.ts";

/** The first of `preferred` that is there, else the oldest machine; undefined when there is none. */
export function preferredMachine(
  machines: readonly MachineRecord[],
  preferred: readonly string[],
): MachineRecord | undefined {
  for (const wanted of preferred) {
    const found = machines.find(({ id }) => id === wanted);
    if (found !== undefined) return found;
  }
  return machines[0];
}
