import type { ImageBytes } from "../../store/image-staging.ts";
import { type ImageOrigin, type OriginOptions, type OriginPorts, openOrigin } from "./image-origin.ts";
import {
  assertNotTooLarge,
  assertWhole,
  HEAD_BYTE_LENGTH,
  type ImageKind,
  kindOf,
  packingOf,
} from "./image-signs.ts";
import { unpackGzip } from "./unpack-gzip.ts";
import { unpackZstd } from "./unpack-zstd.ts";

type Pieces = AsyncGenerator<Uint8Array<ArrayBuffer>>;

/** An image that somebody brings along, unpacked and looked at. */
export interface OpenedImage extends ImageBytes {
  readonly kind: ImageKind;
  /** A name for it, from the file's or the address's, without what says how it is packed; empty for none. */
  readonly name: string;
  /** Lets go of an image whose pieces were not asked for. */
  close(): Promise<void>;
}

/**
 * Opens an image from a file or an address, raw or packed by gzip or Zstandard, whatever its name. Reads its beginning;
 * the rest is read, unpacked and looked at as its pieces are taken, never more than a few MiB at once.
 *
 * @param wanted what it is to be used as; null for what its content says.
 * On failure: rejects with `image-file-invalid` (`details.reason` says why: see `ImageRefusal`), `file-unreadable`,
 * `address-unreachable` or `cancelled`; so do its pieces, at the latest at the end of an image that is not whole.
 */
export async function openImage(
  origin: ImageOrigin,
  wanted: ImageKind | null,
  ports: OriginPorts,
  options: OriginOptions = {},
): Promise<OpenedImage> {
  const bytes = await openOrigin(origin, ports, options);
  const packed = new Begun(bytes.pieces());
  let opened: Begun | null = null;
  try {
    const packing = packingOf(await packed.head(18));
    const unpacked = (pieces: Pieces): Pieces =>
      packing === "gzip" ? unpackGzip(pieces) : packing === "zstd" ? unpackZstd(pieces) : pieces;
    opened = new Begun(unpacked(packed.all()));
    const head = await opened.head(HEAD_BYTE_LENGTH);
    const isAll = head.byteLength < HEAD_BYTE_LENGTH;
    const byteLength = isAll ? head.byteLength : packing === null ? bytes.byteLength : null;
    const kind = kindOf(head, byteLength ?? (await opened.lengthUpTo(FLOPPY_LIMIT)), wanted);
    if (byteLength !== null) assertWhole(kind, head, byteLength);
    let first: Begun | null = opened;
    return {
      kind,
      name: bytes.name.replace(/\.(gz|gzip|zst|zstd)$/i, ""),
      byteLength,
      isRepeatable: bytes.isRepeatable,
      pieces: () => {
        const again = first === null ? unpacked(bytes.pieces()) : first.all();
        first = null;
        return whole(again, (length) => assertWhole(kind, head, length));
      },
      close: async () => {
        await first?.close();
      },
    };
  } catch (cause) {
    await (opened ?? packed).close();
    throw cause;
  }
}

/** No floppy disk is larger: beyond that a packed image is a disk. */
const FLOPPY_LIMIT = 2880 * 1024;

/** The pieces, with a complaint at their end where they are not all. */
async function* whole(pieces: Pieces, assertLength: (byteLength: number) => void): Pieces {
  let byteLength = 0;
  for await (const piece of pieces) {
    byteLength += piece.byteLength;
    assertNotTooLarge(byteLength);
    yield piece;
  }
  assertLength(byteLength);
}

/** Pieces of which the first were looked at already. */
class Begun {
  readonly #pieces: Pieces;
  #seen: Uint8Array<ArrayBuffer>[] = [];
  #isAtEnd = false;

  constructor(pieces: Pieces) {
    this.#pieces = pieces;
  }

  /** The first bytes; fewer only where there are no more. */
  async head(byteLength: number): Promise<Uint8Array<ArrayBuffer>> {
    const length = Math.min(byteLength, await this.#see(byteLength));
    const head = new Uint8Array(length);
    let at = 0;
    for (const piece of this.#seen) {
      const part = piece.subarray(0, length - at);
      head.set(part, at);
      at += part.byteLength;
    }
    return head;
  }

  /** How many bytes there are; null where they are more than `limit`. */
  async lengthUpTo(limit: number): Promise<number | null> {
    const seen = await this.#see(limit + 1);
    return seen > limit ? null : seen;
  }

  /** All pieces from the first on; to be asked for once. */
  async *all(): Pieces {
    try {
      for (let piece = this.#seen.shift(); piece !== undefined; piece = this.#seen.shift()) yield piece;
      yield* this.#pieces;
    } finally {
      await this.close();
    }
  }

  async close(): Promise<void> {
    await this.#pieces.return(undefined);
  }

  async #see(byteLength: number): Promise<number> {
    let seen = this.#seen.reduce((sum, piece) => sum + piece.byteLength, 0);
    while (seen < byteLength && !this.#isAtEnd) {
      const { done, value } = await this.#pieces.next();
      if (done === true) this.#isAtEnd = true;
      else {
        this.#seen.push(value);
        seen += value.byteLength;
      }
    }
    return seen;
  }
}
