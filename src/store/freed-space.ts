import { throwIfCancelled } from "../core/cancel-signal.ts";
import { StrataError } from "../core/strata-error.ts";
import type { Datastore, Key, TableName, Write } from "./datastore.ts";
import type { FreedReport, WipeOptions, WipeReport } from "./freed-report.ts";
import { type Checksum, SEAL_BYTE_LENGTH } from "./sealed-bytes.ts";
import { SerialQueue } from "./serial-queue.ts";
import { extentsNoted, noteOf } from "./wipe-notes.ts";

/** Freed extents that are kept for reuse: 256 MiB of full ones. What is freed beyond goes back to the browser. */
const KEPT_EXTENT_COUNT = 4096;
/** Extents dealt with by one commit: 4 MiB of full ones. */
const EXTENTS_PER_STEP = 64;
const ACTION = "Go through freed space";

/**
 * The extents that nothing refers to any more. They keep their bytes, as the blocks of a real datastore do, until new
 * extents take their room or a wipe overwrites them (SPEC E3).
 *
 * Room is taken by removing the oldest freed extents as new ones are written: a number is never given twice, so that an
 * equal place always means equal bytes. Nothing about it is stored: an extent that no map refers to is free, which is
 * found when the store is opened. Only what is to be overwritten is noted, in the commit that frees it, so that an
 * interrupted wipe goes on at the next opening before the space is anybody's. An extent that holds something deleted with
 * a wipe beside blocks that stay is noted as well, and overwritten when these go too.
 */
export class FreedSpace {
  readonly #datastore: Datastore;
  readonly #checksum: Checksum;
  /** False when records or maps can't be read: then nobody knows what is free, and nothing is removed or overwritten. */
  readonly isKnown: boolean;
  readonly #limit: number;
  /** The oldest first. */
  readonly #extents = new Set<number>();
  /** In use, and holding beside what is in use what was deleted with a wipe: overwritten when they are freed. */
  readonly #worn = new Set<number>();
  /** Removing and overwriting, one after another. */
  readonly #queue = new SerialQueue();
  /** New extents whose room has not been made yet. */
  #owedCount = 0;
  #settled: Promise<unknown> = Promise.resolve();

  /** @param options.limit extents that are kept at most. */
  constructor(
    datastore: Datastore,
    checksum: Checksum,
    {
      isKnown,
      limit = KEPT_EXTENT_COUNT,
    }: { readonly isKnown: boolean; readonly limit?: number | undefined },
  ) {
    this.#datastore = datastore;
    this.#checksum = checksum;
    this.isKnown = isKnown;
    this.#limit = limit;
  }

  get extentCount(): number {
    return this.#extents.size;
  }

  /** Resolves when what goes on behind the operations is done. */
  async settled(): Promise<void> {
    await this.#settled;
  }

  /** Keeps extents for reuse, worn ones when they are overwritten; what is too much is removed in the background. */
  keep(extents: Iterable<number>): void {
    if (!this.isKnown) return;
    const worn: number[] = [];
    for (const extent of extents) {
      if (this.#worn.delete(extent)) worn.push(extent);
      else this.#extents.add(extent);
    }
    // What fails waits for the next opening.
    if (worn.length > 0) this.#behind(() => this.#overwriteNoted(worn.map(noteOf), worn, {})).catch(ignore);
    this.#trim();
  }

  /** Extents in use for which the notes of `noteWorn` were committed. */
  wear(extents: Iterable<number>): void {
    for (const extent of extents) this.#worn.add(extent);
  }

  /** New extents were written: as many of the oldest go, in the background. */
  makeRoom(extentCount: number): void {
    this.#owedCount = Math.min(this.#owedCount + extentCount, this.#extents.size);
    this.#trim();
  }

  /** Gives all kept space back to the browser. Resolves with how many extents went. Rejects with `storage-failed`. */
  giveBack(): Promise<number> {
    // What is kept is looked at when its turn has come.
    return this.#behind(async () => {
      const extents = [...this.#extents];
      await this.#remove(extents);
      return extents.length;
    });
  }

  /** Removes extents, free ones or such as were never referred to. Rejects with `storage-failed`; the rest stays free. */
  remove(extents: readonly number[]): Promise<void> {
    return this.#behind(() => this.#remove(extents));
  }

  /**
   * Takes all kept extents out, the last freed first, for somebody who wants what they hold. Prerequisites: it is known
   * what is free. What is not used comes back by `keep`.
   */
  take(): Promise<number[]> {
    this.assertKnown("Take freed space");
    return this.#behind(async () => {
      const extents = [...this.#extents].reverse();
      this.#extents.clear();
      return extents;
    });
  }

  /**
   * Takes over what is free at an opening. Wipes that were interrupted go on in the background, before their extents are
   * anybody's; what fails waits for the next opening. A note that can't be read may have been about anything free.
   */
  async begin(free: readonly number[], isUsed: (extent: number) => boolean): Promise<void> {
    if (!this.isKnown) return;
    const left = new Set(free);
    for (const { key, value } of await this.#datastore.getAll("wipes")) {
      const noted = extentsNoted(key, value, this.#checksum) ?? free;
      const used = noted.filter(isUsed);
      this.wear(used);
      const extents = noted.filter((extent) => left.delete(extent));
      this.#behind(() => this.#overwriteNoted(used.length > 0 ? [] : [key], extents, {})).catch(ignore);
    }
    this.keep(left);
  }

  /**
   * Overwrites extents that were noted by `noteWipe`, and keeps them for reuse then.
   * On abort (`cancelled`): what was not reached is kept for reuse with its bytes.
   * On failure: rejects with `storage-full` or `storage-failed`; the next opening goes on.
   */
  wipeNoted(extents: readonly number[], options: WipeOptions): Promise<WipeReport> {
    const [first] = extents;
    if (first === undefined) return this.#behind(() => this.#overwrite([], options));
    const worn = extents.filter((extent) => this.#worn.delete(extent));
    return this.#behind(() => this.#overwriteNoted([first, ...worn].map(noteOf), extents, options));
  }

  /**
   * Overwrites all freed extents with zeros, and reads them again afterwards.
   * On failure or abort (`cancelled`): rejects with `storage-damaged` (maps can't be read, so nobody knows what is free),
   * `storage-full` or `storage-failed`; what was overwritten stays so.
   */
  wipe(options: WipeOptions = {}): Promise<WipeReport> {
    this.assertKnown("Wipe freed space");
    return this.#behind(() => this.#overwrite([...this.#extents], options));
  }

  /** Reads all freed extents. Rejects with `cancelled` or `storage-failed`. */
  inspect(options: WipeOptions = {}): Promise<FreedReport> {
    return this.#behind(() => this.#inspect([...this.#extents], options));
  }

  /** Throws `storage-damaged` when records or maps can't be read, so that nobody knows what is free. */
  assertKnown(action: string): void {
    if (this.isKnown) return;
    throw new StrataError(
      "storage-damaged",
      `${action}: a record or a map can't be read, wanted to know what is free`,
      {
        details: { record: "record or map" },
      },
    );
  }

  async #remove(extents: readonly number[]): Promise<void> {
    if (extents.length === 0) return;
    for (const extent of extents) this.#extents.delete(extent);
    const notes = extents.filter((extent) => this.#worn.has(extent)).map(noteOf);
    try {
      await this.#datastore.commit([...deletes("extents", extents), ...deletes("wipes", notes)]);
      for (const extent of extents) this.#worn.delete(extent);
    } catch (cause) {
      if (this.isKnown) for (const extent of extents) this.#extents.add(extent);
      throw cause;
    }
  }

  async #overwriteNoted(
    notes: readonly Key[],
    extents: readonly number[],
    options: WipeOptions,
  ): Promise<WipeReport> {
    const endNotes = deletes("wipes", notes);
    try {
      const report = await this.#overwrite(extents, options);
      await this.#datastore.commit(endNotes);
      this.keep(extents);
      return report;
    } catch (cause) {
      if (cause instanceof StrataError && cause.code === "cancelled") {
        await this.#datastore.commit(endNotes);
        this.keep(extents);
      }
      throw cause;
    }
  }

  /** An overwritten record is all zeros, its checksum too: no reader takes it for a block. */
  async #overwrite(extents: readonly number[], options: WipeOptions): Promise<WipeReport> {
    let bytesRead = 0;
    let bytesWritten = 0;
    // Half of the way is overwriting, half is reading it again.
    const report = (done: number): void => options.onProgress?.(Math.floor(done / 2), extents.length);
    for (const [index, step] of steps(extents)) {
      throwIfCancelled(options.signal, ACTION);
      const writes: Write[] = [];
      for (const [position, record] of (await this.#datastore.getMany("extents", step)).entries()) {
        if (!(record instanceof Uint8Array)) continue;
        bytesRead += record.byteLength;
        if (isZero(record)) continue;
        bytesWritten += record.byteLength;
        const value = new Uint8Array(record.byteLength);
        writes.push({ kind: "put", table: "extents", key: step[position] as number, value });
      }
      if (writes.length > 0) await this.#datastore.commit(writes);
      report(index + step.length);
    }
    const found = await this.#inspect(extents, {
      signal: options.signal,
      onProgress: (done) => report(extents.length + done),
    });
    return { ...found, bytesRead, bytesWritten };
  }

  async #inspect(extents: readonly number[], { signal, onProgress }: WipeOptions): Promise<FreedReport> {
    let byteLength = 0;
    let unwipedByteLength = 0;
    for (const [index, step] of steps(extents)) {
      throwIfCancelled(signal, ACTION);
      for (const record of await this.#datastore.getMany("extents", step)) {
        if (!(record instanceof Uint8Array)) continue;
        const roomByteLength = Math.max(0, record.byteLength - SEAL_BYTE_LENGTH);
        byteLength += roomByteLength;
        if (!isZero(record)) unwipedByteLength += roomByteLength;
      }
      onProgress?.(index + step.length, extents.length);
    }
    return { extentCount: extents.length, byteLength, unwipedByteLength };
  }

  /** Removes what is owed and what is too much, when it is worth a commit. */
  #trim(): void {
    const count = Math.max(this.#owedCount, this.#extents.size - this.#limit);
    if (count === 0 || count < Math.min(EXTENTS_PER_STEP, this.#limit)) return;
    const oldest = [...this.#extents].slice(0, count);
    this.#owedCount = 0;
    for (const extent of oldest) this.#extents.delete(extent);
    // What fails is free all the same, and found so at the next opening.
    this.remove(oldest).catch(ignore);
  }

  #behind<Value>(work: () => Promise<Value>): Promise<Value> {
    const result = this.#queue.run(work);
    this.#settled = result.catch(ignore);
    return result;
  }
}

const ignore = (): void => undefined;

const deletes = (table: TableName, keys: readonly Key[]): Write[] =>
  keys.map((key) => ({ kind: "delete", table, key }));

function* steps(extents: readonly number[]): Generator<[index: number, step: readonly number[]]> {
  for (let index = 0; index < extents.length; index += EXTENTS_PER_STEP)
    yield [index, extents.slice(index, index + EXTENTS_PER_STEP)];
}

/** A loop, since a callback for each byte takes ten times as long. */
function isZero(bytes: Uint8Array): boolean {
  for (let index = 0; index < bytes.length; index++) if (bytes[index] !== 0) return false;
  return true;
}
