import { StrataError } from "../core/strata-error.ts";

/** How long a browser is given to count what is stored, one wait after another, in milliseconds. */
const COUNTING_MS = [50, 200, 800];

/** What the browser tells of the storage, in bytes; null where it does not tell. */
export interface RoomMeasurement {
  readonly usage: number | null;
  readonly quota: number | null;
}

/**
 * How much more can be stored, as far as that can be known: an operation that can't fit is refused before it begins
 * (SPEC P6).
 *
 * A browser's quota is no promise: newer Chromium shows one while it enforces a smaller one. So when a commit is refused
 * the usage of that moment counts as the limit, until more has been stored after all. Bytes are counted before the
 * browser compresses them: what is refused may have fitted, what is not refused may still fail, and then leaves
 * everything as it was.
 */
export class Room {
  readonly #delay: ((milliseconds: number) => Promise<void>) | undefined;
  readonly #measure: () => Promise<RoomMeasurement>;
  #last: RoomMeasurement = { usage: null, quota: null };
  #limit: number | null = null;

  /**
   * @param measure asks the browser; a failure counts as not told.
   * @param delay resolves after so many milliseconds; none for a storage that need not be waited for.
   */
  constructor(
    measure: () => Promise<RoomMeasurement> = async () => ({ usage: null, quota: null }),
    delay?: (milliseconds: number) => Promise<void>,
  ) {
    this.#measure = measure;
    this.#delay = delay;
  }

  /**
   * Space was given back and a commit refused all the same: a browser may take a moment to count anew. Waits for the
   * `turn`th time, counted from 0; resolves with false where that was long enough.
   */
  async waitForCount(turn: number): Promise<boolean> {
    const wait = COUNTING_MS[turn];
    if (this.#delay === undefined || wait === undefined) return false;
    await this.#delay(wait);
    return true;
  }

  /** Bytes that are free as last measured; null when nobody knows. */
  get freeByteLength(): number | null {
    const { usage, quota } = this.#last;
    if (usage === null) return null;
    const limit = Math.min(quota ?? Number.POSITIVE_INFINITY, this.#limit ?? Number.POSITIVE_INFINITY);
    return limit === Number.POSITIVE_INFINITY ? null : Math.max(0, limit - usage);
  }

  /** Measures again. Never fails. */
  async refresh(): Promise<void> {
    this.#last = await this.#measure().catch(() => ({ usage: null, quota: null }));
    const { usage } = this.#last;
    if (usage !== null && this.#limit !== null && usage > this.#limit) this.#limit = null;
  }

  /** A commit was refused for want of room. */
  async noteRefusal(): Promise<void> {
    await this.refresh();
    this.#limit = this.#last.usage;
  }

  /**
   * Throws `storage-full` when `byteLength` more bytes can't fit, by the last measurement; its details have `needed` and
   * `free`, in bytes. What freed extents take counts as free.
   *
   * @param freedByteLength bytes that freed extents take, which are given up first.
   */
  assertFor(byteLength: number, freedByteLength: number, action: string): void {
    const { freeByteLength } = this;
    if (freeByteLength === null) return;
    const free = freeByteLength + freedByteLength;
    if (byteLength <= free) return;
    throw new StrataError("storage-full", `${action}: ${free} bytes are free, wanted ${byteLength}`, {
      details: { needed: byteLength, free },
    });
  }
}
