import { BLOCK_BYTE_LENGTH } from "./geometry.ts";
import type { BlockIndex } from "./identity.ts";

/** The frozen bottom of every chain: read-only, loaded on demand. */
export interface BaseImage {
  readonly name: string;
  /** SHA-256 of the whole image, hexadecimal: tells whether layers belong to it. */
  readonly sha256: string;
  readonly byteLength: number;
  /** Whether `block` may hold anything but zeros, known without loading it. */
  isStored(block: BlockIndex): boolean;
  /** The block's 4 KiB when they are at hand, null when `load` must fetch them first. A view: not to be kept or written. */
  peek(block: BlockIndex): Uint8Array | null;
  /**
   * The block's 4 KiB, fetched and verified first where needed; a view, not to be kept or written.
   * On failure: rejects with `image-unreachable` or `image-damaged`; a later call tries again.
   */
  load(block: BlockIndex): Promise<Uint8Array>;
}

/** A base image that holds nothing but zeros: what lies below a layer that stands alone. */
export function emptyImage(byteLength: number): BaseImage {
  const zeros = new Uint8Array(BLOCK_BYTE_LENGTH);
  return {
    name: "empty",
    sha256: "",
    byteLength,
    isStored: () => false,
    peek: () => zeros,
    load: () => Promise.resolve(zeros),
  };
}
