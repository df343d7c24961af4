import { StrataError } from "../core/strata-error.ts";
import { snapshotsOf } from "./catalog.ts";
import { assertNothingHidden } from "./hidden-records.ts";
import type { KeyFate } from "./keyring.ts";
import { dropUnneededLayers } from "./layer-merging.ts";
import type { MachineRecord } from "./records.ts";
import { type Removed, type RemoveOptions, runRemoval } from "./removal.ts";
import type { StoreContext } from "./store-context.ts";
import { deleteSuspendedState } from "./suspended-state.ts";

/** The removal of a machine. */
export interface MachineRemoval extends Omit<Removed, "destroyedKey"> {
  /**
   * What became of an encrypted machine's key, null for a plain machine: it was destroyed, or is kept for as long as
   * linked clones or kept copies are encrypted under it.
   */
  readonly key: KeyFate | null;
}

/** See `Store.removeMachine`. `find` is called within the store's queue. */
export async function removeMachine(
  context: StoreContext,
  find: () => MachineRecord,
  options: RemoveOptions = {},
): Promise<MachineRemoval> {
  let isEncrypted = false;
  const { destroyedKey, ...removed } = await runRemoval(context, options, async (change) => {
    const { id, name, key, suspended } = find();
    isEncrypted = key !== null;
    if (context.opened.has(id)) {
      throw new StrataError("machine-in-use", `Remove machine ${name}: it is open, wanted it closed`, {
        details: { name },
      });
    }
    assertNothingHidden(context.catalog, `Remove machine ${name}`);
    for (const snapshot of snapshotsOf(change, id)) {
      change.snapshots.delete(snapshot.id);
      if (snapshot.live !== null) change.add([{ kind: "delete", table: "states", key: snapshot.id }]);
    }
    if (suspended !== undefined) change.add([deleteSuspendedState(id)]);
    change.machines.delete(id);
    return dropUnneededLayers(context, change);
  });
  const fate = destroyedKey === null ? "kept" : "destroyed";
  return { ...removed, key: isEncrypted ? fate : null };
}
