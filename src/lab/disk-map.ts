import {
  AnswerPyramid,
  type AnswerSource,
  type Cells,
  RANK_OF_BASE,
  RANK_OF_FIRST_LAYER,
  RANK_OF_NOTHING,
} from "../core/answer-pyramid.ts";
import { REGION_BLOCK_COUNT } from "../core/block-map.ts";
import { Emitter, type Unsubscribe } from "../core/emitter.ts";
import { blockCountOf } from "../core/geometry.ts";
import type { BlockIndex, LayerId } from "../core/identity.ts";
import { diskConfigs } from "../core/machine-config.ts";
import { firstBlockOf } from "../store/disk.ts";
import type { DiskSpace } from "../store/disk-space.ts";
import type { StoredMachine } from "../store/stored-machine.ts";
import { COPIED_UP, DiskTraffic, READ, WRITTEN } from "./disk-traffic.ts";
import type { LabContext } from "./lab-context.ts";

/** Milliseconds that reading the map may take of one frame. */
const READING_MS = 4;

/** One of the machine's disks on the map. */
interface MappedDisk {
  /** Within the machine's space of blocks. */
  readonly firstBlock: number;
  readonly blockCount: number;
}

/** What has changed since the last frame. All of it is used again for the next one: to be read at once, not kept. */
export interface DiskFrame {
  readonly traffic: DiskTraffic;
  /** Whether any cell may have changed other than by this traffic's writes. */
  readonly isRedrawn: boolean;
}

/**
 * The map of the open machine's disks: which layer answers each block, at each level of detail, and what the guest reads
 * and writes, handed over once a frame. While nobody listens nothing is kept, and it costs nothing.
 */
export class DiskMap {
  readonly #context: LabContext;
  readonly #frames = new Emitter<DiskFrame>();
  #listenerCount = 0;
  #stored: StoredMachine | null = null;
  #disks: readonly MappedDisk[] = [];
  #answers: readonly SpaceAnswers[] = [];
  #pyramids: readonly AnswerPyramid[] = [];
  readonly #traffic = new DiskTraffic();
  #isFrameDue = false;
  #isRedrawn = false;

  constructor(context: LabContext) {
    this.#context = context;
  }

  /**
   * Calls `listener` before a frame in which something is new, until it is undone. The first frame comes soon, and the
   * map is read piece by piece: until `isComplete` it lacks some of what is there.
   */
  subscribe(listener: (frame: DiskFrame) => void): Unsubscribe {
    const stop = this.#frames.subscribe(listener);
    this.#listenerCount++;
    this.#attach();
    this.#frameIsDue();
    let isStopped = false;
    return () => {
      if (isStopped) return;
      isStopped = true;
      stop();
      this.#listenerCount--;
      if (this.#listenerCount === 0) this.#detach();
    };
  }

  /** The machine's disks, in its order. */
  get disks(): readonly MappedDisk[] {
    return this.#stored === null ? disksOf(this.#context.stored) : this.#disks;
  }

  /** Whether all of the map has been read. */
  get isComplete(): boolean {
    return this.#pyramids.every((pyramid) => pyramid.isComplete);
  }

  /** The layers that ranks stand for, from `RANK_OF_FIRST_LAYER` on. */
  get layersByRank(): readonly LayerId[] {
    return this.#context.stored.space.layersByRank;
  }

  /** Reads cells of a disk: see `AnswerPyramid.read`. */
  read(drive: number, level: number, first: number, into: Cells): void {
    this.#pyramids[drive]?.read(level, first, into);
  }

  /** The rank of what answers a block of a disk now. */
  rankOf(drive: number, block: number): number {
    const firstBlock = this.#disks[drive]?.firstBlock ?? 0;
    return this.#context.stored.space.rankOf((firstBlock + block) as BlockIndex);
  }

  /**
   * How full each of `partCount` equal parts of a disk is with blocks of a layer, or of the base image for null: 0 to 1.
   * Blocks that newer layers hide count as well; what waits in memory does not. Rejects as the store does.
   */
  async densityOf(layer: LayerId | null, drive: number, partCount: number): Promise<Float32Array> {
    const { stored } = this.#context;
    const disk = this.disks[drive];
    if (disk === undefined) return new Float32Array(partCount);
    if (layer !== null) return stored.densityOf(layer, { ...disk, partCount });
    const density = new Float32Array(partCount);
    const partSize = disk.blockCount / partCount;
    const end = Math.min(stored.space.baseBlockCount, disk.firstBlock + disk.blockCount);
    for (let block = disk.firstBlock; block < end; block++) {
      if (!stored.base.isStored(block as BlockIndex)) continue;
      const part = Math.floor((block - disk.firstBlock) / partSize);
      density[part] = Math.min(1, (density[part] ?? 0) + 1 / partSize);
    }
    return density;
  }

  #attach(): void {
    const { stored } = this.#context;
    if (this.#stored === stored) return;
    this.#detach();
    this.#stored = stored;
    this.#context.diskWatcher = {
      read: (firstBlock, blockCount) => this.#reading(stored.space, firstBlock, blockCount),
      flushed: () => {
        this.#traffic.flushCount++;
        this.#frameIsDue();
      },
    };
    this.#mapDisks();
    stored.space.observer = {
      writing: (block, isCopiedUp) => this.#writing(stored.space, block, isCopiedUp),
      replaced: () => this.#changed(false),
      rearranged: () => this.#changed(true),
    };
  }

  #detach(): void {
    if (this.#stored !== null) this.#stored.space.observer = null;
    this.#stored = null;
    this.#pyramids = [];
    this.#answers = [];
    this.#context.diskWatcher = null;
    this.#traffic.clear();
  }

  #mapDisks(): void {
    const { space } = this.#context.stored;
    this.#disks = disksOf(this.#context.stored);
    this.#answers = this.#disks.map(({ firstBlock }) => new SpaceAnswers(space, firstBlock));
    this.#pyramids = this.#disks.map(
      ({ blockCount }, drive) => new AnswerPyramid(blockCount, this.#answers[drive] as SpaceAnswers),
    );
    this.#isRedrawn = true;
  }

  #writing(space: DiskSpace, block: BlockIndex, isCopiedUp: boolean): void {
    const before = space.rankOf(block);
    const rank = space.rankOfWrites;
    const isFromBelow = isCopiedUp && before !== rank && before !== RANK_OF_NOTHING;
    this.#traffic.note(isFromBelow ? COPIED_UP : WRITTEN, block, rank, before);
    if (before !== rank) {
      const drive = this.#disks.findLastIndex(({ firstBlock }) => block >= firstBlock);
      const firstBlock = this.#disks[drive]?.firstBlock ?? 0;
      this.#pyramids[drive]?.write((block - firstBlock) as BlockIndex, before, rank);
    }
    this.#frameIsDue();
  }

  #reading(space: DiskSpace, firstBlock: number, blockCount: number): void {
    for (let block = firstBlock; block < firstBlock + blockCount; block++)
      this.#traffic.note(READ, block, space.rankOf(block as BlockIndex), RANK_OF_NOTHING);
    this.#frameIsDue();
  }

  #changed(forgets: boolean): void {
    for (const pyramid of this.#pyramids) pyramid.rebuild({ forgets });
    this.#isRedrawn = true;
    this.#frameIsDue();
  }

  #frameIsDue(): void {
    if (this.#isFrameDue || this.#listenerCount === 0) return;
    this.#isFrameDue = true;
    this.#context.parts.clock.nextFrame(() => {
      this.#isFrameDue = false;
      if (this.#listenerCount > 0) this.#handOver();
    });
  }

  #handOver(): void {
    const { clock } = this.#context.parts;
    const traffic = this.#traffic;
    this.#attach();
    if (this.#hasOtherDisks()) this.#mapDisks();
    if (!this.isComplete) for (const answers of this.#answers) answers.beginReading();
    const end = clock.now() + READING_MS;
    for (const pyramid of this.#pyramids)
      if (pyramid.refresh(() => clock.now() > end)) this.#isRedrawn = true;
    const isRedrawn = this.#isRedrawn;
    this.#isRedrawn = false;
    this.#frames.emit({ traffic, isRedrawn });
    traffic.clear();
    if (!this.isComplete) this.#frameIsDue();
  }

  #hasOtherDisks(): boolean {
    const disks = disksOf(this.#context.stored);
    return (
      disks.length !== this.#disks.length ||
      disks.some(({ firstBlock }, drive) => firstBlock !== this.#disks[drive]?.firstBlock)
    );
  }
}

const disksOf = ({ record }: StoredMachine): readonly MappedDisk[] =>
  diskConfigs(record.config).map((config) => ({
    firstBlock: firstBlockOf(config),
    blockCount: blockCountOf(config.byteLength),
  }));

/** Where only the base image may have anything: its content never changes. */
const BASE_ALONE = {};

/** What answers in a part of a machine's space, which begins at `firstBlock`, a multiple of a region. */
class SpaceAnswers implements AnswerSource {
  readonly #space: DiskSpace;
  readonly #firstBlock: number;
  readonly #firstRegion: number;
  /** Regions of the space in which something waits in memory. */
  #waiting: ReadonlySet<number> = new Set();

  constructor(space: DiskSpace, firstBlock: number) {
    this.#space = space;
    this.#firstBlock = firstBlock;
    this.#firstRegion = firstBlock / REGION_BLOCK_COUNT;
  }

  /** Before regions are asked for, without a write in between. */
  beginReading(): void {
    this.#waiting = this.#space.buffer.regions;
  }

  rankOf(block: BlockIndex): number {
    return this.#space.rankOf((this.#firstBlock + block) as BlockIndex);
  }

  sourceOfRegion(region: number): object | undefined {
    const inSpace = this.#firstRegion + region;
    // What waits leaves the chain's region as it is.
    if (this.#waiting.has(inSpace)) return {};
    return this.#space.chain.ownersOfRegion(inSpace) ?? (this.#hasBase(inSpace) ? BASE_ALONE : undefined);
  }

  ranksOfRegion(region: number, into: Uint32Array): void {
    const inSpace = this.#firstRegion + region;
    const owners = this.#space.chain.ownersOfRegion(inSpace);
    const isWaiting = this.#waiting.has(inSpace);
    for (let index = 0; index < REGION_BLOCK_COUNT; index++) {
      const block = (inSpace * REGION_BLOCK_COUNT + index) as BlockIndex;
      const position = owners?.[index] ?? 0;
      if (isWaiting) into[index] = this.#space.rankOf(block);
      else if (position > 0) into[index] = RANK_OF_FIRST_LAYER + position - 1;
      else into[index] = this.#space.isInBase(block) ? RANK_OF_BASE : RANK_OF_NOTHING;
    }
  }

  #hasBase(region: number): boolean {
    const start = region * REGION_BLOCK_COUNT;
    const end = Math.min(start + REGION_BLOCK_COUNT, this.#space.baseBlockCount);
    for (let block = start; block < end; block++) if (this.#space.isInBase(block as BlockIndex)) return true;
    return false;
  }
}
