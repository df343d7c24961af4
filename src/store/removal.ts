import { StrataError } from "../core/strata-error.ts";
import type { WipeReport } from "./freed-space.ts";
import type { ProgressOptions } from "./full-copy.ts";
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
}

/**
 * Runs a change that removes something, as one commit, and overwrites what became free if that is wanted: the removal
 * holds first, then the overwriting, which costs what was freed.
 *
 * @param remove fills the change; resolves with how many blocks it moved.
 * On failure: rejects as `remove` or a commit does, and nothing has changed; or with `wipe-incomplete`, and the removal
 * has held. What was not overwritten is so at the next opening, or not at all when it was given up (`reason`: cancelled).
 */
export async function runRemoval(
  context: StoreContext,
  { wipe = false, signal, onProgress }: RemoveOptions,
  remove: (change: StoreChange) => Promise<number>,
): Promise<Removed> {
  const { freed, blockCount, bytesWritten } = await context.queue.run(async () => {
    const change = new StoreChange(context);
    const movedBlockCount = await remove(change);
    return { blockCount: movedBlockCount, ...(await change.commit({ isWiping: wipe })) };
  });
  const wiped = wipe ? await overwrite(context, freed, { signal, onProgress }) : null;
  return {
    blockCount,
    bytesRead: wiped?.bytesRead ?? 0,
    bytesWritten: bytesWritten + (wiped?.bytesWritten ?? 0),
    wiped,
  };
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
