import { BLOCK_BYTE_LENGTH } from "../../src/core/geometry.ts";
import type { ImageBytes } from "../../src/store/image-staging.ts";
import type { Random } from "../support/random.ts";

/** An image of `byteLength` bytes in which about half of the blocks are zeros. */
export function madeImage(random: Random, byteLength: number): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(byteLength);
  for (let at = 0; at < byteLength; at += BLOCK_BYTE_LENGTH) {
    if (random.oneIn(2)) continue;
    const length = Math.min(BLOCK_BYTE_LENGTH, byteLength - at);
    // Often with a single byte that is not zero, at any place.
    if (random.oneIn(2)) bytes[at + random.below(length)] = random.between(1, 255);
    else bytes.set(random.bytes(length), at);
  }
  return bytes;
}

/** How many of its blocks are not all zeros. */
export function storedBlockCount(bytes: Uint8Array): number {
  let count = 0;
  for (let at = 0; at < bytes.byteLength; at += BLOCK_BYTE_LENGTH)
    if (bytes.subarray(at, at + BLOCK_BYTE_LENGTH).some((byte) => byte !== 0)) count++;
  return count;
}

/** The bytes as they may arrive: cut anywhere, in pieces that lie anywhere in memory. */
export function arriving(
  bytes: Uint8Array<ArrayBuffer>,
  random: Random,
  { isRepeatable = true, isLengthKnown = true, longestPiece = 3 * BLOCK_BYTE_LENGTH } = {},
): ImageBytes {
  return {
    byteLength: isLengthKnown ? bytes.byteLength : null,
    isRepeatable,
    async *pieces() {
      for (let at = 0; at < bytes.byteLength; ) {
        const length = Math.min(random.between(1, longestPiece), bytes.byteLength - at);
        const shift = random.below(8);
        const piece = new Uint8Array(length + shift).subarray(shift);
        piece.set(bytes.subarray(at, at + length));
        at += length;
        yield piece;
      }
    },
  };
}
