// Long because reading, writing and the question who answers go through the same state: buffer over chain over image.
import { RANK_OF_BASE, RANK_OF_FIRST_LAYER, RANK_OF_NOTHING } from "../core/answer-pyramid.ts";
import type { Chain } from "../core/chain.ts";
import { Emitter } from "../core/emitter.ts";
import {
  BLOCK_BYTE_LENGTH,
  type BlockSpan,
  blockCountOf,
  bytesInBlock,
  DISK_RANGE_BLOCK_COUNT,
  spansOf,
} from "../core/geometry.ts";
import type { BlockIndex, LayerId, Place } from "../core/identity.ts";
import { StrataError } from "../core/strata-error.ts";
import type { DiskSource } from "./disk-source.ts";
import { ReadAhead } from "./read-ahead.ts";
import { WriteBuffer } from "./write-buffer.ts";

const ZEROS: Uint8Array = new Uint8Array(BLOCK_BYTE_LENGTH);
const ignore = (): void => undefined;

/** Some bytes of the space, within one disk. */
interface SpaceRange {
  /** Within the space, in bytes. */
  readonly offset: number;
  readonly length: number;
  /** Where the disk ends within the space, in bytes: its last block may be partial. */
  readonly diskEnd: number;
}

/** Who follows what answers each block. Blocks are counted within the space. */
export interface SpaceObserver {
  /** `block` is about to be written; with `isCopiedUp` the rest of it is copied up from what answered before (SPEC O2). */
  writing(block: BlockIndex, isCopiedUp: boolean): void;
  /** The disks are at another point in time, whose map may share regions with the one before. */
  replaced(): void;
  /** Layers were rearranged, or blocks added to them, in place. */
  rearranged(): void;
}

/**
 * The address space of a machine's disks (SPEC G3): what waits in memory, over the chain of layers, over the base image.
 * Each `Disk` is a part of it. The chain and the buffer are changed by the machine that owns it.
 *
 * Requests are answered in the order in which they were made wherever that can be seen. Writes go to memory; the
 * owner's `flush` makes them durable.
 */
export class DiskSpace {
  readonly buffer: WriteBuffer;
  /** While nobody follows, following costs nothing. */
  observer: SpaceObserver | null = null;
  readonly #source: DiskSource;
  readonly #readAhead = new ReadAhead();
  readonly #written = new Emitter<void>();
  /** Called after each write, for whoever writes back or shows it. */
  readonly onWritten = this.#written.subscribe;
  #chain: Chain;
  /** Resolves, whatever became of it, after the last write that had to wait for a copy-up; null when there is none. */
  #copyingUp: Promise<void> | null = null;
  #copiedUpBlockCount = 0;
  /** How often the disks were replaced: a write that waited from before must not reach what is there now. */
  #generation = 0;

  constructor(chain: Chain, activeLayer: LayerId, source: DiskSource) {
    this.buffer = new WriteBuffer(activeLayer);
    this.#chain = chain;
    this.#source = source;
  }

  /** The committed layers, folded. */
  get chain(): Chain {
    return this.#chain;
  }

  /** Blocks that partial writes have copied up since the opening (SPEC O2). */
  get copiedUpBlockCount(): number {
    return this.#copiedUpBlockCount;
  }

  /** Whether a write is still waiting for what lies below it. */
  get isBusy(): boolean {
    return this.#copyingUp !== null;
  }

  /** The owner is about to have `blocks` answered from past the buffer. */
  tellWriting(blocks: Iterable<BlockIndex>): void {
    if (this.observer !== null) for (const block of blocks) this.observer.writing(block, false);
  }

  /** The owner has written blocks past the buffer. */
  tellWritten(): void {
    this.#written.emit();
  }

  /** The owner has changed the chain or the buffer other than by writing. */
  tellRearranged(): void {
    this.observer?.rearranged();
  }

  /** The disks at another point in time: all that waited is dropped, and writes still waiting for a copy-up are refused. */
  replace(chain: Chain, activeLayer: LayerId): void {
    this.#generation++;
    this.#copyingUp = null;
    this.#chain = chain;
    this.buffer.reset(activeLayer);
    this.observer?.replaced();
  }

  /** The layers by rank, from that of the first layer on: those of the chain, and those that wait to be in it. */
  get layersByRank(): readonly LayerId[] {
    const { holders, layers } = this.#chain;
    return [...holders, ...this.buffer.layers.filter((layer) => !layers.includes(layer))];
  }

  /** The rank of the layer that takes writes: see `AnswerPyramid`. */
  get rankOfWrites(): number {
    return this.#rankOfLayer(this.buffer.openLayer);
  }

  /** The rank of what answers `block`: see `AnswerPyramid`. */
  rankOf(block: BlockIndex): number {
    const waiting = this.buffer.layerOf(block);
    if (waiting !== undefined) return this.#rankOfLayer(waiting);
    const position = this.#chain.ownerPosition(block);
    if (position > 0) return RANK_OF_FIRST_LAYER + position - 1;
    return this.isInBase(block) ? RANK_OF_BASE : RANK_OF_NOTHING;
  }

  #rankOfLayer(layer: LayerId): number {
    const { holders } = this.#chain;
    const position = holders.lastIndexOf(layer);
    if (position >= 0) return RANK_OF_FIRST_LAYER + position;
    return RANK_OF_FIRST_LAYER + this.layersByRank.lastIndexOf(layer);
  }

  /** The first range of blocks after all of which something is stored or waits. Costs the blocks. */
  get freeRange(): number {
    let highest = 0;
    for (const [block] of this.#chain.entries()) highest = Math.max(highest, block);
    for (const layer of this.buffer.layers)
      for (const block of this.buffer.blocksOf(layer)) highest = Math.max(highest, block);
    return Math.floor(highest / DISK_RANGE_BLOCK_COUNT) + 1;
  }

  /** See `Disk.readNow`. */
  readNow({ offset, length, diskEnd }: SpaceRange): Uint8Array<ArrayBuffer> | null {
    if (this.#copyingUp !== null) return null;
    this.#fetchAhead({ offset, length, diskEnd });
    const result = new Uint8Array(length);
    for (const { block, start, length: spanLength, position } of spansOf(offset, length)) {
      const bytes = this.#peek(block);
      if (bytes === null) return null;
      result.set(bytes.subarray(start, start + spanLength), position);
    }
    return result;
  }

  /** See `Disk.writeNow`. */
  writeNow({ offset, length, diskEnd }: SpaceRange, bytes: Uint8Array): boolean {
    if (this.#copyingUp !== null) return false;
    const spans = spansOf(offset, length);
    const below = new Map<BlockIndex, Uint8Array>();
    for (const { block } of spans.filter((span) => this.#needsCopyUp(span, diskEnd))) {
      const content = this.#peek(block);
      if (content === null) return false;
      below.set(block, content);
    }
    this.#copiedUpBlockCount += below.size;
    this.#apply(spans, bytes, below);
    return true;
  }

  /** See `Disk.read`. */
  async read({ offset, length }: SpaceRange): Promise<Uint8Array<ArrayBuffer>> {
    if (this.#copyingUp !== null) await this.#copyingUp;
    const result = new Uint8Array(length);
    const held = this.#source.extents.hold();
    try {
      const missing: BlockSpan[] = [];
      const place = ({ start, length: spanLength, position }: BlockSpan, bytes: Uint8Array): void =>
        result.set(bytes.subarray(start, start + spanLength), position);
      for (const span of spansOf(offset, length)) {
        const bytes = this.#peek(span.block);
        if (bytes === null) missing.push(span);
        else place(span, bytes);
      }
      if (missing.length > 0) {
        const loaded = await this.#loadAll(missing.map(({ block }) => block));
        for (const [index, span] of missing.entries()) place(span, loaded[index] as Uint8Array);
      }
    } catch (cause) {
      throw await this.#source.explain(cause);
    } finally {
      held.release();
    }
    return result;
  }

  /** See `Disk.write`. */
  async write(range: SpaceRange, bytes: Uint8Array): Promise<void> {
    if (this.writeNow(range, bytes)) return;
    const spans = spansOf(range.offset, range.length);
    // The bytes are the caller's: they may change while what lies below is fetched.
    const own = bytes.slice();
    const before = this.#copyingUp;
    const generation = this.#generation;
    const work = (async () => {
      await before;
      const below = await this.#loadBelow(spans, range.diskEnd);
      if (generation !== this.#generation) {
        throw new StrataError("machine-busy", "Write: the disk was reverted meanwhile, wanted it at rest");
      }
      this.#apply(spans, own, below);
    })();
    const settled = work.then(ignore, ignore);
    this.#copyingUp = settled;
    // One turn later than those who waited for it, so that no request made meanwhile gets ahead of them.
    await settled.then(ignore).then(() => {
      if (this.#copyingUp === settled) this.#copyingUp = null;
    });
    await work;
  }

  /** The layer whose copy of `block` a read returns; null for the base image or zeros. */
  locate(block: BlockIndex): LayerId | null {
    return this.buffer.layerOf(block) ?? this.#chain.owner(block);
  }

  /** Whether a read of `block` may return anything but zeros. */
  isStored(block: BlockIndex): boolean {
    return this.locate(block) !== null || this.isInBase(block);
  }

  /** Blocks from the first on for which the base image counts. */
  get baseBlockCount(): number {
    return this.#chain.standsAlone ? 0 : blockCountOf(this.#source.base.byteLength);
  }

  /** Whether the base image counts for `block`, and may hold anything but zeros there. */
  isInBase(block: BlockIndex): boolean {
    return block < DISK_RANGE_BLOCK_COUNT && !this.#chain.standsAlone && this.#source.base.isStored(block);
  }

  #needsCopyUp(span: BlockSpan, diskEnd: number): boolean {
    return span.length < bytesInBlock(span.block, diskEnd) && this.buffer.get(span.block) === undefined;
  }

  /**
   * What lies below each partial write, kept as it is now: a flush may take a block out of the buffer meanwhile, and no
   * other write comes in between.
   */
  async #loadBelow(spans: readonly BlockSpan[], diskEnd: number): Promise<Map<BlockIndex, Uint8Array>> {
    const below = new Map<BlockIndex, Uint8Array>();
    const partial = spans.filter((span) => span.length < bytesInBlock(span.block, diskEnd));
    const held = this.#source.extents.hold();
    try {
      await Promise.all(
        partial.map(async (span) => {
          if (this.#needsCopyUp(span, diskEnd)) this.#copiedUpBlockCount++;
          below.set(span.block, (this.#peek(span.block) ?? (await this.#load(span.block))).slice());
        }),
      );
    } catch (cause) {
      throw await this.#source.explain(cause);
    } finally {
      held.release();
    }
    return below;
  }

  #apply(spans: readonly BlockSpan[], bytes: Uint8Array, below: ReadonlyMap<BlockIndex, Uint8Array>): void {
    for (const { block, start, length, position } of spans) {
      this.observer?.writing(block, below.has(block));
      const whole = below.get(block) ?? this.buffer.get(block) ?? null;
      this.buffer.write(block, start, bytes.subarray(position, position + length), whole);
    }
    this.#written.emit();
  }

  /** The block when it is in memory, or known to be zeros. */
  #peek(block: BlockIndex): Uint8Array | null {
    const waiting = this.buffer.get(block);
    if (waiting !== undefined) return waiting;
    const place = this.#chain.place(block);
    if (place !== null) return this.#source.extents.peek(place);
    return this.isInBase(block) ? this.#source.base.peek(block) : ZEROS;
  }

  #load(block: BlockIndex): Promise<Uint8Array> {
    const place = this.#chain.place(block);
    if (place !== null) return this.#source.extents.load(place);
    return this.isInBase(block) ? this.#source.base.load(block) : Promise.resolve(ZEROS);
  }

  /** Several blocks, in their order; those that layers hold by one request. */
  #loadAll(blocks: readonly BlockIndex[]): Promise<Uint8Array[]> {
    this.#prefetch(blocks);
    return Promise.all(blocks.map((block) => this.#load(block)));
  }

  #prefetch(blocks: readonly BlockIndex[]): void {
    const places = blocks.map((block) => this.#chain.place(block));
    this.#source.extents.prefetch(places.filter((place): place is Place => place !== null));
  }

  /** Where the disk is read onwards, what comes next is fetched before the guest asks for it. */
  #fetchAhead({ offset, length, diskEnd }: SpaceRange): void {
    const first = Math.floor(offset / BLOCK_BYTE_LENGTH);
    const end = Math.ceil((offset + length) / BLOCK_BYTE_LENGTH);
    const ahead = this.#readAhead.note({ first, end });
    if (ahead === null) return;
    const blocks: BlockIndex[] = [];
    const last = Math.min(ahead.end, Math.ceil(diskEnd / BLOCK_BYTE_LENGTH));
    for (let block = ahead.first; block < last; block++) blocks.push(block as BlockIndex);
    this.#prefetch(blocks);
  }
}
