import { promisify } from "node:util";
import { gzip } from "node:zlib";
import { createXXHash64 } from "hash-wasm";

/** Bytes packed by gzip. */
export const gzipped = async (bytes: Uint8Array): Promise<Uint8Array<ArrayBuffer>> =>
  Uint8Array.from(await promisify(gzip)(bytes));

const BLOCK_BYTE_LENGTH = 128 * 1024;

/**
 * Bytes as one frame of Zstandard, of blocks that are raw, or of one byte over and over; nothing is compressed beyond that.
 *
 * @param options.checksum whether a checksum ends it; @param options.window the descriptor of its window, 2 MiB by default.
 */
export async function zstdFrame(
  bytes: Uint8Array,
  { checksum = true, window = 11 << 3 }: { checksum?: boolean; window?: number } = {},
): Promise<Uint8Array<ArrayBuffer>> {
  const parts: number[][] = [[0x28, 0xb5, 0x2f, 0xfd, checksum ? 4 : 0, window]];
  for (let at = 0; at === 0 || at < bytes.byteLength; at += BLOCK_BYTE_LENGTH) {
    const content = bytes.subarray(at, at + BLOCK_BYTE_LENGTH);
    const isLast = at + BLOCK_BYTE_LENGTH >= bytes.byteLength;
    const isRepeated = content.byteLength > 0 && content.every((byte) => byte === content[0]);
    const header = (content.byteLength << 3) | (isRepeated ? 2 : 0) | (isLast ? 1 : 0);
    parts.push([header & 255, (header >> 8) & 255, header >> 16]);
    parts.push(isRepeated ? [content[0] ?? 0] : Array.from(content));
  }
  if (checksum) {
    const hash = await createXXHash64();
    const low = Number.parseInt(hash.init().update(bytes).digest("hex").slice(-8), 16);
    parts.push([low & 255, (low >> 8) & 255, (low >> 16) & 255, low >>> 24]);
  }
  return Uint8Array.from(parts.flat());
}
