import { open } from "node:fs/promises";
import type { Page } from "@playwright/test";

const CHUNK_BYTE_LENGTH = 1024 * 1024;

/**
 * Writes a range of the virtual disk of the machine in `page` to a file of the host. Zeros are left out, so that the
 * file is sparse and little travels.
 */
export async function writeDiskFile(
  page: Page,
  file: string,
  { offset, byteLength }: { readonly offset: number; readonly byteLength: number },
): Promise<void> {
  const handle = await open(file, "w");
  try {
    await handle.truncate(byteLength);
    for (let position = 0; position < byteLength; position += CHUNK_BYTE_LENGTH) {
      const length = Math.min(CHUNK_BYTE_LENGTH, byteLength - position);
      const text = await page.evaluate(
        async ({ at, count }) => {
          const bytes = await strata.disk.read(at, count);
          if (bytes.every((byte) => byte === 0)) return null;
          let binary = "";
          for (let index = 0; index < bytes.length; index += 0x8000) {
            binary += String.fromCharCode(...bytes.subarray(index, index + 0x8000));
          }
          return btoa(binary);
        },
        { at: offset + position, count: length },
      );
      if (text !== null) await handle.write(Buffer.from(text, "base64"), 0, length, position);
    }
  } finally {
    await handle.close();
  }
}
