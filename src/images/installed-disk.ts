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
 * @returns the 4 KiB of a block; past the end of the disk they are zeros. Rejects as `BaseImage.load` does.
 */
export function installedDisk(
  image: BaseImage,
  name: string,
  byteLength: number,
): (block: BlockIndex) => Uint8Array | Promise<Uint8Array> {
  const imageBlockCount = blockCountOf(image.byteLength);
  const blockCount = blockCountOf(byteLength);
  return (block) => {
    if (block < imageBlockCount) return image.load(block).then((bytes) => bytes.slice());
    const bytes = filling(`${name} filled block ${block} of ${blockCount}.`);
    return bytes.fill(0, bytesInBlock(block, byteLength));
  };
}

/** A block of one line of text, over and over. */
function filling(text: string): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(BLOCK_BYTE_LENGTH);
  const line = `${text.padEnd(LINE_BYTE_LENGTH - 1)}\n`;
  for (let at = 0; at < LINE_BYTE_LENGTH; at++) bytes[at] = line.charCodeAt(at);
  for (let filled = LINE_BYTE_LENGTH; filled < BLOCK_BYTE_LENGTH; filled *= 2)
    bytes.copyWithin(filled, 0, filled);
  return bytes;
}
