import { BLOCK_BYTE_LENGTH } from "../../../src/core/geometry.ts";

const POOL_BYTE_LENGTH = 8 * 1024 * 1024;
/** What one call of the browser's random numbers gives at most. */
const CALL_BYTE_LENGTH = 65_536;
/** Of so many bytes the second half repeats the first. */
const PATTERN_BYTE_LENGTH = 64;

/** "file-like" bytes can be compressed to about half, as the browser does by itself; "random" ones not at all. */
export type Content = "file-like" | "random";

/** Bytes out of a pool that begins anew after 8 MiB, so that no record repeats itself. */
export class Filling {
  readonly #pool = new Uint8Array(POOL_BYTE_LENGTH);
  #position = 0;

  constructor(content: Content) {
    for (let start = 0; start < POOL_BYTE_LENGTH; start += CALL_BYTE_LENGTH)
      crypto.getRandomValues(this.#pool.subarray(start, start + CALL_BYTE_LENGTH));
    if (content === "random") return;
    const half = PATTERN_BYTE_LENGTH / 2;
    for (let start = 0; start < POOL_BYTE_LENGTH; start += PATTERN_BYTE_LENGTH)
      this.#pool.copyWithin(start + half, start, start + half);
  }

  /** The bytes of one block, in a buffer of their own. */
  block(): Uint8Array<ArrayBuffer> {
    return this.bytes(BLOCK_BYTE_LENGTH);
  }

  /** `byteLength` bytes in a buffer of their own; not more than the pool has. */
  bytes(byteLength: number): Uint8Array<ArrayBuffer> {
    if (this.#position + byteLength > POOL_BYTE_LENGTH) this.#position = 0;
    const bytes = this.#pool.slice(this.#position, this.#position + byteLength);
    this.#position += byteLength;
    return bytes;
  }
}
