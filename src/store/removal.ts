import type { KeyId } from "../core/identity.ts";
import { StrataError } from "../core/strata-error.ts";
import type { WipeReport } from "./freed-report.ts";
import type { ProgressOptions } from "./full-copy.ts";
import { keyLeftBy } from "./keyring.ts";
import type { Moved } from "./snapshot-tree.ts";
import { StoreChange } from "./store-change.ts";
import type { StoreContext } from "./store-context.ts";

export interface RemoveOptions extends ProgressOptions {
  /** Whether what becomes free is overwritten with zeros before it is anybody's (SPEC E3). */
  readonly wipe?: boolean | undefined;
}

/** What a removal did. */
export interface Removed extends Moved {
  /** What was overwritten; null without a wipe. */
  readonly wiped: WipeReport | null;
  /** The key that went along, with which everything that became free was encrypted. */
  readonly destroyedKey: KeyId | null;
}

/**
 * Runs a change that removes something, as one commit, and overwrites what became free if that is wanted: the removal
 * holds first, then the overwriting, which costs what was freed. Where the last that needs a key is removed, the key is
 * destroyed instead, whether a wipe is wanted or not: that costs the same however much was freed, and reaches further
 * (SPEC E6). The space then goes back to the browser.
 *
 * @param remove fills the change; resolves with how many blocks it moved.
 * On failure: rejects as `remove` or a commit does, and nothing has changed; or with `wipe-incomplete`, and the removal
 * has held. What was not overwritten is so at the next opening, or not at all when it was given up (`reason`: cancelled).
 * With `key-remains` the removal has held as well, and the next opening destroys the key.
 */
export async function runRemoval(
  context: StoreContext,
  { wipe = false, signal, onProgress }: RemoveOptions,
  remove: (change: StoreChange) => Promise<number>,
): Promise<Removed> {
  const { freed, blockCount, bytesWritten, destroyedKey } = await context.queue.run(async () => {
    const change = new StoreChange(context, { isWiping: wipe });
    const movedBlockCount = await remove(change);
    const key = keyLeftBy(context.catalog, change);
    const committed = await change.commit({
      isWiping: wipe && key === null,
      keepsFreed: key === null,
      makesRoom: true,
    });
    if (key !== null) await context.keys.destroy(key, "Remove an encrypted machine");
    return { blockCount: movedBlockCount, destroyedKey: key, ...committed };
  });
  if (destroyedKey !== null) giveBack(context, freed);
  const wiped =
    wipe && destroyedKey === null ? await overwrite(context, freed, { signal, onProgress }) : null;
  return {
    blockCount,
    bytesRead: wiped?.bytesRead ?? 0,
    bytesWritten: bytesWritten + (wiped?.bytesWritten ?? 0),
    destroyedKey,
    wiped,
  };
}

/** In the background: what fails is found free at the next opening. */
function giveBack({ extents }: StoreContext, freed: readonly number[]): void {
  extents
    .unread()
    .then(() => extents.giveBack(freed))
    .catch(() => undefined);
}

async function overwrite(
  { extents }: StoreContext,
  freed: readonly number[],
  options: ProgressOptions,
): Promise<WipeReport> {
  try {
    return await extents.wipe(freed, options);
  } catch (cause) {
    const reason = cause instanceof StrataError ? cause.code : "storage-failed";
    throw new StrataError(
      "wipe-incomplete",
      `Wipe what was removed: ${reason} before all of it was overwritten, wanted it zeros; the removal holds`,
      { cause, details: { reason } },
    );
  }
}
