import type { BlockMap } from "./block-map.ts";
import { BLOCK_BYTE_LENGTH } from "./geometry.ts";
import type { BlockIndex, LayerId } from "./identity.ts";

/** 32-bit words of a page's fingerprint; all zero for a page of zeros. */
const WORDS_PER_FINGERPRINT = 4;

/**
 * A guest's memory at a moment at which the store had all of it: what a later snapshot or revert needs to compare with.
 */
export interface RamImage {
  /** The layer in the store that holds it. */
  readonly layer: LayerId;
  /** Where each page lies in the store; pages of zeros lie nowhere. */
  readonly places: BlockMap;
  /** Four words a page. */
  readonly fingerprints: Uint32Array;
}

/** Pages whose fingerprints differ; with nothing to compare with, all that are not zeros. In ascending order. */
export function changedPages(before: Uint32Array | null, now: Uint32Array): BlockIndex[] {
  const pages: BlockIndex[] = [];
  for (let at = 0; at < now.length; at += WORDS_PER_FINGERPRINT) {
    const isSame =
      before === null
        ? isZeroAt(now, at)
        : now[at] === before[at] &&
          now[at + 1] === before[at + 1] &&
          now[at + 2] === before[at + 2] &&
          now[at + 3] === before[at + 3];
    if (!isSame) pages.push((at / WORDS_PER_FINGERPRINT) as BlockIndex);
  }
  return pages;
}

/** Whether a page is all zeros, by its fingerprint. */
export const isZeroPage = (fingerprints: Uint32Array, page: BlockIndex): boolean =>
  isZeroAt(fingerprints, page * WORDS_PER_FINGERPRINT);

function isZeroAt(fingerprints: Uint32Array, at: number): boolean {
  return (
    fingerprints[at] === 0 &&
    fingerprints[at + 1] === 0 &&
    fingerprints[at + 2] === 0 &&
    fingerprints[at + 3] === 0
  );
}

/** Some pages of a memory, copied in one go. */
export interface CopiedPages {
  /** In ascending order. */
  readonly pages: readonly BlockIndex[];
  /** Their contents, one behind the other. */
  readonly bytes: Uint8Array<ArrayBuffer>;
}

/** Copies `pages` of `ram`, which are in ascending order. As quick as can be: the guest stands still meanwhile. */
export function copyPages(ram: Uint8Array, pages: readonly BlockIndex[]): CopiedPages {
  const bytes = new Uint8Array(pages.length * BLOCK_BYTE_LENGTH);
  for (let index = 0; index < pages.length; ) {
    const first = pages[index] as BlockIndex;
    let count = 1;
    while (pages[index + count] === first + count) count++;
    const run = ram.subarray(first * BLOCK_BYTE_LENGTH, (first + count) * BLOCK_BYTE_LENGTH);
    bytes.set(run, index * BLOCK_BYTE_LENGTH);
    index += count;
  }
  return { pages, bytes };
}

/** Each copied page by its number; views of the copy. */
export const contentsOf = ({ pages, bytes }: CopiedPages): Map<BlockIndex, Uint8Array> =>
  new Map(
    pages.map((page, index) => [
      page,
      bytes.subarray(index * BLOCK_BYTE_LENGTH, (index + 1) * BLOCK_BYTE_LENGTH),
    ]),
  );

/**
 * Pages that must be written to turn the memory `now` into `wanted`: those that changed since memory and store last
 * agreed, and those that lie elsewhere in the store than they did then. A place is as good as the bytes, since extents
 * never change.
 */
export function differingPages(agreed: RamImage, now: Uint32Array, wanted: BlockMap): BlockIndex[] {
  const changed = new Set(changedPages(agreed.fingerprints, now));
  const pages: BlockIndex[] = [];
  for (let page = 0 as BlockIndex; page * WORDS_PER_FINGERPRINT < now.length; page++) {
    if (changed.has(page) || agreed.places.get(page) !== wanted.get(page)) pages.push(page);
  }
  return pages;
}

/** Writes `pages` into `ram`: their bytes where `contents` has them, zeros where it has not. Returns `pages`. */
export function writePages(
  ram: Uint8Array,
  pages: readonly BlockIndex[],
  contents: ReadonlyMap<BlockIndex, Uint8Array>,
): readonly BlockIndex[] {
  for (const page of pages) {
    const bytes = contents.get(page);
    const start = page * BLOCK_BYTE_LENGTH;
    if (bytes === undefined) ram.fill(0, start, start + BLOCK_BYTE_LENGTH);
    else ram.set(bytes, start);
  }
  return pages;
}
