/** What is done to neighbouring blocks. */
export const READ = 0;
export const WRITTEN = 1;
/** Written in part: the rest was copied up from the layer that answered before. */
export const COPIED_UP = 2;

/** Runs of neighbouring blocks that are kept until they are handed over; what comes after that is only counted. */
const RUN_COUNT = 4096;
/** Ranks with a count of their own; reads answered by newer layers are counted with the last. */
const RANK_COUNT = 4096;

/**
 * What has happened to a machine's disks since it was handed over last, the oldest first: runs of blocks, each with the
 * layer that answered. Kept in arrays of a fixed size that are used again and again, so that it costs no memory however
 * fast the guest is.
 */
export class DiskTraffic {
  runCount = 0;
  /** Of each run: `READ`, `WRITTEN` or `COPIED_UP`. */
  readonly kinds = new Uint8Array(RUN_COUNT);
  /** Its first block within the machine's space of blocks. */
  readonly firsts = new Float64Array(RUN_COUNT);
  readonly counts = new Uint32Array(RUN_COUNT);
  /** The rank of the layer that answered a read, or took a write. */
  readonly ranks = new Uint32Array(RUN_COUNT);
  /** The rank of what answered before a write. */
  readonly earlierRanks = new Uint32Array(RUN_COUNT);
  /** Blocks that each rank has answered. */
  readonly answered = new Uint32Array(RANK_COUNT);
  readBlockCount = 0;
  writtenBlockCount = 0;
  copiedUpBlockCount = 0;
  flushCount = 0;
  /** Whether more runs came than are kept; all are counted. */
  isCut = false;
  #highestAnswered = 0;

  note(kind: number, block: number, rank: number, earlierRank: number): void {
    if (kind === READ) {
      this.readBlockCount++;
      const counted = Math.min(rank, RANK_COUNT - 1);
      this.answered[counted] = (this.answered[counted] ?? 0) + 1;
      if (counted > this.#highestAnswered) this.#highestAnswered = counted;
    } else {
      this.writtenBlockCount++;
      if (kind === COPIED_UP) this.copiedUpBlockCount++;
    }
    const last = this.runCount - 1;
    const continues =
      last >= 0 &&
      this.kinds[last] === kind &&
      this.ranks[last] === rank &&
      this.earlierRanks[last] === earlierRank &&
      (this.firsts[last] ?? 0) + (this.counts[last] ?? 0) === block;
    if (continues) this.counts[last] = (this.counts[last] ?? 0) + 1;
    else if (this.runCount === RUN_COUNT) this.isCut = true;
    else {
      const run = this.runCount++;
      this.kinds[run] = kind;
      this.firsts[run] = block;
      this.counts[run] = 1;
      this.ranks[run] = rank;
      this.earlierRanks[run] = earlierRank;
    }
  }

  noteFlush(): void {
    this.flushCount++;
  }

  /** Forgets all of it: it was handed over. */
  clear(): void {
    this.runCount = 0;
    this.answered.fill(0, 0, this.#highestAnswered + 1);
    this.#highestAnswered = 0;
    this.readBlockCount = 0;
    this.writtenBlockCount = 0;
    this.copiedUpBlockCount = 0;
    this.flushCount = 0;
    this.isCut = false;
  }
}
