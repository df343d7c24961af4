import { sha256 } from "hash-wasm";
import type { BaseImage } from "../core/base-image.ts";
import { BLOCK_BYTE_LENGTH } from "../core/geometry.ts";
import type { BlockIndex } from "../core/identity.ts";
import { StrataError } from "../core/strata-error.ts";
import { type ImageManifest, type ImagePart, parseManifest } from "./manifest.ts";

/** Fetches the bytes of a file beside the manifest. Rejects when it can't be had. */
export type FetchFile = (file: string) => Promise<Uint8Array<ArrayBuffer>>;

/** Parts fetched ahead of the guest at the same time. */
const PREFETCH_COUNT = 4;

/**
 * A base image published in parts, each fetched when the guest first reads it, unpacked, and verified by SHA-256.
 * Loaded parts stay in memory: they are bounded by the parts that exist, a few MB for the images shipped here.
 */
export class RemoteImage implements BaseImage {
  readonly #manifest: ImageManifest;
  readonly #fetchFile: FetchFile;
  readonly #parts: ReadonlyMap<number, ImagePart>;
  readonly #loaded = new Map<number, Uint8Array<ArrayBuffer>>();
  readonly #readParts = new Set<number>();
  readonly #loading = new Map<number, Promise<Uint8Array<ArrayBuffer>>>();

  private constructor(manifest: ImageManifest, fetchFile: FetchFile) {
    this.#manifest = manifest;
    this.#fetchFile = fetchFile;
    this.#parts = new Map(manifest.parts.map((part) => [part.index, part]));
  }

  /** Reads `manifest.json`. On failure: rejects with `image-unreachable` or `image-damaged`. */
  static async open(fetchFile: FetchFile): Promise<RemoteImage> {
    const bytes = await fetchOrRefuse(fetchFile, "manifest.json");
    let value: unknown;
    try {
      value = JSON.parse(new TextDecoder().decode(bytes));
    } catch (cause) {
      throw new StrataError("image-damaged", "Read the image's manifest: not JSON, wanted format 1", {
        cause,
      });
    }
    return new RemoteImage(parseManifest(value), fetchFile);
  }

  get name(): string {
    return this.#manifest.name;
  }

  get sha256(): string {
    return this.#manifest.sha256;
  }

  get byteLength(): number {
    return this.#manifest.byteLength;
  }

  /** Bytes that may hold something, as far as the manifest tells: whole parts. */
  get storedByteLength(): number {
    return this.#parts.size * this.#manifest.partByteLength;
  }

  isStored(block: BlockIndex): boolean {
    return this.#parts.has(this.#partOf(block));
  }

  peek(block: BlockIndex): Uint8Array | null {
    const index = this.#partOf(block);
    const content = this.#loaded.get(index);
    if (content !== undefined) this.#readParts.add(index);
    return content === undefined ? null : this.#blockIn(content, block);
  }

  async load(block: BlockIndex): Promise<Uint8Array> {
    const part = this.#parts.get(this.#partOf(block));
    if (part === undefined) return new Uint8Array(BLOCK_BYTE_LENGTH);
    this.#readParts.add(part.index);
    return this.#blockIn(await this.#loadPart(part), block);
  }

  /** Forgets which parts were read: a boot begins. */
  beginBoot(): void {
    this.#readParts.clear();
  }

  /** How many of the parts that a boot reads were read since `beginBoot`, and of how many. */
  get bootProgress(): { readonly done: number; readonly total: number } {
    const bootOrder = this.#manifest.bootOrder.filter((part) => this.#parts.has(part));
    return { done: bootOrder.filter((part) => this.#readParts.has(part)).length, total: bootOrder.length };
  }

  /**
   * Fetches the parts that a boot reads, in the order in which it does, a few at a time. Failures are left to the read
   * that needs the part.
   */
  async prefetchBoot(): Promise<void> {
    const queue = this.#manifest.bootOrder.flatMap((index) => this.#parts.get(index) ?? []);
    const fetchNext = async (): Promise<void> => {
      for (let part = queue.shift(); part !== undefined; part = queue.shift()) {
        await this.#loadPart(part).catch(() => undefined);
      }
    };
    await Promise.all(Array.from({ length: PREFETCH_COUNT }, fetchNext));
  }

  #partOf(block: BlockIndex): number {
    return Math.floor((block * BLOCK_BYTE_LENGTH) / this.#manifest.partByteLength);
  }

  #blockIn(content: Uint8Array<ArrayBuffer>, block: BlockIndex): Uint8Array {
    const start = (block * BLOCK_BYTE_LENGTH) % this.#manifest.partByteLength;
    const bytes = content.subarray(start, start + BLOCK_BYTE_LENGTH);
    if (bytes.byteLength === BLOCK_BYTE_LENGTH) return bytes;
    const whole = new Uint8Array(BLOCK_BYTE_LENGTH);
    whole.set(bytes);
    return whole;
  }

  async #loadPart(part: ImagePart): Promise<Uint8Array<ArrayBuffer>> {
    const loaded = this.#loaded.get(part.index);
    if (loaded !== undefined) return loaded;
    const underWay = this.#loading.get(part.index);
    if (underWay !== undefined) return underWay;
    const fetching = this.#fetchPart(part);
    this.#loading.set(part.index, fetching);
    try {
      return await fetching;
    } finally {
      // Only by the one who began: others may see the end later, when the next attempt is under way.
      this.#loading.delete(part.index);
    }
  }

  async #fetchPart(part: ImagePart): Promise<Uint8Array<ArrayBuffer>> {
    const stored = await fetchOrRefuse(this.#fetchFile, part.file);
    const expected = Math.min(
      this.#manifest.partByteLength,
      this.#manifest.byteLength - part.index * this.#manifest.partByteLength,
    );
    const content = await unpack(stored).catch((cause: unknown) => refusePart(part, "not gzip", cause));
    if (content.byteLength !== expected) return refusePart(part, `${content.byteLength} bytes`);
    const found = await sha256(content);
    if (found !== part.sha256) return refusePart(part, `SHA-256 ${found}`);
    this.#loaded.set(part.index, content);
    return content;
  }
}

function refusePart(part: ImagePart, found: string, cause?: unknown): never {
  throw new StrataError(
    "image-damaged",
    `Read image part ${part.file}: ${found}, wanted SHA-256 ${part.sha256}`,
    {
      cause,
      details: { file: part.file, found },
    },
  );
}

async function fetchOrRefuse(fetchFile: FetchFile, file: string): Promise<Uint8Array<ArrayBuffer>> {
  try {
    return await fetchFile(file);
  } catch (cause) {
    throw new StrataError(
      "image-unreachable",
      `Fetch ${file}: it could not be had, wanted a file of this site`,
      {
        cause,
        details: { file },
      },
    );
  }
}

async function unpack(bytes: Uint8Array<ArrayBuffer>): Promise<Uint8Array<ArrayBuffer>> {
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
  return new Uint8Array(await new Response(stream).arrayBuffer());
}
