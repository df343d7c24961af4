/** Blocks that are fetched ahead at once: 1 MiB, which one request to the storage brings about as fast as a tenth of it. */
const WINDOW_BLOCK_COUNT = 256;

/** Blocks from `first` on, without `end`. */
export interface BlockRange {
  readonly first: number;
  readonly end: number;
}

/** Sees from a disk's reads when it is read onwards, and tells what is worth fetching before it is asked for. */
export class ReadAhead {
  /** Where the last read ended. */
  #end = -1;
  /** The block up to which everything was asked for ahead. */
  #asked = 0;

  /**
   * Notes a read of the blocks of `range`; gives those to fetch now, or null. A read counts as going on when it begins where
   * the last one ended, or in its last block.
   */
  note({ first, end }: BlockRange): BlockRange | null {
    const goesOn = first === this.#end || first === this.#end - 1;
    this.#end = end;
    if (!goesOn) {
      this.#asked = end;
      return null;
    }
    if (this.#asked - end >= WINDOW_BLOCK_COUNT / 2) return null;
    const from = Math.max(this.#asked, end);
    this.#asked = from + WINDOW_BLOCK_COUNT;
    return { first: from, end: this.#asked };
  }
}
