import type { BaseImage } from "../../../src/core/base-image.ts";
import { BLOCK_BYTE_LENGTH } from "../../../src/core/geometry.ts";
import type { BlockIndex } from "../../../src/core/identity.ts";

/**
 * The base image below every recorded store: 24 blocks, made by a formula that must stay as it is, since the recordings
 * hold digests of disks over it. Every third block holds zeros.
 */
export const recordedImage: BaseImage = {
  name: "recorded",
  sha256: "5ec0".repeat(16),
  byteLength: 24 * BLOCK_BYTE_LENGTH,
  isStored: (block) => block < 24 && block % 3 !== 0,
  peek: contentOf,
  load: async (block) => contentOf(block),
};

function contentOf(block: BlockIndex): Uint8Array {
  if (!recordedImage.isStored(block)) return new Uint8Array(BLOCK_BYTE_LENGTH);
  return Uint8Array.from({ length: BLOCK_BYTE_LENGTH }, (_, index) => block * 7 + index * 13);
}

/** The virtual disks over it: longer than the image, with a partial last block. */
export const recordedDiskByteLength = 40 * BLOCK_BYTE_LENGTH + 1536;
