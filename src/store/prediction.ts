import { BLOCK_BYTE_LENGTH } from "../core/geometry.ts";
import type { LayerId } from "../core/identity.ts";
import { SLOTS_PER_EXTENT } from "../core/place.ts";
import { ENCRYPTION_BYTE_LENGTH } from "./encrypted-content.ts";
import { keyLeftBy } from "./keyring.ts";
import { salvageLayerMap } from "./layer-maps.ts";
import type { LayerRecord } from "./records.ts";
import { SEAL_BYTE_LENGTH } from "./sealed-bytes.ts";
import { StoreChange } from "./store-change.ts";
import type { StoreContext } from "./store-context.ts";

/** The operations on a snapshot whose cost the maps tell beforehand. */
export type PredictedOperation =
  | "revert"
  | "remove"
  | "remove-branch"
  | "merge"
  | "flatten"
  | "linked-clone"
  | "full-clone";

/** What an operation would cost as things stand. Nothing has been changed, and no block was read. */
export interface Prediction {
  /** Disk blocks: those that a revert drops, and that the others move or copy. The operation reports the same number. */
  readonly blockCount: number;
  /** Layers that moved blocks would go into. */
  readonly layerCount: number;
  /** Blocks of layers that would go, or be overwritten by a merge, which nothing takes over. */
  readonly droppedBlockCount: number;
  /** Blocks whose bytes would be read and written again; where it is 0, references move. */
  readonly copiedBlockCount: number;
  /** Bytes of maps that would be written; null for what is copied, where they go along with the blocks. */
  readonly mapBytes: number | null;
  /** Extents that nothing would need any more. */
  readonly freedExtentCount: number;
  /** Bytes that a wipe would overwrite at most: these extents, as if each were full. */
  readonly wipedBytesAtMost: number;
}

/** What costs nothing. */
export const NO_COST: Prediction = {
  blockCount: 0,
  layerCount: 0,
  droppedBlockCount: 0,
  copiedBlockCount: 0,
  mapBytes: 0,
  freedExtentCount: 0,
  wipedBytesAtMost: 0,
};

/** Bytes of the longest record of an extent. */
const EXTENT_RECORD_BYTE_LENGTH = SLOTS_PER_EXTENT * BLOCK_BYTE_LENGTH + SEAL_BYTE_LENGTH;

/**
 * What a change of layers would cost: it is put together as the operation does, and not committed. Runs within the store's
 * queue; costs the maps that the operation reads.
 *
 * @param fill fills the change; resolves with how many blocks it moves, and rejects as the operation does.
 */
export async function predictChange(
  context: StoreContext,
  fill: (change: StoreChange) => Promise<number>,
): Promise<Prediction> {
  // As with a wipe, so that references are counted by place.
  const change = new StoreChange(context, { isWiping: true });
  const blockCount = await fill(change);
  const { bytesWritten, freed } = change.foresee();
  const isKeyDestroyed = keyLeftBy(context.catalog, change) !== null;
  const encryption = [...context.catalog.machines.values()].some(({ key }) => key !== null)
    ? ENCRYPTION_BYTE_LENGTH
    : 0;
  return {
    blockCount,
    layerCount: heirCount(change),
    droppedBlockCount: await droppedBlockCount(context, change),
    copiedBlockCount: 0,
    mapBytes: bytesWritten,
    freedExtentCount: freed.length,
    wipedBytesAtMost: isKeyDestroyed ? 0 : freed.length * (EXTENT_RECORD_BYTE_LENGTH + encryption),
  };
}

/** How many layers of a change take blocks over from others. */
function heirCount({ reshapes }: StoreChange): number {
  let count = 0;
  for (const reshape of reshapes) {
    if (reshape.kind === "merged-down") count++;
    if (reshape.kind === "merged-up")
      for (const taken of reshape.inherited.values()) if (taken.count > 0) count++;
  }
  return count;
}

/** Places of disks' blocks that lose a reference, without the pages of memories that go. */
async function droppedBlockCount(
  { catalog, datastore, checksum }: StoreContext,
  change: StoreChange,
): Promise<number> {
  const lost = change.lostPlaces();
  const goneMemories = ([...catalog.layers.values()] as readonly LayerRecord[]).filter(
    ({ id, space }) => space === "ram" && !change.layers.has(id as LayerId),
  );
  for (const { id, blockCount } of goneMemories) {
    const { map } = await salvageLayerMap(datastore, id, checksum, blockCount);
    for (const [, place] of map.entries()) lost.delete(place);
  }
  return lost.size;
}
