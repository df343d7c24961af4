import { createHash } from "node:crypto";
import { gzipSync } from "node:zlib";
import type { FetchFile } from "../../src/images/remote-image.ts";

const sha256 = (bytes: Uint8Array): string => createHash("sha256").update(bytes).digest("hex");

/** An image published in parts, made up for a test, with a count of what was fetched. */
export class PublishedParts {
  readonly content: Uint8Array;
  readonly files = new Map<string, Uint8Array<ArrayBuffer>>();
  /** The names of the files that were asked for, in order. */
  readonly fetched: string[] = [];
  /** Files that can't be had now. */
  readonly unreachable = new Set<string>();
  /** What each fetch waits for. */
  wait: (file: string) => Promise<void> = () => Promise.resolve();
  readonly manifest: Record<string, unknown>;

  constructor(content: Uint8Array, partByteLength: number, bootOrder: readonly number[] = []) {
    this.content = content;
    const parts: object[] = [];
    for (let index = 0; index * partByteLength < content.byteLength; index++) {
      const part = content.subarray(index * partByteLength, (index + 1) * partByteLength);
      if (part.every((byte) => byte === 0)) continue;
      const file = `part-${index}.gz`;
      const stored = Uint8Array.from(gzipSync(part));
      this.files.set(file, stored);
      parts.push({ index, file, storedByteLength: stored.byteLength, sha256: sha256(part) });
    }
    this.manifest = {
      format: 1,
      name: "made",
      title: "Made for a test",
      byteLength: content.byteLength,
      sha256: sha256(content),
      partByteLength,
      encoding: "gzip",
      parts,
      bootOrder,
    };
  }

  readonly fetchFile: FetchFile = async (file) => {
    this.fetched.push(file);
    await this.wait(file);
    if (this.unreachable.has(file)) throw new TypeError("Failed to fetch");
    if (file === "manifest.json") return new TextEncoder().encode(JSON.stringify(this.manifest));
    const stored = this.files.get(file);
    if (stored === undefined) throw new TypeError("404");
    return stored;
  };

  /** Replaces a file of the image by another. */
  damage(file: string, change: (stored: Uint8Array<ArrayBuffer>) => Uint8Array<ArrayBuffer>): void {
    this.files.set(file, change((this.files.get(file) ?? new Uint8Array()).slice()));
  }
}
