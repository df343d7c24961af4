import { BLOCK_BYTE_LENGTH } from "../core/geometry.ts";
import type { Place } from "../core/identity.ts";
import { extentOf, slotOf } from "../core/place.ts";
import { StrataError } from "../core/strata-error.ts";
import type { Datastore } from "./datastore.ts";
import { decodeExtent } from "./extent-record.ts";
import type { Keyring } from "./keyring.ts";
import { RecentCache } from "./recent-cache.ts";
import type { Checksum } from "./sealed-bytes.ts";

/** Bytes of extents kept in memory, unless something else is wanted. */
const CACHE_BYTE_LENGTH = 32 * 1024 * 1024;

/**
 * Reads extents, verified and decrypted, and keeps those used last in memory: extents never change, so what is kept is
 * true as long as anybody refers to it.
 */
export class ExtentReader {
  readonly #datastore: Datastore;
  readonly #checksum: Checksum;
  readonly #keys: Keyring;
  readonly #cache: RecentCache<number, Uint8Array<ArrayBuffer>>;
  /** On their way from the datastore. */
  readonly #loading = new Map<number, Promise<Uint8Array<ArrayBuffer>>>();
  #bytesRead = 0;

  /** @param cacheByteLength bytes kept in memory, 32 MiB by default. */
  constructor(datastore: Datastore, checksum: Checksum, keys: Keyring, cacheByteLength = CACHE_BYTE_LENGTH) {
    this.#datastore = datastore;
    this.#checksum = checksum;
    this.#keys = keys;
    this.#cache = new RecentCache(cacheByteLength);
  }

  /** Bytes read from the datastore so far. */
  get bytesRead(): number {
    return this.#bytesRead;
  }

  /** Keeps an extent that was just written at hand. */
  remember(extent: number, content: Uint8Array<ArrayBuffer>): void {
    this.#cache.set(extent, content);
  }

  /** What is on its way is not kept either. */
  forget(extent: number): void {
    this.#cache.delete(extent);
    this.#loading.delete(extent);
  }

  /** The block at `place` when it is in memory; a view, not to be kept or written. */
  peek(place: Place): Uint8Array | null {
    const content = this.#cache.get(extentOf(place));
    return content === undefined ? null : blockIn(content, place);
  }

  /** The block at `place`; a view. On failure: rejects with `storage-damaged`, `key-missing` or `storage-failed`. */
  async load(place: Place): Promise<Uint8Array> {
    const extent = extentOf(place);
    const content =
      this.#cache.get(extent) ??
      this.#loading.get(extent) ??
      this.#noteLoading(extent, this.#datastore.get("extents", extent));
    return blockIn(await content, place);
  }

  /** Has blocks in memory soon, by one request for all. A failure is left to whoever reads them. */
  prefetch(places: readonly Place[]): void {
    const missing = [...new Set(places.map(extentOf))].filter(
      (extent) => this.#cache.get(extent) === undefined && !this.#loading.has(extent),
    );
    if (missing.length === 0) return;
    const records = this.#datastore.getMany("extents", missing);
    for (const [index, extent] of missing.entries()) {
      const record = records.then((found) => found[index]);
      this.#noteLoading(extent, record);
    }
  }

  /** Loads many blocks with few requests, past the cache. In the order of `places`. Rejects as `load`. */
  async loadAll(places: readonly Place[]): Promise<Uint8Array[]> {
    const contents = new Map<number, Uint8Array>();
    for (const number of new Set(places.map(extentOf))) {
      const cached = this.#cache.get(number);
      if (cached !== undefined) contents.set(number, cached);
    }
    const missing = [...new Set(places.map(extentOf))].filter((number) => !contents.has(number));
    const records = missing.length === 0 ? [] : await this.#datastore.getMany("extents", missing);
    await Promise.all(
      missing.map(async (number, index) => contents.set(number, await this.#decode(records[index], number))),
    );
    return places.map((place) => blockIn(contents.get(extentOf(place)) ?? new Uint8Array(), place));
  }

  /** Decodes a record that is on its way, for all who want it meanwhile, and keeps it at hand. */
  #noteLoading(extent: number, record: Promise<unknown>): Promise<Uint8Array<ArrayBuffer>> {
    const isWanted = (): boolean => this.#loading.get(extent) === loading;
    const loading: Promise<Uint8Array<ArrayBuffer>> = record
      .then(async (found) => {
        const content = await this.#decode(found, extent);
        if (isWanted()) this.#cache.set(extent, content);
        return content;
      })
      .finally(() => {
        if (isWanted()) this.#loading.delete(extent);
      });
    // Whoever waits for it is told; where nobody does, there is nobody to tell.
    loading.catch(() => undefined);
    this.#loading.set(extent, loading);
    return loading;
  }

  async #decode(record: unknown, extent: number): Promise<Uint8Array<ArrayBuffer>> {
    const content = await decodeExtent(extent, record, this.#checksum, this.#keys);
    this.#bytesRead += content.byteLength;
    return content;
  }
}

function blockIn(extent: Uint8Array, place: Place): Uint8Array {
  const start = slotOf(place) * BLOCK_BYTE_LENGTH;
  if (start + BLOCK_BYTE_LENGTH <= extent.byteLength)
    return extent.subarray(start, start + BLOCK_BYTE_LENGTH);
  throw new StrataError(
    "storage-damaged",
    `Read extent ${extentOf(place)}: ${extent.byteLength} bytes, wanted slot ${slotOf(place)}`,
    { details: { record: `extent ${extentOf(place)}`, extent: extentOf(place) } },
  );
}
