import { BLOCK_BYTE_LENGTH } from "../core/geometry.ts";
import type { Place } from "../core/identity.ts";
import { placeAt, SLOTS_PER_EXTENT } from "../core/place.ts";
import type { CommitOptions, Datastore, Write } from "./datastore.ts";
import { ExtentNumbers } from "./extent-numbers.ts";
import { ExtentReader } from "./extent-reader.ts";
import { encodeExtent } from "./extent-record.ts";
import { ExtentUse } from "./extent-use.ts";
import type { WipeOptions, WipeReport } from "./freed-report.ts";
import { FreedSpace } from "./freed-space.ts";
import type { Cipher } from "./key-vault.ts";
import { Keyring } from "./keyring.ts";
import { commitMakingRoom } from "./making-room.ts";
import { hasReserve, spendReserve } from "./reserve.ts";
import { Room } from "./room.ts";
import type { Checksum } from "./sealed-bytes.ts";

/** Writes for some blocks, ready for a commit, and where the blocks will be. */
export interface PackedBlocks {
  readonly writes: Write[];
  /** In the order of the blocks given. */
  readonly places: Place[];
  readonly byteLength: number;
  /** The blocks of each extent, as a reader gets them. */
  readonly contents: ReadonlyMap<number, Uint8Array<ArrayBuffer>>;
}

export interface ExtentsOptions {
  /** Whether all maps could be read, so that it is known what is free. */
  readonly isWhole?: boolean;
  /** Freed extents that are kept for reuse, 4,096 by default. */
  readonly keptExtentCount?: number | undefined;
  /** Bytes of extents kept in memory for reading, 32 MiB by default. */
  readonly cacheByteLength?: number | undefined;
  /** The keys that encrypted extents are read with; none by default. */
  readonly keys?: Keyring;
  /** Is told when a commit is refused for want of room. */
  readonly room?: Room;
}

/**
 * The blocks' bytes: immutable records of up to 16 blocks, from anywhere in any address space.
 *
 * Immutable, so that a layer can be frozen, shared and dropped by references alone; several blocks to a record, since
 * IndexedDB's cost is by record more than by byte up to about 64 KiB.
 */
export class Extents {
  /** What nothing refers to any more. */
  readonly freed: FreedSpace;
  readonly #datastore: Datastore;
  readonly #checksum: Checksum;
  readonly #room: Room;
  readonly #numbers: ExtentNumbers;
  readonly #reader: ExtentReader;
  #holdCount = 0;
  #waiting: (() => void)[] = [];

  private constructor(
    datastore: Datastore,
    checksum: Checksum,
    {
      reader,
      freed,
      room,
      numbers,
    }: { reader: ExtentReader; freed: FreedSpace; room: Room; numbers: ExtentNumbers },
  ) {
    this.#datastore = datastore;
    this.#checksum = checksum;
    this.#reader = reader;
    this.freed = freed;
    this.#room = room;
    this.#numbers = numbers;
  }

  /**
   * Finds what no layer refers to: it is free, left by what earlier sessions deleted or did not finish. When `isWhole` is
   * false, because a map can't be read, nobody knows what is free, and nothing is removed.
   */
  static async open(
    datastore: Datastore,
    checksum: Checksum,
    use: ExtentUse = new ExtentUse(),
    {
      isWhole = true,
      keptExtentCount,
      cacheByteLength,
      keys = new Keyring(null),
      room = new Room(),
    }: ExtentsOptions = {},
  ): Promise<Extents> {
    const stored = (await datastore.keys("extents")) as number[];
    const freed = new FreedSpace(datastore, checksum, { isKnown: isWhole, limit: keptExtentCount });
    const isUsed = (extent: number): boolean => use.count(extent) > 0;
    await freed.begin(
      stored.filter((extent) => !isUsed(extent)),
      isUsed,
    );
    // A record that got lost must not be replaced by another of its number: what refers to it would read that.
    const highest = Math.max(stored.at(-1) ?? 0, use.lastExtent);
    const numbers = await ExtentNumbers.open(datastore, checksum, highest);
    const reader = new ExtentReader(datastore, checksum, keys, cacheByteLength);
    return new Extents(datastore, checksum, { reader, freed, room, numbers });
  }

  /** Bytes read from the datastore since the opening. */
  get bytesRead(): number {
    return this.#reader.bytesRead;
  }

  /**
   * Packs blocks of 4 KiB into new extents, encrypted unless `cipher` is null. The blocks are taken before the call returns;
   * nothing is written yet. Rejects with `storage-full` when the numbers are used up.
   */
  async pack(blocks: readonly Uint8Array[], cipher: Cipher | null): Promise<PackedBlocks> {
    const extentCount = Math.ceil(blocks.length / SLOTS_PER_EXTENT);
    const first = this.#numbers.take(extentCount);
    const encoded = await Promise.all(
      Array.from({ length: extentCount }, (_, index) => {
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
    for (const [extent, content] of contents) this.#reader.remember(extent, content);
  }

  /** See `ExtentReader.peek`. */
  peek(place: Place): Uint8Array | null {
    return this.#reader.peek(place);
  }

  /** See `ExtentReader.load`. */
  load(place: Place): Promise<Uint8Array> {
    return this.#reader.load(place);
  }

  /** See `ExtentReader.prefetch`. */
  prefetch(places: readonly Place[]): void {
    this.#reader.prefetch(places);
  }

  /** See `ExtentReader.loadAll`. */
  loadAll(places: readonly Place[]): Promise<Uint8Array[]> {
    return this.#reader.loadAll(places);
  }

  /**
   * Keeps freed extents from being removed or overwritten until `release` is called: a reader that resolved its places holds them so.
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

  /** Resolves when nobody reads any more that began before. */
  async unread(): Promise<void> {
    if (this.#holdCount > 0) await new Promise<void>((resolve) => this.#waiting.push(resolve));
  }

  /** Frees extents that nothing refers to, as soon as nobody reads them any more: they are kept for reuse. */
  async free(extents: readonly number[]): Promise<void> {
    await this.unread();
    for (const extent of extents) this.#reader.forget(extent);
    this.freed.keep(extents);
  }

  /** Overwrites extents that `noteWipe` noted, as soon as nobody reads them any more: see `FreedSpace.wipeNoted`. */
  async wipe(extents: readonly number[], options: WipeOptions): Promise<WipeReport> {
    await this.unread();
    for (const extent of extents) this.#reader.forget(extent);
    return this.freed.wipeNoted(extents, options);
  }

  /**
   * Gives the space of freed extents back to the browser at once, unless nobody knows what is free. A failure leaves them
   * free. Rejects with `storage-failed`.
   */
  async giveBack(extents: readonly number[]): Promise<void> {
    for (const extent of extents) this.#reader.forget(extent);
    if (this.freed.isKnown) await this.discard(extents);
  }

  /** The same for extents that were never published, so that nothing can refer to them. Rejects with `storage-failed`. */
  async discard(extents: readonly number[]): Promise<void> {
    for (const extent of extents) this.#reader.forget(extent);
    await this.freed.remove(extents);
  }

  /**
   * Commits writes, with the freed space given up when the storage is full otherwise, then the reserve if what is written
   * `makesRoom`; and counts the new extents among them as taking the room of freed ones. Rejects as `Datastore.commit` does.
   */
  async commit(
    writes: readonly Write[],
    { makesRoom = false, isUrgent }: CommitOptions & { readonly makesRoom?: boolean } = {},
  ): Promise<void> {
    const waysOut = [
      async () => (await this.freed.giveBack()) > 0,
      async () => {
        if (!makesRoom || !(await hasReserve(this.#datastore))) return false;
        await this.#datastore.commit([spendReserve]);
        return true;
      },
    ];
    await commitMakingRoom(() => this.#write(writes, { isUrgent }), waysOut, this.#room);
    this.freed.makeRoom(extentsIn(writes).length);
  }

  /** One commit, with a note of the numbers of its extents where that is due. */
  async #write(writes: readonly Write[], options: CommitOptions): Promise<void> {
    const note = this.#numbers.noteFor(extentsIn(writes));
    await this.#datastore.commit(note === null ? writes : [...writes, note.write], options);
    if (note !== null) this.#numbers.noted(note);
  }

  /** Throws `storage-full` when so many more blocks can't fit, as far as is known: see `Room.assertFor`. */
  assertRoomFor(blockCount: number, action: string): void {
    const freedByteLength = this.freed.extentCount * SLOTS_PER_EXTENT * BLOCK_BYTE_LENGTH;
    this.#room.assertFor(blockCount * BLOCK_BYTE_LENGTH, freedByteLength, action);
  }
}

/** The numbers of the extents that are written. */
const extentsIn = (writes: readonly Write[]): number[] =>
  writes.flatMap((write) => (write.kind === "put" && write.table === "extents" ? [write.key as number] : []));
