import type { BlockIndex } from "../core/identity.ts";
import { type RamImage, writePages } from "../core/ram-pages.ts";
import type { Machine } from "../machine/machine.ts";
import type { LiveState } from "../store/live-state.ts";

/** All that a restore needs, read and verified beforehand. */
export interface Restoration {
  readonly machine: Machine;
  readonly state: LiveState;
  /** The pages to be written, and the contents of those that are not zeros. */
  readonly pages: readonly BlockIndex[];
  readonly contents: ReadonlyMap<BlockIndex, Uint8Array>;
}

/** Puts devices and memory into the machine: see `Machine.restore`. */
export const restore = ({ machine, state, pages, contents }: Restoration): Promise<void> =>
  machine.restore(state.devices, (ram) => writePages(ram, pages, contents));

/** The memory of the restored machine, which the store has. */
export const imageAfter = ({ machine, state: { ramLayer, places } }: Restoration): RamImage => ({
  layer: ramLayer,
  places,
  fingerprints: machine.fingerprints(),
});
