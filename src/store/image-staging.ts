import { createSHA256 } from "hash-wasm";
import { isZeroBlock } from "../core/block-bytes.ts";
import { throwIfCancelled } from "../core/cancel-signal.ts";
import { BLOCK_BYTE_LENGTH, blockCountOf } from "../core/geometry.ts";
import type { BlockIndex, LayerId } from "../core/identity.ts";
import { StrataError } from "../core/strata-error.ts";
import type { ProgressOptions } from "./full-copy.ts";
import type { Cipher } from "./key-vault.ts";
import { writeRegionsAt } from "./layer-maps.ts";
import type { LayerRecord } from "./records.ts";
import { StagedBlocks } from "./staged-blocks.ts";
import { StoreChange } from "./store-change.ts";
import type { StoreContext } from "./store-context.ts";

/** The bytes of an image that somebody brings along; it tells of its progress itself. */
export interface ImageBytes {
  /** How many there are, where that is known before they are read; otherwise null. */
  readonly byteLength: number | null;
  /** Whether `pieces` can be asked for again. */
  readonly isRepeatable: boolean;
  /** All of them, from the first on, in pieces of any length that the reader may keep. Rejects where they can't be had. */
  pieces(): AsyncIterable<Uint8Array>;
}

/** An image whose blocks are written ahead; nothing refers to them yet. */
export interface StagedImage {
  /** Blocks that are not all zeros. */
  readonly blocks: StagedBlocks;
  readonly byteLength: number;
  /** Of its bytes, hexadecimal. */
  readonly sha256: string;
}

/**
 * Writes the blocks of an image ahead, 4 MiB a commit; blocks of zeros are left out. Costs the memory of one commit.
 *
 * Where the size is known, what can't fit is refused before anything is written (SPEC P6). Where it may fit because of its
 * zeros it is read once for that, if it can be read twice.
 * On failure or abort (`cancelled`): rejects with `storage-full` or `storage-failed`, or as reading does; what was written
 * is given back.
 */
export async function stageImage(
  context: StoreContext,
  image: ImageBytes,
  { signal, cipher, action }: Pick<ProgressOptions, "signal"> & { cipher: Cipher | null; action: string },
): Promise<StagedImage> {
  await assertRoomFor(context, image, { signal, action });
  const staged = new StagedBlocks(context, cipher);
  try {
    const digest = await createSHA256();
    let byteLength = 0;
    const pieces = counted(image.pieces(), (piece) => {
      throwIfCancelled(signal, action);
      digest.update(piece);
      byteLength += piece.byteLength;
    });
    for await (const { block, bytes } of blocksOf(pieces)) await staged.add(block, bytes);
    await staged.finish();
    throwIfCancelled(signal, action);
    return { blocks: staged, byteLength, sha256: digest.digest("hex") };
  } catch (cause) {
    await staged.giveUp();
    throw cause;
  }
}

/**
 * Publishes a staged image by one commit: as a layer that stands alone and belongs to nobody, until `adopt` says whose it
 * is. Resolves with what `adopt` returns. On failure: rejects as `adopt` or a commit does; what was written is given back.
 */
export async function publishStaged<Result>(
  context: StoreContext,
  { blocks }: StagedImage,
  adopt: (change: StoreChange, layer: LayerRecord) => Result,
): Promise<{ readonly record: Result; readonly bytesWritten: number }> {
  try {
    return await context.queue.run(async () => {
      const change = new StoreChange(context);
      const layer: LayerRecord = {
        id: context.newId() as LayerId,
        machine: null,
        parent: null,
        standsAlone: true,
        space: "disk",
        blockCount: blocks.map.count,
      };
      change.layers.set(layer.id, layer);
      change.add(writeRegionsAt(layer.id, blocks.map, blocks.map.regionIndices(), context.checksum));
      blocks.publish(change);
      const record = adopt(change, layer);
      const { bytesWritten } = await change.commit();
      return { record, bytesWritten: bytesWritten + blocks.bytesWritten };
    });
  } catch (cause) {
    await blocks.giveUp();
    throw cause;
  }
}

async function assertRoomFor(
  context: StoreContext,
  image: ImageBytes,
  { signal, action }: { signal: ProgressOptions["signal"]; action: string },
): Promise<void> {
  if (image.byteLength === null) return;
  await context.room.refresh();
  try {
    context.extents.assertRoomFor(blockCountOf(image.byteLength), action);
  } catch (cause) {
    if (!image.isRepeatable || !(cause instanceof StrataError)) throw cause;
    let blockCount = 0;
    const pieces = counted(image.pieces(), () => throwIfCancelled(signal, action));
    for await (const _ of blocksOf(pieces)) blockCount++;
    context.extents.assertRoomFor(blockCount, action);
  }
}

async function* counted(
  pieces: AsyncIterable<Uint8Array>,
  count: (piece: Uint8Array) => void,
): AsyncGenerator<Uint8Array> {
  for await (const piece of pieces) {
    count(piece);
    yield piece;
  }
}

/** The blocks that are not all zeros, each in 4 KiB of its own: a part of a piece would keep the whole piece in memory. */
async function* blocksOf(
  pieces: AsyncIterable<Uint8Array>,
): AsyncGenerator<{ readonly block: BlockIndex; readonly bytes: Uint8Array }> {
  let index = 0;
  const open = new Uint8Array(BLOCK_BYTE_LENGTH);
  let filled = 0;
  for await (const piece of pieces) {
    for (let at = 0; at < piece.byteLength; ) {
      const part = piece.subarray(at, at + BLOCK_BYTE_LENGTH - filled);
      at += part.byteLength;
      const isWhole = part.byteLength === BLOCK_BYTE_LENGTH;
      if (!isWhole) {
        open.set(part, filled);
        filled += part.byteLength;
        if (filled < BLOCK_BYTE_LENGTH) continue;
      }
      const bytes = isWhole ? part : open;
      if (!isZeroBlock(bytes)) yield { block: index as BlockIndex, bytes: bytes.slice() };
      index++;
      filled = 0;
    }
  }
  open.fill(0, filled);
  if (filled > 0 && !isZeroBlock(open)) yield { block: index as BlockIndex, bytes: open.slice() };
}
