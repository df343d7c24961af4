import { assertRange, BLOCK_BYTE_LENGTH, DISK_RANGE_BLOCK_COUNT } from "../core/geometry.ts";
import type { BlockIndex, LayerId } from "../core/identity.ts";
import type { DiskConfig } from "../core/machine-config.ts";
import type { DiskSpace } from "./disk-space.ts";

/** The first block of a disk within its machine's space (SPEC G3). */
export const firstBlockOf = (config: DiskConfig): number =>
  config.image === null ? (config.range ?? 1) * DISK_RANGE_BLOCK_COUNT : 0;

/**
 * A virtual disk as the guest sees it: a part of its machine's space, with offsets and blocks of its own from 0 on. It
 * keeps nothing itself, so any number of them may stand for the same part.
 */
export class Disk {
  readonly byteLength: number;
  readonly #space: DiskSpace;
  /** Where it begins within its machine's space. */
  readonly firstBlock: number;

  constructor(space: DiskSpace, config: DiskConfig) {
    this.byteLength = config.byteLength;
    this.#space = space;
    this.firstBlock = firstBlockOf(config);
  }

  /**
   * What `read` would give, when every block is in memory or known to be zeros; null when it would have to wait.
   * Throws `range-invalid`.
   */
  readNow(offset: number, length: number): Uint8Array<ArrayBuffer> | null {
    return this.#space.readNow(this.#range(offset, length));
  }

  /**
   * What `write` would do, when nothing has to be fetched for it; false, with no effect, when something has to.
   * Throws `range-invalid`.
   */
  writeNow(offset: number, bytes: Uint8Array): boolean {
    return this.#space.writeNow(this.#range(offset, bytes.byteLength), bytes);
  }

  /**
   * The `length` bytes at `offset`, in a buffer of the caller's own.
   * On failure: rejects with `range-invalid`, `storage-damaged`, `storage-failed`, `image-unreachable` or `image-damaged`.
   */
  async read(offset: number, length: number): Promise<Uint8Array<ArrayBuffer>> {
    return this.#space.read(this.#range(offset, length));
  }

  /**
   * Writes `bytes` at `offset`: whole blocks as they are, parts of blocks over what lies below (SPEC O1, O2).
   * On success: later reads see them; they are durable after the machine's next flush.
   * On failure: rejects as `read` does, or with `machine-busy` when the disk was reverted meanwhile; nothing was written.
   */
  async write(offset: number, bytes: Uint8Array): Promise<void> {
    await this.#space.write(this.#range(offset, bytes.byteLength), bytes);
  }

  /** The layer whose copy of `block` a read returns; null for the base image or zeros. */
  locate(block: BlockIndex): LayerId | null {
    return this.#space.locate(this.#inSpace(block));
  }

  /** Whether a read of `block` may return anything but zeros. */
  isStored(block: BlockIndex): boolean {
    return this.#space.isStored(this.#inSpace(block));
  }

  #inSpace(block: BlockIndex): BlockIndex {
    return (this.firstBlock + block) as BlockIndex;
  }

  #range(offset: number, length: number): { offset: number; length: number; diskEnd: number } {
    assertRange(offset, length, this.byteLength);
    const start = this.firstBlock * BLOCK_BYTE_LENGTH;
    return { offset: start + offset, length, diskEnd: start + this.byteLength };
  }
}
