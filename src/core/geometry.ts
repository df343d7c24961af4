import type { BlockIndex } from "./identity.ts";
import { StrataError } from "./strata-error.ts";

/** Unit of copy-on-write, in bytes: the guest's file-system block and the processor's page (SPEC G1). */
export const BLOCK_BYTE_LENGTH = 4096;
/** Unit of a disk's size and of its requests, in bytes (SPEC G2). */
export const SECTOR_BYTE_LENGTH = 512;

/**
 * The disks of a machine share one address space of blocks: each has a range of this many, 64 GiB, and begins with it
 * (SPEC G3). So a layer, a snapshot, a merge or a clone covers all disks without knowing of them.
 */
export const DISK_RANGE_BLOCK_COUNT = 2 ** 24;
/** No disk is larger than its range, in bytes. */
const LARGEST_DISK_BYTE_LENGTH = DISK_RANGE_BLOCK_COUNT * BLOCK_BYTE_LENGTH;

/** How many blocks cover `byteLength` bytes; the last may be partial. */
export const blockCountOf = (byteLength: number): number => Math.ceil(byteLength / BLOCK_BYTE_LENGTH);

/** Bytes of block `block` that lie within an address space of `byteLength` bytes. */
export const bytesInBlock = (block: BlockIndex, byteLength: number): number =>
  Math.min(BLOCK_BYTE_LENGTH, byteLength - block * BLOCK_BYTE_LENGTH);

/** Whether `size` can be the size of a disk: a positive multiple of 512, 64 GiB at most (SPEC G2, G3). */
export const isDiskSize = (size: number): boolean =>
  Number.isSafeInteger(size) &&
  size > 0 &&
  size <= LARGEST_DISK_BYTE_LENGTH &&
  size % SECTOR_BYTE_LENGTH === 0;

/** Throws `range-invalid` unless [offset, offset + length) lies within a space of `byteLength` bytes. */
export function assertRange(offset: number, length: number, byteLength: number): void {
  const isInside =
    Number.isSafeInteger(offset) &&
    Number.isSafeInteger(length) &&
    offset >= 0 &&
    length >= 0 &&
    offset + length <= byteLength;
  if (isInside) return;
  throw new StrataError(
    "range-invalid",
    `Access bytes: ${length} at ${offset}, wanted a range within 0 to ${byteLength}`,
    { details: { offset, length, byteLength } },
  );
}

/** The part of one block that a range of bytes touches. */
export interface BlockSpan {
  readonly block: BlockIndex;
  /** First byte within the block. */
  readonly start: number;
  readonly length: number;
  /** Where these bytes stand in the whole range. */
  readonly position: number;
}

/** Cuts [offset, offset + length) at block borders, in order. */
export function spansOf(offset: number, length: number): BlockSpan[] {
  const spans: BlockSpan[] = [];
  for (let position = 0; position < length; ) {
    const at = offset + position;
    const start = at % BLOCK_BYTE_LENGTH;
    const spanLength = Math.min(BLOCK_BYTE_LENGTH - start, length - position);
    spans.push({
      block: ((at - start) / BLOCK_BYTE_LENGTH) as BlockIndex,
      start,
      length: spanLength,
      position,
    });
    position += spanLength;
  }
  return spans;
}
