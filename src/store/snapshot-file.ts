import { BLOCK_BYTE_LENGTH, blockCountOf } from "../core/geometry.ts";
import type { BlockIndex } from "../core/identity.ts";
import {
  assertValidConfig,
  type DiskConfig,
  diskConfigs,
  type MachineConfig,
} from "../core/machine-config.ts";
import { StrataError } from "../core/strata-error.ts";
import { firstBlockOf } from "./disk.ts";
import { assertName, assertNote } from "./name.ts";
import type { ImageReference } from "./records.ts";

/*
 * A snapshot as a file: everything that its layers hold over the base image, and what it keeps of the running machine.
 *   "strata snapshot\n"
 *   byte length of the header, 32 bits, little-endian; the header, SnapshotFileHeader as JSON in ASCII
 *   the numbers of the blocks, ascending, 32 bits each, little-endian; those of the memory's pages likewise
 *   processor and devices
 *   the blocks, then the pages, 4 KiB each
 * Files that are handed on are compressed by gzip, whose checksum covers it all.
 */

export const SNAPSHOT_FILE_FORMAT = 1;
const MAGIC = asciiBytes("strata snapshot\n");
/** A header is a picture and a few hundred bytes. */
const LARGEST_HEADER_BYTE_LENGTH = 4 * 2 ** 20;
/** Far more than a processor and devices with all their video memory need. */
const LARGEST_DEVICES_BYTE_LENGTH = 128 * 2 ** 20;
const LARGEST_RAM_BYTE_LENGTH = 2 ** 30;
const NUMBER_BYTE_LENGTH = 4;

export interface SnapshotFileHeader {
  readonly format: number;
  readonly image: ImageReference;
  readonly name: string;
  readonly note: string;
  /** Milliseconds since 1970. */
  readonly takenAt: number;
  readonly config: MachineConfig;
  /** Whether the base image counts nothing below the blocks. */
  readonly standsAlone: boolean;
  readonly blockCount: number;
  /** Null for a snapshot of a powered-off machine. */
  readonly live: SnapshotFileLive | null;
}

export interface SnapshotFileLive {
  readonly build: string;
  readonly deviceByteLength: number;
  readonly ramByteLength: number;
  /** Pages that are not all zeros. */
  readonly pageCount: number;
  /** The screen as a data URL, or null. */
  readonly picture: string | null;
}

/** What comes before the contents. */
export interface SnapshotFileTable {
  readonly header: SnapshotFileHeader;
  readonly blocks: readonly BlockIndex[];
  readonly pages: readonly BlockIndex[];
  readonly devices: Uint8Array<ArrayBuffer>;
}

/** Bytes of the whole file, before it is compressed. */
export const snapshotFileByteLength = ({ blocks, pages, devices }: SnapshotFileTable): number =>
  (blocks.length + pages.length) * (BLOCK_BYTE_LENGTH + NUMBER_BYTE_LENGTH) + devices.byteLength;

/** The beginning of a file; its contents follow. */
export function encodeTable({
  header,
  blocks,
  pages,
  devices,
}: SnapshotFileTable): Uint8Array<ArrayBuffer>[] {
  const json = asciiBytes(JSON.stringify(header).replace(/[^\x20-\x7e]/g, escaped));
  return [
    MAGIC.slice(),
    numbersAsBytes([json.byteLength]),
    json,
    numbersAsBytes(blocks),
    numbersAsBytes(pages),
    devices,
  ];
}

/**
 * Reads the beginning of a file.
 * On failure: rejects with `snapshot-file-invalid`, saying what was found; or as `reader` does.
 */
export async function decodeTable(reader: ByteReader): Promise<SnapshotFileTable> {
  const magic = await reader.take(MAGIC.byteLength);
  if (!magic.every((byte, index) => byte === MAGIC[index])) refuse("another kind of file", "a snapshot");
  const headerByteLength = bytesAsNumbers(await reader.take(NUMBER_BYTE_LENGTH))[0] ?? 0;
  if (headerByteLength > LARGEST_HEADER_BYTE_LENGTH)
    refuse(`a header of ${headerByteLength} bytes`, "a shorter one");
  const header = parseHeader(await reader.take(headerByteLength));
  const { blockCount, live } = header;
  const blocks = await takeNumbers(reader, blockCount);
  const pages = await takeNumbers(reader, live?.pageCount ?? 0);
  const disks = diskConfigs(header.config);
  if (!blocks.every((block) => disks.some((disk) => isWithin(disk, block))))
    refuse("a block of no disk", "blocks of its disks");
  const pageLimit = (live?.ramByteLength ?? 0) / BLOCK_BYTE_LENGTH;
  if (!pages.every((page) => page < pageLimit)) refuse("a page past the memory's end", "pages of its memory");
  return { header, blocks, pages, devices: await reader.take(live?.deviceByteLength ?? 0) };
}

/** Whether a block of a machine's space is one of this disk's. */
export function isWithin(disk: DiskConfig, block: BlockIndex): boolean {
  const first = firstBlockOf(disk);
  return block >= first && block < first + blockCountOf(disk.byteLength);
}

/** Cuts a sequence of bytes into pieces of the lengths that are asked for. */
export class ByteReader {
  readonly #pieces: AsyncIterator<Uint8Array>;
  #rest: Uint8Array = new Uint8Array();

  constructor(pieces: AsyncIterable<Uint8Array>) {
    this.#pieces = pieces[Symbol.asyncIterator]();
  }

  /** The next `byteLength` bytes. Rejects with `snapshot-file-invalid` where the end comes before. */
  async take(byteLength: number): Promise<Uint8Array<ArrayBuffer>> {
    const taken = new Uint8Array(byteLength);
    for (let length = 0; length < byteLength; ) {
      if (this.#rest.byteLength === 0) await this.#next(byteLength - length);
      const part = this.#rest.subarray(0, byteLength - length);
      taken.set(part, length);
      length += part.byteLength;
      this.#rest = this.#rest.subarray(part.byteLength);
    }
    return taken;
  }

  /** Rejects with `snapshot-file-invalid` unless all was taken. */
  async assertEnd(): Promise<void> {
    for (let isDone = false; !isDone && this.#rest.byteLength === 0; ) {
      const { done, value } = await this.#pieces.next();
      isDone = done === true;
      if (value !== undefined) this.#rest = value;
    }
    if (this.#rest.byteLength > 0) refuse("more bytes than its header tells of", "an end");
  }

  async #next(missing: number): Promise<void> {
    const { done, value } = await this.#pieces.next();
    if (done === true) refuse("an end too early", `${missing} more bytes`);
    this.#rest = value ?? new Uint8Array();
  }
}

function parseHeader(bytes: Uint8Array): SnapshotFileHeader {
  let header: SnapshotFileHeader | null;
  try {
    header = JSON.parse(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(""));
  } catch {
    return refuse("a header that can't be read", "JSON");
  }
  if (header?.format !== SNAPSHOT_FILE_FORMAT)
    return refuse(`format ${JSON.stringify(header?.format)}`, `format ${SNAPSHOT_FILE_FORMAT}`);
  const { image, name, note, takenAt, config, standsAlone, blockCount, live } = header;
  const isWhole =
    isText(image?.name) &&
    isText(image.sha256) &&
    isCount(image.byteLength) &&
    isCount(takenAt) &&
    typeof standsAlone === "boolean" &&
    isCount(blockCount) &&
    (live === null || isLive(live));
  if (!isWhole) return refuse("a header with something missing", "all that describes a snapshot");
  try {
    assertName(name);
    assertNote(note);
    assertValidConfig(config);
  } catch (cause) {
    return refuse(`a header that can't be used (${(cause as Error).message})`, "one that can", cause);
  }
  return header;
}

const isText = (value: unknown): value is string => typeof value === "string";
const isCount = (value: unknown): value is number => Number.isSafeInteger(value) && (value as number) >= 0;

const isLive = ({ build, deviceByteLength, ramByteLength, pageCount, picture }: SnapshotFileLive): boolean =>
  isText(build) &&
  isCount(deviceByteLength) &&
  deviceByteLength <= LARGEST_DEVICES_BYTE_LENGTH &&
  isCount(ramByteLength) &&
  ramByteLength <= LARGEST_RAM_BYTE_LENGTH &&
  isCount(pageCount) &&
  pageCount * BLOCK_BYTE_LENGTH <= ramByteLength &&
  (picture === null || (isText(picture) && picture.startsWith("data:image/")));

/** Numbers of blocks or pages, which must ascend. */
async function takeNumbers(reader: ByteReader, count: number): Promise<BlockIndex[]> {
  const numbers: BlockIndex[] = [];
  // In pieces: a count may be anything, and the file may end at once.
  for (let left = count; left > 0; left -= NUMBERS_AT_ONCE) {
    const bytes = await reader.take(Math.min(left, NUMBERS_AT_ONCE) * NUMBER_BYTE_LENGTH);
    for (const number of bytesAsNumbers(bytes)) {
      if (number <= (numbers.at(-1) ?? -1)) refuse(`block ${number} out of order`, "ascending numbers");
      numbers.push(number as BlockIndex);
    }
  }
  return numbers;
}

const NUMBERS_AT_ONCE = 65_536;

function asciiBytes(text: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(text, (character) => character.charCodeAt(0));
}

/** A UTF-16 code unit as JSON may write it. */
const escaped = (unit: string): string => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`;

function numbersAsBytes(numbers: readonly number[]): Uint8Array<ArrayBuffer> {
  const view = new DataView(new ArrayBuffer(numbers.length * NUMBER_BYTE_LENGTH));
  for (const [index, number] of numbers.entries()) view.setUint32(index * NUMBER_BYTE_LENGTH, number, true);
  return new Uint8Array(view.buffer);
}

function bytesAsNumbers(bytes: Uint8Array<ArrayBuffer>): number[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return Array.from({ length: bytes.byteLength / NUMBER_BYTE_LENGTH }, (_, index) =>
    view.getUint32(index * NUMBER_BYTE_LENGTH, true),
  );
}

function refuse(found: string, wanted: string, cause?: unknown): never {
  throw new StrataError("snapshot-file-invalid", `Read snapshot file: ${found}, wanted ${wanted}`, {
    cause,
    details: { found, wanted },
  });
}
