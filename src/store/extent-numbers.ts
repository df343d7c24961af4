import { LAST_EXTENT } from "../core/place.ts";
import { StrataError } from "../core/strata-error.ts";
import type { Datastore, Write } from "./datastore.ts";

/** In the table "meta": a number that no extent has exceeded. */
const LAST_EXTENT_KEY = "last-extent";
/** Numbers by which the note is ahead, so that it is seldom written. */
const NUMBERS_AHEAD = 63;

type NumberNote = Write & { readonly kind: "put"; readonly value: number };

/**
 * The numbers of extents, none of which is ever given twice, in this session or a later one: a page that looks may still
 * have an extent in memory that is gone. So the last one is noted, ahead, by the commits that write extents. Commits that
 * remove some write nothing, since they have to hold in a full storage as well.
 */
export class ExtentNumbers {
  #next: number;
  #noted: number;
  /** The highest value that any note has had: commits overlap, and the last one must not lower it. */
  #highestNote: number;

  private constructor(noted: number, highest: number) {
    this.#noted = noted;
    this.#highestNote = noted;
    this.#next = Math.max(noted, highest) + 1;
  }

  /** @param highest the highest number that a record or a map tells of. */
  static async open(datastore: Datastore, highest: number): Promise<ExtentNumbers> {
    const noted = await datastore.get("meta", LAST_EXTENT_KEY);
    return new ExtentNumbers(typeof noted === "number" && noted <= LAST_EXTENT ? noted : 0, highest);
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
    return { kind: "put", table: "meta", key: LAST_EXTENT_KEY, value: this.#highestNote };
  }

  /** A note was committed. */
  noted({ value }: NumberNote): void {
    this.#noted = Math.max(this.#noted, value);
  }
}
