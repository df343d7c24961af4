import type { BaseImage } from "../core/base-image.ts";
import { BlockMap } from "../core/block-map.ts";
import { throwIfCancelled } from "../core/cancel-signal.ts";
import type { Chain } from "../core/chain.ts";
import { BLOCK_BYTE_LENGTH, blockCountOf } from "../core/geometry.ts";
import type { BlockIndex, LayerId } from "../core/identity.ts";
import type { ProgressOptions } from "./full-copy.ts";
import type { Cipher } from "./key-vault.ts";
import { writeRegionsAt } from "./layer-maps.ts";
import { dropUnneededLayers } from "./layer-merging.ts";
import type { LayerRecord } from "./records.ts";
import { StagedBlocks } from "./staged-blocks.ts";
import { StoreChange } from "./store-change.ts";
import type { StoreContext } from "./store-context.ts";

const ACTION = "Flatten";

/** What is to be flattened. */
export interface FlattenSubject {
  readonly base: BaseImage;
  readonly byteLength: number;
  /** The machine's; null for a plain one. */
  readonly cipher: Cipher | null;
  /** The layers up to the one to be flattened, as they are now; called within the store's queue. */
  readonly chain: () => Promise<Chain>;
}

/** Blocks of the base image that no layer of `chain` hides, in order: what flattening it copies. */
export function blocksOfBase(
  { base, byteLength }: Pick<FlattenSubject, "base" | "byteLength">,
  chain: Chain,
): BlockIndex[] {
  if (chain.standsAlone) return [];
  const blockCount = blockCountOf(Math.min(byteLength, base.byteLength));
  return Array.from({ length: blockCount }, (_, index) => index as BlockIndex).filter(
    (block) => chain.place(block) === null && base.isStored(block),
  );
}

/**
 * Makes the top layer of a chain stand alone: references to all that the chain holds, and copies of what only the base
 * image has. The copies are written ahead; one commit publishes them.
 */
export async function flattenChain(
  context: StoreContext,
  subject: FlattenSubject,
  { signal, onProgress }: ProgressOptions,
): Promise<{ readonly blockCount: number; readonly bytesRead: number; readonly bytesWritten: number }> {
  const { base } = subject;
  const missing = await context.queue.run(async () => blocksOfBase(subject, await subject.chain()));
  throwIfCancelled(signal, ACTION);
  await context.room.refresh();
  context.extents.assertRoomFor(missing.length, ACTION);
  const staged = missing.length === 0 ? null : new StagedBlocks(context, subject.cipher);
  try {
    for (const [index, block] of missing.entries()) {
      throwIfCancelled(signal, ACTION);
      await staged?.add(block, base.peek(block) ?? (await base.load(block)));
      onProgress?.((index + 1) * BLOCK_BYTE_LENGTH, missing.length * BLOCK_BYTE_LENGTH);
    }
    await staged?.finish();
    const moved = await context.queue.run(async () => {
      throwIfCancelled(signal, ACTION);
      return publish(context, await subject.chain(), staged);
    });
    return {
      blockCount: moved.blockCount,
      bytesRead: missing.length * BLOCK_BYTE_LENGTH,
      bytesWritten: moved.bytesWritten + (staged?.bytesWritten ?? 0),
    };
  } catch (cause) {
    await staged?.giveUp();
    throw cause;
  }
}

async function publish(
  context: StoreContext,
  chain: Chain,
  staged: StagedBlocks | null,
): Promise<{ readonly blockCount: number; readonly bytesWritten: number }> {
  const id = chain.layers.at(-1) as LayerId;
  const layer = context.catalog.layers.get(id) as LayerRecord;
  if (layer.standsAlone === true && staged === null) return { blockCount: 0, bytesWritten: 0 };
  const change = new StoreChange(context);
  const map = new BlockMap();
  const copies = new BlockMap();
  for (const [block, place] of chain.entries()) {
    map.set(block, place);
    if (chain.owner(block as BlockIndex) !== id) change.refer(place, 1);
  }
  // What a layer below took over meanwhile is there already.
  for (const [block, place] of staged?.map.entries() ?? []) {
    if (map.get(block) !== 0) continue;
    map.set(block, place);
    copies.set(block, place);
  }
  staged?.publish(change, copies);
  change.layers.set(id, { ...layer, parent: null, standsAlone: true, blockCount: map.count });
  change.add(writeRegionsAt(id, map, map.regionIndices(), context.checksum));
  change.reshapes.push({ kind: "flattened", layer: id, copies });
  await dropUnneededLayers(context, change);
  const { bytesWritten } = await change.commit();
  return { blockCount: map.count - layer.blockCount, bytesWritten };
}
