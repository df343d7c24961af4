import { createXXHash3 } from "hash-wasm";
import { type ErrorDetails, StrataError } from "../core/strata-error.ts";

/** Bytes that a seal adds at the end of a record. */
export const SEAL_BYTE_LENGTH = 8;

/** 64-bit checksum of some bytes, or of a text in UTF-8, as 8 bytes. */
export type Checksum = (content: Uint8Array | string) => Uint8Array;

/** XXH3 with 64 bits: finds damage, at memory speed; it is no protection against forgery. */
export async function createChecksum(): Promise<Checksum> {
  const hasher = await createXXHash3();
  return (content) => hasher.init().update(content).digest("binary");
}

/** Joins `chunks` and the checksum over them into one record. */
export function seal(chunks: readonly Uint8Array[], checksum: Checksum): Uint8Array<ArrayBuffer> {
  const contentByteLength = chunks.reduce((sum, chunk) => sum + chunk.byteLength, 0);
  const record = new Uint8Array(contentByteLength + SEAL_BYTE_LENGTH);
  let offset = 0;
  for (const chunk of chunks) {
    record.set(chunk, offset);
    offset += chunk.byteLength;
  }
  record.set(checksum(record.subarray(0, contentByteLength)), contentByteLength);
  return record;
}

/**
 * The content of a sealed record, as a view of it. `about` says for the details of an error what the record is of: its
 * `extent`, `layer` or `snapshot`.
 * Throws `storage-damaged`, naming the record, when it is missing, no bytes, or not as it was written (SPEC I1).
 */
export function unseal(
  record: unknown,
  checksum: Checksum,
  name: string,
  about: ErrorDetails = {},
): Uint8Array<ArrayBuffer> {
  const refuse = (found: string): never => {
    throw new StrataError("storage-damaged", `Read ${name}: ${found}, wanted the bytes that were written`, {
      details: { record: name, ...about },
    });
  };
  if (!(record instanceof Uint8Array)) return refuse("no such record");
  if (record.byteLength < SEAL_BYTE_LENGTH) return refuse(`${record.byteLength} bytes`);
  const content = record.subarray(0, record.byteLength - SEAL_BYTE_LENGTH) as Uint8Array<ArrayBuffer>;
  const expected = record.subarray(record.byteLength - SEAL_BYTE_LENGTH);
  if (!checksum(content).every((byte, index) => byte === expected[index])) return refuse("a wrong checksum");
  return content;
}
