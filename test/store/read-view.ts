import { BLOCK_BYTE_LENGTH } from "../../src/core/geometry.ts";
import type { DiskView } from "../../src/store/disk-view.ts";

/** The whole disk that a view shows, in one array. */
export async function readView(view: DiskView): Promise<Uint8Array<ArrayBuffer>> {
  const bytes = new Uint8Array(view.byteLength);
  for await (const { firstBlock, blocks } of view.chunks()) {
    blocks.forEach((content, index) => {
      const start = (firstBlock + index) * BLOCK_BYTE_LENGTH;
      if (content !== null) bytes.set(content.subarray(0, bytes.byteLength - start), start);
    });
  }
  return bytes;
}
