import { BLOCK_BYTE_LENGTH, blockCountOf, DISK_RANGE_BLOCK_COUNT } from "../../src/core/geometry.ts";
import type { MadeBaseImage } from "./made-base-image.ts";

/** A snapshot as the model knows it, or the beginning of a full clone, which is like one that was removed. */
export interface ModelSnapshot {
  readonly id: string;
  /** Name of the machine that it is of. */
  readonly owner: string;
  readonly state: DiskState;
  readonly pages: ReadonlyMap<number, Uint8Array> | null;
  /** Unknown (null) while it is on its way into the store, or out of it. */
  exists: boolean | null;
  /** How many machines begin on it; its layer stays for them. */
  cloneCount: number;
  /** All blocks of its layer when that stands alone. */
  flat: ReadonlySet<number> | null;
}

export interface ModelLayer {
  readonly blocks: ReadonlySet<number>;
  /** What froze it; null for the one on top. */
  readonly snapshot: ModelSnapshot | null;
}

const isKept = (snapshot: ModelSnapshot | null): boolean =>
  snapshot === null || snapshot.exists !== false || snapshot.cloneCount > 0;

/** A second disk: its place in the space of blocks (SPEC G3). */
export interface ModelDisk {
  readonly range: number;
  readonly byteLength: number;
}

interface Segment {
  readonly blocks: ReadonlySet<number>;
  /** The snapshot that froze it; null for the one on top. */
  readonly frozenBy: ModelSnapshot | null;
}

/**
 * The disks at one moment, by the plainest means: the bytes of each written block, and which blocks were written between
 * one snapshot and the next. Offsets and blocks are those of the space; the system's disk is its beginning. Never changed;
 * each operation gives another state.
 */
export class DiskState {
  readonly base: MadeBaseImage;
  /** Of the system's disk. */
  readonly byteLength: number;
  /** The second disk; null without one. */
  readonly second: ModelDisk | null;
  readonly #bytes: ReadonlyMap<number, Uint8Array>;
  readonly #segments: readonly Segment[];

  private constructor(
    base: MadeBaseImage,
    byteLength: number,
    second: ModelDisk | null,
    bytes: ReadonlyMap<number, Uint8Array>,
    segments: readonly Segment[],
  ) {
    this.base = base;
    this.byteLength = byteLength;
    this.second = second;
    this.#bytes = bytes;
    this.#segments = segments;
  }

  static bare(base: MadeBaseImage, byteLength: number): DiskState {
    return new DiskState(base, byteLength, null, new Map(), [{ blocks: new Set(), frozenBy: null }]);
  }

  get blockCount(): number {
    return blockCountOf(this.byteLength);
  }

  /** The same blocks, of which others may be of a disk now. */
  withSecond(second: ModelDisk | null): DiskState {
    return new DiskState(this.base, this.byteLength, second, this.#bytes, this.#segments);
  }

  /** The first range after all blocks that were written. */
  get freeRange(): number {
    const highest = [...this.#bytes.keys()].reduce((last, block) => Math.max(last, block), 0);
    return Math.floor(highest / DISK_RANGE_BLOCK_COUNT) + 1;
  }

  /** Where the second disk begins, in bytes. Prerequisites: there is one. */
  get secondOffset(): number {
    return (this.second?.range ?? 0) * DISK_RANGE_BLOCK_COUNT * BLOCK_BYTE_LENGTH;
  }

  /** The whole second disk. */
  readSecond(): Uint8Array {
    return this.read(this.secondOffset, this.second?.byteLength ?? 0);
  }

  /** Without blocks that are of no disk any more, as a full clone has it. */
  ofDisks(): DiskState {
    const isOfDisk = (block: number): boolean => {
      const range = Math.floor(block / DISK_RANGE_BLOCK_COUNT);
      return range === 0 || range === this.second?.range;
    };
    return this.#with(new Map([...this.#bytes].filter(([block]) => isOfDisk(block))), this.#segments);
  }

  write(offset: number, bytes: Uint8Array): DiskState {
    const changed = new Map(this.#bytes);
    const top = this.#segments.at(-1);
    const blocks = new Set(top?.blocks);
    for (let at = offset; at < offset + bytes.byteLength; ) {
      const block = Math.floor(at / BLOCK_BYTE_LENGTH);
      const end = Math.min((block + 1) * BLOCK_BYTE_LENGTH, offset + bytes.byteLength);
      const content = this.block(block).slice();
      content.set(bytes.subarray(at - offset, end - offset), at - block * BLOCK_BYTE_LENGTH);
      changed.set(block, content);
      blocks.add(block);
      at = end;
    }
    return this.#with(changed, [...this.#segments.slice(0, -1), { blocks, frozenBy: null }]);
  }

  /** The state after `snapshot` froze this one. */
  frozenBy(snapshot: ModelSnapshot): DiskState {
    const blocks = this.#segments.at(-1)?.blocks ?? new Set();
    return this.#with(this.#bytes, [
      ...this.#segments.slice(0, -1),
      { blocks, frozenBy: snapshot },
      { blocks: new Set(), frozenBy: null },
    ]);
  }

  /** The whole block, also what lies past the end of the disk. */
  block(block: number): Uint8Array {
    return this.#bytes.get(block) ?? this.base.content(block);
  }

  read(offset: number, length: number): Uint8Array {
    const result = new Uint8Array(length);
    for (let at = offset; at < offset + length; ) {
      const block = Math.floor(at / BLOCK_BYTE_LENGTH);
      const end = Math.min((block + 1) * BLOCK_BYTE_LENGTH, offset + length);
      const start = block * BLOCK_BYTE_LENGTH;
      result.set(this.block(block).subarray(at - start, end - start), at - offset);
      at = end;
    }
    return result;
  }

  /** Every snapshot that this state descends from, the oldest first, those that are no more included. */
  get ancestors(): ModelSnapshot[] {
    return this.#segments.map(({ frozenBy }) => frozenBy).filter((snapshot) => snapshot !== null);
  }

  /** The one of a machine's snapshots that this state descends from directly. */
  currentOf(owner: string): ModelSnapshot | null {
    return (
      this.ancestors.findLast((snapshot) => snapshot.exists !== false && snapshot.owner === owner) ?? null
    );
  }

  /** The written blocks by layer, the oldest first; what a snapshot parted that failed or was removed is one layer. */
  layers(): ModelLayer[] {
    const layers: ModelLayer[] = [];
    let below: ReadonlySet<number> = new Set();
    for (const { blocks, frozenBy } of this.#segments) {
      const flat = frozenBy?.flat ?? null;
      if (flat !== null) layers.length = 0;
      const all = flat ?? (below.size === 0 ? blocks : new Set([...below, ...blocks]));
      below = isKept(frozenBy) ? new Set() : all;
      if (isKept(frozenBy)) layers.push({ blocks: all, snapshot: frozenBy });
    }
    return layers;
  }

  /** Blocks that may hold something: what a layer holds that stands alone. */
  storedBlocks(): Set<number> {
    const blocks = Array.from({ length: this.blockCount }, (_, block) => block);
    return new Set([...blocks.filter((block) => this.isStored(block)), ...this.#bytes.keys()]);
  }

  /** Position in `layers` of the nearest layer that holds `block`, -1 for none. */
  ownerOf(block: number): number {
    return this.layers().findLastIndex((layer) => layer.blocks.has(block));
  }

  isStored(block: number): boolean {
    return this.#bytes.has(block) || this.base.isStored(block as never);
  }

  #with(bytes: ReadonlyMap<number, Uint8Array>, segments: readonly Segment[]): DiskState {
    return new DiskState(this.base, this.byteLength, this.second, bytes, segments);
  }
}
