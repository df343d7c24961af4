import { Decompress } from "fzstd";
import { createXXHash64 } from "hash-wasm";
import { refuseImage } from "./refuse-image.ts";

/*
 * Zstandard, RFC 8878: frames one after another, each a header, blocks, and maybe a checksum. fzstd unpacks blocks; the
 * frames are walked here, so that it gets one block at a time (128 KiB unpacked at most), and for what it leaves out: the
 * bound of its memory, and the checksum.
 */

const MAGIC = 0xfd2fb528;
const isSkippable = (magic: number): boolean => magic >>> 4 === 0x184d2a5;
/** Bytes that it may look back: what the packer's levels 1 to 19 use is a quarter. fzstd moves as many for each block. */
const LARGEST_WINDOW_BYTE_LENGTH = 32 * 2 ** 20;

/** Unpacks Zstandard. On failure: throws `image-file-invalid` (damaged, cut off, or too large a window), or as `packed` does. */
export async function* unpackZstd(
  packed: AsyncIterable<Uint8Array<ArrayBuffer>>,
): AsyncGenerator<Uint8Array<ArrayBuffer>> {
  const reader = new PackedReader(packed);
  const hash = await createXXHash64();
  try {
    for (let magic = await reader.peekMagic(); magic !== null; magic = await reader.peekMagic()) {
      if (isSkippable(magic)) {
        const [, length = 0] = words(await reader.take(8));
        await reader.skip(length);
        continue;
      }
      if (magic !== MAGIC) refuseImage("packing-damaged", "no frame of Zstandard", "one behind the other");
      const unpacked: Uint8Array<ArrayBuffer>[] = [];
      const decoder = new Decompress((bytes) => unpacked.push(bytes as Uint8Array<ArrayBuffer>));
      const { header, hasChecksum } = await frameHeader(reader);
      push(decoder, header);
      hash.init();
      for (let isLast = false; !isLast; ) {
        const block = await blockOf(reader);
        isLast = block.isLast;
        push(decoder, block.bytes);
        // The decoder may wait for its minimum of bytes; what it waits with comes out before the frame ends.
        if (isLast) push(decoder, new Uint8Array(hasChecksum ? 4 : 0), true);
        for (const bytes of unpacked.splice(0)) {
          if (bytes.byteLength === 0) continue;
          hash.update(bytes);
          yield bytes;
        }
      }
      if (hasChecksum) {
        const [wanted = 0] = words(await reader.take(4));
        const found = Number.parseInt(hash.digest("hex").slice(-8), 16);
        if (found !== wanted) refuseImage("packing-damaged", "a wrong checksum of Zstandard", "the packer's");
      }
    }
  } finally {
    await reader.close();
  }
}

function push(decoder: Decompress, bytes: Uint8Array, isFinal = false): void {
  try {
    decoder.push(bytes, isFinal);
  } catch (cause) {
    refuseImage("packing-damaged", `damaged Zstandard (${String(cause)})`, "it as it was packed", { cause });
  }
}

async function frameHeader(
  reader: PackedReader,
): Promise<{ readonly header: Uint8Array<ArrayBuffer>; readonly hasChecksum: boolean }> {
  const start = await reader.take(5);
  const flags = start[4] ?? 0;
  const isSingleSegment = (flags & 0x20) !== 0;
  const dictionaryByteLength = [0, 1, 2, 4][flags & 3] ?? 0;
  const sizeByteLength = [isSingleSegment ? 1 : 0, 2, 4, 8][flags >> 6] ?? 0;
  const rest = await reader.take((isSingleSegment ? 0 : 1) + dictionaryByteLength + sizeByteLength);
  const dictionaryAt = isSingleSegment ? 0 : 1;
  if (rest.subarray(dictionaryAt, dictionaryAt + dictionaryByteLength).some((byte) => byte !== 0))
    refuseImage("packing-damaged", "Zstandard that needs a dictionary", "it without one");
  const windowByteLength = isSingleSegment
    ? sizeOf(rest.subarray(dictionaryByteLength))
    : windowOf(rest[0] ?? 0);
  if (windowByteLength > LARGEST_WINDOW_BYTE_LENGTH) {
    const found = `Zstandard that looks back over ${windowByteLength} bytes`;
    refuseImage("packing-window", found, `at most ${LARGEST_WINDOW_BYTE_LENGTH}`);
  }
  const header = new Uint8Array(start.byteLength + rest.byteLength);
  header.set(start);
  header.set(rest, start.byteLength);
  return { header, hasChecksum: (flags & 4) !== 0 };
}

function windowOf(descriptor: number): number {
  const base = 2 ** (10 + (descriptor >> 3));
  return base + (base / 8) * (descriptor & 7);
}

/** Two bytes begin to count at 256. */
function sizeOf(bytes: Uint8Array): number {
  const size = bytes.reduceRight((sum, byte) => sum * 256 + byte, 0);
  return bytes.byteLength === 2 ? size + 256 : size;
}

async function blockOf(
  reader: PackedReader,
): Promise<{ readonly bytes: Uint8Array<ArrayBuffer>; readonly isLast: boolean }> {
  const header = await reader.take(3);
  const number = sizeOf(Uint8Array.of(...header, 0));
  const kind = (number >> 1) & 3;
  if (kind === 3) refuseImage("packing-damaged", "a block of no kind of Zstandard", "it as it was packed");
  const content = await reader.take(kind === 1 ? 1 : number >> 3);
  const bytes = new Uint8Array(3 + content.byteLength);
  bytes.set(header);
  bytes.set(content, 3);
  return { bytes, isLast: (number & 1) === 1 };
}

function words(bytes: Uint8Array<ArrayBuffer>): number[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return Array.from({ length: bytes.byteLength / 4 }, (_, index) => view.getUint32(index * 4, true));
}

/** Cuts the packed bytes to the lengths that are asked for. */
class PackedReader {
  readonly #pieces: AsyncIterator<Uint8Array<ArrayBuffer>>;
  #rest: Uint8Array<ArrayBuffer> = new Uint8Array();

  constructor(packed: AsyncIterable<Uint8Array<ArrayBuffer>>) {
    this.#pieces = packed[Symbol.asyncIterator]();
  }

  /** The number that the next frame begins with, which stays to be read; null at the end. */
  async peekMagic(): Promise<number | null> {
    if (this.#rest.byteLength === 0 && !(await this.#more())) return null;
    const bytes = await this.take(4);
    const rest = new Uint8Array(4 + this.#rest.byteLength);
    rest.set(bytes);
    rest.set(this.#rest, 4);
    this.#rest = rest;
    return words(bytes)[0] ?? 0;
  }

  async take(byteLength: number): Promise<Uint8Array<ArrayBuffer>> {
    const taken = new Uint8Array(byteLength);
    for (let length = 0; length < byteLength; ) {
      const part = await this.#part(byteLength - length);
      taken.set(part, length);
      length += part.byteLength;
    }
    return taken;
  }

  async skip(byteLength: number): Promise<void> {
    for (let left = byteLength; left > 0; ) left -= (await this.#part(left)).byteLength;
  }

  async close(): Promise<void> {
    await this.#pieces.return?.();
  }

  async #part(byteLength: number): Promise<Uint8Array<ArrayBuffer>> {
    if (this.#rest.byteLength === 0 && !(await this.#more()))
      refuseImage("cut-off", "Zstandard that ends too early", "all of it");
    const part = this.#rest.subarray(0, byteLength);
    this.#rest = this.#rest.subarray(part.byteLength);
    return part;
  }

  /** Whether there were more bytes. */
  async #more(): Promise<boolean> {
    for (;;) {
      const { done, value } = await this.#pieces.next();
      if (done === true) return false;
      if (value.byteLength === 0) continue;
      this.#rest = value;
      return true;
    }
  }
}
