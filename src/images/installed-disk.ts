import type { BaseImage } from "../core/base-image.ts";
import { BLOCK_BYTE_LENGTH, blockCountOf, bytesInBlock } from "../core/geometry.ts";
import type { BlockIndex } from "../core/identity.ts";

/** Bytes of a line of the filling. */
const LINE_BYTE_LENGTH = 64;

/**
 * What an installer leaves on a disk of `byteLength` bytes: the system's image from the first block on, and behind it a
 * filling that is nowhere zero and names each block, so that every block of the disk is written.
 *
 * @param name the system's, for the filling; ASCII, at most 16 characters.
 * @returns what writes a block's content into 4 KiB; past the end of the disk it is zeros. Rejects as `BaseImage.load`
 * does.
 */
export function installedDisk(
  image: BaseImage,
  name: string,
  byteLength: number,
): (block: BlockIndex, bytes: Uint8Array) => Promise<void> | undefined {
  const imageBlockCount = blockCountOf(image.byteLength);
  const blockCount = blockCountOf(byteLength);
  return (block, bytes) => {
    if (block < imageBlockCount) return image.load(block).then((loaded) => bytes.set(loaded));
    fill(bytes, `${name} filled block ${block} of ${blockCount}.`);
    bytes.fill(0, bytesInBlock(block, byteLength));
    return undefined;
  };
}

/** Fills a block with one line of text, over and over. */
function fill(bytes: Uint8Array, text: string): void {
  const line = `${text.padEnd(LINE_BYTE_LENGTH - 1)}\n`;
  for (let at = 0; at < LINE_BYTE_LENGTH; at++) bytes[at] = line.charCodeAt(at);
  for (let filled = LINE_BYTE_LENGTH; filled < BLOCK_BYTE_LENGTH; filled *= 2)
    bytes.copyWithin(filled, 0, filled);
}
