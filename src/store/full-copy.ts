import { emptyImage } from "../core/base-image.ts";
import { type CancelSignal, throwIfCancelled } from "../core/cancel-signal.ts";
import { Chain } from "../core/chain.ts";
import { BLOCK_BYTE_LENGTH, blockCountOf } from "../core/geometry.ts";
import type { BlockIndex, LayerId } from "../core/identity.ts";
import type { DiskConfig } from "../core/machine-config.ts";
import { StrataError } from "../core/strata-error.ts";
import { diskSource } from "./disk-source.ts";
import { DiskView } from "./disk-view.ts";
import type { Cipher } from "./key-vault.ts";
import { keyLeftBy } from "./keyring.ts";
import { loadLayerMap, writeRegionsAt } from "./layer-maps.ts";
import { dropUnneededLayers } from "./layer-merging.ts";
import type { LayerRecord } from "./records.ts";
import { StagedBlocks } from "./staged-blocks.ts";
import { StoreChange } from "./store-change.ts";
import type { StoreContext } from "./store-context.ts";

/** "every-byte" copies the whole virtual disk, zeros too; "allocated" only what some layer or the base image stores. */
export type CopyMode = "every-byte" | "allocated";

/** How long work is watched and given up. */
export interface ProgressOptions {
  readonly signal?: CancelSignal | undefined;
  /** Bytes dealt with so far, of all. */
  readonly onProgress?: ((done: number, total: number) => void) | undefined;
}

export interface CopyOptions extends ProgressOptions {
  readonly mode: CopyMode;
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
 * Copies the disks of a machine, as they stood in `views`, into a second image of the same store: the same extents, the
 * same checksums, every commit as durable as a snapshot's; encrypted unless `cipher` is null.
 *
 * Prerequisites: room for what is copied, as far as that is known; otherwise it is refused before anything is read.
 * On success: the image is published by the last commit, along with what `adopt` adds to it.
 * On failure or abort (`cancelled`): nothing refers to what was written, and its space is given back at once, or found free at the next opening.
 */
export async function copyImage(
  context: StoreContext,
  views: readonly DiskView[],
  options: CopyOptions & { readonly cipher: Cipher | null },
  adopt: (change: StoreChange, layer: LayerRecord) => void = () => undefined,
): Promise<CopiedImage> {
  await context.room.refresh();
  const blockCounts = views.map((view) =>
    options.mode === "allocated" ? view.storedBlockCount() : blockCountOf(view.byteLength),
  );
  context.extents.assertRoomFor(
    blockCounts.reduce((sum, count) => sum + count, 0),
    "Copy the disk",
  );
  const total = views.reduce((sum, { byteLength }) => sum + byteLength, 0);
  const staged = new StagedBlocks(context, options.cipher);
  try {
    let bytesRead = 0;
    let copied = 0;
    for (const view of views) {
      for await (const { firstBlock, blocks } of view.chunks()) {
        throwIfCancelled(options.signal, "Copy the disk");
        const first = view.firstBlock + firstBlock;
        for (const [index, bytes] of blocks.entries()) {
          if (bytes !== null) bytesRead += BLOCK_BYTE_LENGTH;
          if (bytes === null && options.mode === "allocated") continue;
          await staged.add((first + index) as BlockIndex, bytes ?? ZEROS);
        }
        const done = Math.min(view.byteLength, (firstBlock + blocks.length) * BLOCK_BYTE_LENGTH);
        options.onProgress?.(copied + done, total);
      }
      copied += view.byteLength;
    }
    await staged.finish();
    throwIfCancelled(options.signal, "Copy the disk");
    const layer: LayerRecord = {
      id: context.newId() as LayerId,
      machine: null,
      parent: null,
      standsAlone: true,
      space: "disk",
      blockCount: staged.map.count,
      ...(options.cipher === null ? {} : { key: options.cipher.key }),
    };
    await context.queue.run(async () => {
      const change = new StoreChange(context);
      change.layers.set(layer.id, layer);
      change.add(writeRegionsAt(layer.id, staged.map, staged.map.regionIndices(), context.checksum));
      staged.publish(change);
      adopt(change, layer);
      await change.commit();
    });
    return { layer: layer.id, blockCount: layer.blockCount, bytesRead, bytesWritten: staged.bytesWritten };
  } catch (cause) {
    await staged.giveUp();
    throw cause;
  }
}

/**
 * Removes a copied image, and gives its space back to the browser: it was only there to be compared with. A key that
 * nothing else needs is destroyed. Costs its map and its extents' records.
 * On failure: rejects with `storage-damaged` (no such image) or `storage-failed`; once the removal is committed its space
 * is found free at the next opening. With `key-remains` it is removed, and the next opening destroys the key.
 */
export async function removeImage(context: StoreContext, image: LayerId): Promise<void> {
  const { freed } = await context.queue.run(async () => {
    const change = new StoreChange(context);
    await dropUnneededLayers(context, change, imageOf(context, image).id);
    const key = keyLeftBy(context.catalog, change);
    const committed = await change.commit({ keepsFreed: false, makesRoom: true });
    if (key !== null) await context.keys.destroy(key, "Remove the copy");
    return committed;
  });
  await context.extents.unread();
  await context.extents.giveBack(freed);
}

/**
 * One disk of a copied image, which is to be `config`'s. On failure: rejects with `storage-damaged` or `storage-failed`.
 */
export function viewImage(context: StoreContext, image: LayerId, config: DiskConfig): Promise<DiskView> {
  return context.queue.run(async () => {
    const { blockCount } = imageOf(context, image);
    const map = await loadLayerMap(context.datastore, image, context.checksum, blockCount);
    const chain = Chain.fold([{ id: image, map, standsAlone: true }]);
    return new DiskView(config, chain, diskSource(context, emptyImage(config.byteLength)));
  });
}

function imageOf(context: StoreContext, image: LayerId): LayerRecord {
  const layer = context.catalog.layers.get(image);
  if (layer?.machine === null && layer.medium === undefined) return layer;
  throw new StrataError("storage-damaged", `Open image ${image}: no such image, wanted one of this store`, {
    details: { record: `layer ${image}` },
  });
}
