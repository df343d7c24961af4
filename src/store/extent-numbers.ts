import { LAST_EXTENT } from "../core/place.ts";
import { StrataError } from "../core/strata-error.ts";
import type { Datastore, Write } from "./datastore.ts";
import { LAST_EXTENT_KEY } from "./records.ts";
import type { Checksum } from "./sealed-bytes.ts";
import { putRecord, unsealRecord } from "./sealed-record.ts";

/** Numbers by which the note is ahead, so that it is seldom written. */
const NUMBERS_AHEAD = 63;

/** The note of a number, to be committed. */
interface NumberNote {
  readonly number: number;
  readonly write: Write;
}

/**
 * The numbers of extents, none of which is ever given twice, in this session or a later one: a page that looks may still
 * have an extent in memory that is gone. So the last one is noted, ahead, by the commits that write extents. Commits that
 * remove some write nothing, since they have to hold in a full storage as well.
 */
export class ExtentNumbers {
  readonly #checksum: Checksum;
  #next: number;
  #noted: number;
  /** The highest value that any note has had: commits overlap, and the last one must not lower it. */
  #highestNote: number;

  private constructor(checksum: Checksum, noted: number, highest: number) {
    this.#checksum = checksum;
    this.#noted = noted;
    this.#highestNote = noted;
    this.#next = Math.max(noted, highest) + 1;
  }

  /** @param highest the highest number that a record or a map tells of: all that is left where the note is damaged. */
  static async open(datastore: Datastore, checksum: Checksum, highest: number): Promise<ExtentNumbers> {
    const noted = numberNoted(await datastore.get("meta", LAST_EXTENT_KEY), checksum);
    return new ExtentNumbers(checksum, noted ?? 0, highest);
  }

  /** The first of `count` numbers in a row. Throws `storage-full` when they are used up. */
  take(count: number): number {
    const first = this.#next;
    if (first + count - 1 > LAST_EXTENT) {
      throw new StrataError(
        "storage-full",
        `Number ${count} extents: the numbers are used up, wanted a smaller store`,
      );
    }
    this.#next += count;
    return first;
  }

  /** The note for a commit that writes these extents and is made at once; null when the one that is there suffices. */
  noteFor(written: readonly number[]): NumberNote | null {
    const highest = written.reduce((last, extent) => Math.max(last, extent), 0);
    if (highest <= this.#noted) return null;
    this.#highestNote = Math.max(this.#highestNote, Math.min(highest + NUMBERS_AHEAD, LAST_EXTENT));
    const number = this.#highestNote;
    return { number, write: putRecord("meta", LAST_EXTENT_KEY, number, this.#checksum) };
  }

  /** A note was committed. */
  noted({ number }: NumberNote): void {
    this.#noted = Math.max(this.#noted, number);
  }
}

/** The number that a note holds; null when it is missing or damaged. */
export function numberNoted(note: unknown, checksum: Checksum): number | null {
  try {
    return unsealRecord("meta", LAST_EXTENT_KEY, note, checksum) as number;
  } catch {
    return null;
  }
}
