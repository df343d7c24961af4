import { BLOCK_BYTE_LENGTH } from "./geometry.ts";
import type { BlockIndex } from "./identity.ts";

const WORDS_PER_PAGE = BLOCK_BYTE_LENGTH / Uint32Array.BYTES_PER_ELEMENT;

/**
 * Copies of the pages of `ram` that are not all zeros, by page index.
 * Costs one pass over the memory; the copies share one buffer of exactly their size.
 */
export function copyPagesInUse(ram: Uint8Array<ArrayBuffer>): Map<BlockIndex, Uint8Array<ArrayBuffer>> {
  const words = new Uint32Array(ram.buffer, ram.byteOffset, ram.byteLength / Uint32Array.BYTES_PER_ELEMENT);
  const inUse: BlockIndex[] = [];
  for (let page = 0; page * WORDS_PER_PAGE < words.length; page++) {
    if (!isZero(words, page * WORDS_PER_PAGE)) inUse.push(page as BlockIndex);
  }
  const copy = new Uint8Array(inUse.length * BLOCK_BYTE_LENGTH);
  return new Map(
    inUse.map((page, index) => {
      const bytes = copy.subarray(index * BLOCK_BYTE_LENGTH, (index + 1) * BLOCK_BYTE_LENGTH);
      bytes.set(ram.subarray(page * BLOCK_BYTE_LENGTH, (page + 1) * BLOCK_BYTE_LENGTH));
      return [page, bytes];
    }),
  );
}

function isZero(words: Uint32Array, start: number): boolean {
  for (let index = start; index < start + WORDS_PER_PAGE; index++) if (words[index] !== 0) return false;
  return true;
}

/** Makes `ram` hold `pages`, and zeros everywhere else. */
export function fillFromPages(ram: Uint8Array, pages: ReadonlyMap<BlockIndex, Uint8Array>): void {
  ram.fill(0);
  for (const [page, bytes] of pages) ram.set(bytes, page * BLOCK_BYTE_LENGTH);
}
