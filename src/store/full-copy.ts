import { emptyImage } from "../core/base-image.ts";
import { BlockMap } from "../core/block-map.ts";
import type { CancelSignal } from "../core/cancel-signal.ts";
import { Chain } from "../core/chain.ts";
import { BLOCK_BYTE_LENGTH, blockCountOf } from "../core/geometry.ts";
import type { BlockIndex, LayerId, Place } from "../core/identity.ts";
import { extentOf, SLOTS_PER_EXTENT } from "../core/place.ts";
import { StrataError } from "../core/strata-error.ts";
import { DiskView } from "./disk-view.ts";
import { deleteLayerMap, loadLayerMap, writeRegions } from "./layer-maps.ts";
import type { LayerRecord } from "./records.ts";
import type { StoreContext } from "./store-context.ts";

/** "every-byte" copies the whole virtual disk, zeros too; "allocated" only what some layer or the base image stores. */
export type CopyMode = "every-byte" | "allocated";

/** Blocks written by one commit: 4 MiB, which IndexedDB writes about as fast as any amount. */
const BLOCKS_PER_COMMIT = 1024;

export interface CopyOptions {
  readonly mode: CopyMode;
  readonly signal?: CancelSignal | undefined;
  /** Bytes of the virtual disk dealt with so far, of all. */
  readonly onProgress?: ((done: number, total: number) => void) | undefined;
}

/** A finished copy: an image that stands alone in the store. */
export interface CopiedImage {
  readonly layer: LayerId;
  readonly blockCount: number;
  readonly bytesRead: number;
  readonly bytesWritten: number;
}

const ZEROS: Uint8Array = new Uint8Array(BLOCK_BYTE_LENGTH);

/**
 * Copies a disk, as it stood in `view`, into a second image of the same store: the same extents, the same checksums,
 * every commit as durable as a snapshot's.
 *
 * On success: the image is published by the last commit.
 * On failure or abort (`cancelled`): nothing refers to what was written, and it is reclaimed at once or at the next opening.
 */
export async function copyImage(
  context: StoreContext,
  view: DiskView,
  options: CopyOptions,
): Promise<CopiedImage> {
  const { datastore, extents, checksum, newId } = context;
  const layer: LayerRecord = {
    id: newId() as LayerId,
    machine: null,
    parent: null,
    space: "disk",
    blockCount: 0,
  };
  const map = new BlockMap();
  const extentCount = Math.ceil(blockCountOf(view.byteLength) / SLOTS_PER_EXTENT) + 1;
  const firstExtent = extents.reserve(extentCount);
  let nextExtent = firstExtent;
  let bytesWritten = 0;
  let waiting: { block: BlockIndex; bytes: Uint8Array }[] = [];
  const writeWaiting = async (count: number): Promise<void> => {
    const batch = waiting.slice(0, count);
    waiting = waiting.slice(count);
    if (batch.length === 0) return;
    const packed = extents.pack(
      batch.map((entry) => entry.bytes),
      nextExtent,
    );
    nextExtent += packed.writes.length;
    for (const [index, { block }] of batch.entries()) map.set(block, packed.places[index] ?? 0);
    await datastore.commit(packed.writes);
    bytesWritten += packed.byteLength;
  };
  // Until the copy is published its extents count as freed, so that a crash leaves nothing behind.
  const reserved = Array.from({ length: extentCount }, (_, index) => firstExtent + index);
  await datastore.commit([extents.freeing(layer.id, reserved)]);
  try {
    let bytesRead = 0;
    for await (const { firstBlock, blocks } of view.chunks()) {
      throwIfCancelled(options.signal);
      blocks.forEach((bytes, index) => {
        if (bytes !== null) bytesRead += BLOCK_BYTE_LENGTH;
        if (bytes === null && options.mode === "allocated") return;
        waiting.push({ block: (firstBlock + index) as BlockIndex, bytes: bytes ?? ZEROS });
      });
      while (waiting.length >= BLOCKS_PER_COMMIT) await writeWaiting(BLOCKS_PER_COMMIT);
      const done = Math.min(view.byteLength, (firstBlock + blocks.length) * BLOCK_BYTE_LENGTH);
      options.onProgress?.(done, view.byteLength);
    }
    await writeWaiting(waiting.length);
    throwIfCancelled(options.signal);
    await datastore.commit([
      ...writeRegions(
        layer.id,
        map,
        [...map.entries()].map(([block]) => block),
        checksum,
      ),
      { kind: "put", table: "layers", key: layer.id, value: { ...layer, blockCount: map.count } },
      { kind: "delete", table: "freed", key: layer.id },
    ]);
    return { layer: layer.id, blockCount: map.count, bytesRead, bytesWritten };
  } catch (cause) {
    // Not `reclaim`: that waits for readers, and the view that was being copied is one.
    await extents.discard(layer.id).catch(() => undefined);
    throw cause;
  }
}

function throwIfCancelled(signal: CancelSignal | undefined): void {
  if (signal?.aborted === true)
    throw new StrataError("cancelled", "Copy the disk: cancelled, nothing was kept");
}

/**
 * Removes a copied image. Costs its map and its extents' records.
 * On failure: rejects with `storage-damaged` or `storage-failed`; once the removal is committed the next opening ends it.
 */
export async function removeImage(context: StoreContext, image: LayerId): Promise<void> {
  const { datastore, extents, checksum } = context;
  const map = await loadLayerMap(datastore, image, checksum);
  const used = new Set([...map.entries()].map(([, place]) => extentOf(place as Place)));
  await datastore.commit([
    { kind: "delete", table: "layers", key: image },
    deleteLayerMap(image),
    extents.freeing(image, used),
  ]);
  await extents.reclaim(image);
}

/** A copied image as a disk that can be read. On failure: rejects with `storage-damaged` or `storage-failed`. */
export async function viewImage(
  context: StoreContext,
  image: LayerId,
  byteLength: number,
): Promise<DiskView> {
  const layer = (await context.datastore.get("layers", image)) as LayerRecord | undefined;
  if (layer === undefined) {
    throw new StrataError("storage-damaged", `Open image ${image}: no such image, wanted one of this store`, {
      details: { record: `layer ${image}` },
    });
  }
  const map = await loadLayerMap(context.datastore, image, context.checksum, layer.blockCount);
  return new DiskView(byteLength, Chain.fold([{ id: image, map }]), emptyImage(byteLength), context.extents);
}
