import { BLOCK_BYTE_LENGTH } from "./geometry.ts";

const WORD_BYTE_LENGTH = Uint32Array.BYTES_PER_ELEMENT;

/** Whether the 4 KiB of a block are all zeros. */
export function isZeroBlock(bytes: Uint8Array): boolean {
  const words =
    bytes.byteOffset % WORD_BYTE_LENGTH === 0
      ? new Uint32Array(bytes.buffer, bytes.byteOffset, BLOCK_BYTE_LENGTH / WORD_BYTE_LENGTH)
      : new Uint32Array(bytes.slice().buffer);
  // A plain loop: it runs over every block of a disk.
  for (let at = 0; at < words.length; at++) if (words[at] !== 0) return false;
  return true;
}
