import { BLOCK_BYTE_LENGTH } from "../core/geometry.ts";
import type { Place } from "../core/identity.ts";
import { extentOf, LAST_EXTENT, placeAt, SLOTS_PER_EXTENT, slotOf } from "../core/place.ts";
import { StrataError } from "../core/strata-error.ts";
import type { Datastore, Key, Write } from "./datastore.ts";
import { decodeExtent, encodeExtent } from "./extent-record.ts";
import { ExtentUse } from "./extent-use.ts";
import type { Cipher } from "./key-vault.ts";
import { Keyring } from "./keyring.ts";
import { RecentCache } from "./recent-cache.ts";
import type { FreedRecord } from "./records.ts";
import type { Checksum } from "./sealed-bytes.ts";

/** Bytes of extents kept in memory for reading. */
const CACHE_BYTE_LENGTH = 32 * 1024 * 1024;

/** Writes for some blocks, ready for a commit, and where the blocks will be. */
export interface PackedBlocks {
  readonly writes: Write[];
  /** In the order of the blocks given. */
  readonly places: Place[];
  readonly byteLength: number;
  /** The blocks of each extent, as a reader gets them. */
  readonly contents: ReadonlyMap<number, Uint8Array<ArrayBuffer>>;
}

/**
 * The blocks' bytes: immutable records of up to 16 blocks, from anywhere in any address space.
 *
 * Immutable, so that a layer can be frozen, shared and dropped by references alone; several blocks to a record, since
 * IndexedDB's cost is by record more than by byte up to about 64 KiB.
 */
export class Extents {
  readonly #datastore: Datastore;
  readonly #checksum: Checksum;
  readonly #keys: Keyring;
  readonly #cache = new RecentCache<number>(CACHE_BYTE_LENGTH);
  readonly #loading = new Map<number, Promise<Uint8Array<ArrayBuffer>>>();
  #nextExtent: number;
  #holdCount = 0;
  #waiting: (() => void)[] = [];
  #bytesRead = 0;

  private constructor(datastore: Datastore, checksum: Checksum, keys: Keyring, nextExtent: number) {
    this.#datastore = datastore;
    this.#checksum = checksum;
    this.#keys = keys;
    this.#nextExtent = nextExtent;
  }

  /**
   * Reclaims what earlier sessions freed or left unpublished, and with `isSweeping` whatever else no layer refers to;
   * then hands out numbers after the last one in use. What can't be reclaimed, in a storage so full that not even a
   * deletion fits, waits for the next opening: the store opens all the same (SPEC P6), and the numbers waiting are not
   * given again.
   */
  static async open(
    datastore: Datastore,
    checksum: Checksum,
    use: ExtentUse = new ExtentUse(),
    {
      isSweeping = false,
      keys = new Keyring(null),
    }: { readonly isSweeping?: boolean; readonly keys?: Keyring } = {},
  ): Promise<Extents> {
    let last = 0;
    for (const { key, value } of await datastore.getAll("freed")) {
      const { extents } = value as FreedRecord;
      const unused = extents.filter((extent) => use.count(extent) === 0);
      await datastore.commit(removing(key, unused)).catch(() => {
        last = extents.reduce((highest, extent) => Math.max(highest, extent), last);
      });
    }
    if (isSweeping) {
      const orphans = (await datastore.keys("extents")).filter((key) => use.count(key as number) === 0);
      await datastore
        .commit(orphans.map((key): Write => ({ kind: "delete", table: "extents", key })))
        .catch(() => undefined);
    }
    const lastKey = await datastore.lastKey("extents");
    if (typeof lastKey === "number") last = Math.max(last, lastKey);
    return new Extents(datastore, checksum, keys, last + 1);
  }

  /** Bytes read from the datastore since the opening. */
  get bytesRead(): number {
    return this.#bytesRead;
  }

  /** Sets numbers aside for extents that an operation of several commits will write. */
  reserve(extentCount: number): number {
    const first = this.#nextExtent;
    if (first + extentCount - 1 > LAST_EXTENT) {
      throw new StrataError(
        "storage-full",
        `Reserve ${extentCount} extents: the numbers are used up, wanted a smaller store`,
      );
    }
    this.#nextExtent += extentCount;
    return first;
  }

  /**
   * Packs blocks of 4 KiB into extents, encrypted unless `cipher` is null: numbered anew, or from `first` where they were
   * reserved. The blocks are taken before the call returns; nothing is written yet.
   */
  async pack(
    blocks: readonly Uint8Array[],
    cipher: Cipher | null,
    first = this.reserve(Math.ceil(blocks.length / SLOTS_PER_EXTENT)),
  ): Promise<PackedBlocks> {
    const encoded = await Promise.all(
      Array.from({ length: Math.ceil(blocks.length / SLOTS_PER_EXTENT) }, (_, index) => {
        const contained = blocks.slice(index * SLOTS_PER_EXTENT, (index + 1) * SLOTS_PER_EXTENT);
        return encodeExtent(first + index, contained, this.#checksum, cipher);
      }),
    );
    const places = blocks.map((_, index) =>
      placeAt(first + Math.floor(index / SLOTS_PER_EXTENT), index % SLOTS_PER_EXTENT),
    );
    return {
      writes: encoded.map(({ record }, index) => ({
        kind: "put",
        table: "extents",
        key: first + index,
        value: record,
      })),
      places,
      byteLength: encoded.reduce((sum, { record }) => sum + record.byteLength, 0),
      contents: new Map(encoded.map(({ content }, index) => [first + index, content])),
    };
  }

  /** Keeps blocks that a commit has just written at hand. */
  remember({ contents }: PackedBlocks): void {
    for (const [extent, content] of contents) this.#cache.set(extent, content);
  }

  /** The block at `place` when it is in memory; a view, not to be kept or written. */
  peek(place: Place): Uint8Array | null {
    const extent = this.#cache.get(extentOf(place));
    return extent === undefined ? null : blockIn(extent, place);
  }

  /**
   * The block at `place`, read and verified; a view, not to be kept or written.
   * On failure: rejects with `storage-damaged`, `key-missing` or `storage-failed`.
   */
  async load(place: Place): Promise<Uint8Array> {
    return blockIn(await this.#loadExtent(extentOf(place)), place);
  }

  /** Loads many blocks with few requests, past the cache. In the order of `places`. */
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

  /**
   * Keeps freed extents from being removed until `release` is called: a reader that resolved its places holds them so.
   */
  hold(): { release(): void } {
    this.#holdCount++;
    let isHeld = true;
    return {
      release: () => {
        if (!isHeld) return;
        isHeld = false;
        this.#holdCount--;
        if (this.#holdCount > 0) return;
        const waiting = this.#waiting;
        this.#waiting = [];
        for (const go of waiting) go();
      },
    };
  }

  /** Notes in a commit that `extents` are referred to no more. Call `reclaim(token)` when the commit has held. */
  freeing(token: string, extents: Iterable<number>): Write {
    return {
      kind: "put",
      table: "freed",
      key: token,
      value: { extents: Uint32Array.from(extents) } satisfies FreedRecord,
    };
  }

  /** Removes the extents freed under `token`, when nobody reads any more. A failure leaves them to the next opening. */
  async reclaim(token: string): Promise<void> {
    if (this.#holdCount > 0) await new Promise<void>((resolve) => this.#waiting.push(resolve));
    await this.discard(token);
  }

  /** Removes extents noted under `token` that were never published, whoever reads: nobody can read these. */
  async discard(token: string): Promise<void> {
    const record = (await this.#datastore.get("freed", token)) as FreedRecord | undefined;
    if (record === undefined) return;
    for (const extent of record.extents) this.#cache.delete(extent);
    await this.#datastore.commit(removing(token, record.extents));
  }

  async #loadExtent(extent: number): Promise<Uint8Array<ArrayBuffer>> {
    const cached = this.#cache.get(extent);
    if (cached !== undefined) return cached;
    const underWay = this.#loading.get(extent);
    if (underWay !== undefined) return underWay;
    const loading = this.#datastore.get("extents", extent).then(async (record) => {
      const content = await this.#decode(record, extent);
      this.#cache.set(extent, content);
      return content;
    });
    this.#loading.set(extent, loading);
    try {
      return await loading;
    } finally {
      this.#loading.delete(extent);
    }
  }

  async #decode(record: unknown, extent: number): Promise<Uint8Array<ArrayBuffer>> {
    const content = await decodeExtent(extent, record, this.#checksum, this.#keys);
    this.#bytesRead += content.byteLength;
    return content;
  }
}

/** The writes that remove the extents freed under `token`, and the note about them. */
const removing = (token: Key, extents: Uint32Array): Write[] => [
  ...[...extents].map((extent): Write => ({ kind: "delete", table: "extents", key: extent })),
  { kind: "delete", table: "freed", key: token },
];

function blockIn(extent: Uint8Array, place: Place): Uint8Array {
  const start = slotOf(place) * BLOCK_BYTE_LENGTH;
  if (start + BLOCK_BYTE_LENGTH <= extent.byteLength)
    return extent.subarray(start, start + BLOCK_BYTE_LENGTH);
  throw new StrataError(
    "storage-damaged",
    `Read extent ${extentOf(place)}: ${extent.byteLength} bytes, wanted slot ${slotOf(place)}`,
    {
      details: { record: `extent ${extentOf(place)}` },
    },
  );
}
