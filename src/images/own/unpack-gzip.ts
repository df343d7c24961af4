import { StrataError } from "../../core/strata-error.ts";
import { refuseImage } from "./refuse-image.ts";

/** Packed bytes that are unpacked at a stretch: they may hold a thousand times as many zeros. */
const PACKED_BYTE_LENGTH = 16 * 1024;

/**
 * Unpacks gzip, with the browser's own decoder, as fast as the pieces are taken.
 * On failure: throws `image-file-invalid` (damaged, or cut off), or as `packed` does.
 */
export async function* unpackGzip(
  packed: AsyncIterable<Uint8Array<ArrayBuffer>>,
): AsyncGenerator<Uint8Array<ArrayBuffer>> {
  const { readable, writable } = new DecompressionStream("gzip");
  const writer = writable.getWriter();
  let isComplete = false;
  let failure: unknown;
  const pump = async (): Promise<void> => {
    for await (const piece of packed)
      for (let at = 0; at < piece.byteLength; at += PACKED_BYTE_LENGTH)
        await writer.write(piece.subarray(at, at + PACKED_BYTE_LENGTH));
    isComplete = true;
    await writer.close();
  };
  const pumping = pump().catch(async (cause: unknown) => {
    failure ??= cause;
    await writer.abort(cause).catch(() => undefined);
  });
  const reader = readable.getReader();
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      yield value;
    }
  } catch (cause) {
    await pumping;
    if (failure instanceof StrataError) throw failure;
    const found = cause instanceof Error ? cause.message : String(cause);
    if (isComplete) refuseImage("cut-off", `gzip that ends too early (${found})`, "all of it", { cause });
    refuseImage("packing-damaged", `damaged gzip (${found})`, "gzip as it was packed", { cause });
  } finally {
    // Ends the pump too, whose next write is refused.
    await reader.cancel().catch(() => undefined);
    await pumping;
  }
}
