import { REGION_BLOCK_COUNT } from "../core/block-map.ts";
import { BLOCK_BYTE_LENGTH } from "../core/geometry.ts";
import type { BlockIndex, LayerId, Place } from "../core/identity.ts";
import type { DiskSource } from "./disk-source.ts";
import { loadRegions } from "./layer-maps.ts";
import type { StoreContext } from "./store-context.ts";
import type { WriteBuffer } from "./write-buffer.ts";

/** One layer's part in the answer to a read, or the base image's (`layer` is null). */
export interface LayerCopy {
  readonly layer: LayerId | null;
  /** Its copy of the block, 4 KiB; null where it has none. */
  readonly bytes: Uint8Array<ArrayBuffer> | null;
  /** Whether that copy is in memory only, and not yet durable. */
  readonly isWaiting: boolean;
}

/** What to look at: some layers, the oldest first, and what lies below and above them. */
interface Inspected {
  readonly layers: readonly LayerId[];
  /** Whether what no layer has is read from the base image. */
  readonly standsOnBase: boolean;
  /** What waits in memory; null for a point in time that is past. */
  readonly buffer: WriteBuffer | null;
  readonly source: DiskSource;
}

/**
 * Which layers hold a block, each with its copy, from the newest to the base image, which comes last where it counts. The
 * first that holds one answers the read; where none does it is zeros. Costs one record of each layer's map and the
 * copies. Runs within the store's queue.
 *
 * On failure: rejects with `storage-damaged`, `key-missing`, `image-unreachable`, `image-damaged` or `storage-failed`.
 */
export async function inspectBlock(
  { datastore, checksum }: StoreContext,
  { layers, standsOnBase, buffer, source }: Inspected,
  block: BlockIndex,
): Promise<LayerCopy[]> {
  const newestFirst = layers.toReversed();
  const region = Math.floor(block / REGION_BLOCK_COUNT);
  // Taken first: what waits now may be durable, and changed again, by the time that the maps are read.
  const waiting = newestFirst.map((layer) => buffer?.contentFor(layer, block)?.slice() ?? null);
  const held = source.extents.hold();
  try {
    const places = await Promise.all(
      newestFirst.map(async (layer, index) =>
        waiting[index] ? 0 : (await loadRegions(datastore, layer, checksum, [region])).get(block),
      ),
    );
    const stored = await source.extents.loadAll(places.filter((place) => place !== 0) as Place[]);
    const contents = stored.values();
    const copies = newestFirst.map((layer, index): LayerCopy => {
      const inMemory = waiting[index] ?? null;
      if (inMemory !== null) return { layer, bytes: inMemory, isWaiting: true };
      const bytes = places[index] === 0 ? null : (contents.next().value?.slice() ?? null);
      return { layer, bytes, isWaiting: false };
    });
    if (!standsOnBase) return copies;
    return [...copies, { layer: null, bytes: await fromBase(source, block), isWaiting: false }];
  } catch (cause) {
    throw await source.explain(cause);
  } finally {
    held.release();
  }
}

async function fromBase({ base }: DiskSource, block: BlockIndex): Promise<Uint8Array<ArrayBuffer> | null> {
  if (block * BLOCK_BYTE_LENGTH >= base.byteLength || !base.isStored(block)) return null;
  return (base.peek(block) ?? (await base.load(block))).slice();
}
