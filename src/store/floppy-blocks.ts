import { BLOCK_BYTE_LENGTH } from "../core/geometry.ts";
import type { BlockIndex } from "../core/identity.ts";
import type { FloppyConfig } from "../core/machine-config.ts";
import { StrataError } from "../core/strata-error.ts";
import { firstBlockOf } from "./disk.ts";

/**
 * The blocks of a floppy with this content, by their place among all disks, without those of zeros; null is a blank one.
 * Throws `configuration-invalid` for a content of another size.
 */
export function floppyBlocks(floppy: FloppyConfig, content: Uint8Array | null): Map<BlockIndex, Uint8Array> {
  const blocks = new Map<BlockIndex, Uint8Array>();
  if (content === null) return blocks;
  if (content.byteLength !== floppy.byteLength) {
    throw new StrataError(
      "configuration-invalid",
      `Insert floppy: ${content.byteLength} bytes, wanted ${floppy.byteLength}`,
      { details: { found: String(content.byteLength), wanted: String(floppy.byteLength) } },
    );
  }
  const first = firstBlockOf(floppy);
  for (let start = 0; start < content.byteLength; start += BLOCK_BYTE_LENGTH) {
    const bytes = content.subarray(start, start + BLOCK_BYTE_LENGTH);
    if (bytes.every((byte) => byte === 0)) continue;
    // A floppy may end within its last block.
    const block = new Uint8Array(BLOCK_BYTE_LENGTH);
    block.set(bytes);
    blocks.set((first + start / BLOCK_BYTE_LENGTH) as BlockIndex, block);
  }
  return blocks;
}
