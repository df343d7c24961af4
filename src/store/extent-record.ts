import { BLOCK_BYTE_LENGTH } from "../core/geometry.ts";
import { decryptContent, encryptContent } from "./encrypted-content.ts";
import type { Cipher } from "./key-vault.ts";
import type { Keyring } from "./keyring.ts";
import { type Checksum, SEAL_BYTE_LENGTH, seal, unseal } from "./sealed-bytes.ts";

/*
 * An extent as a record: its blocks, and a checksum over them. For an encrypted machine the blocks are encrypted, and
 * between them and the checksum stand the authentication tag, the initialization vector and the name of the key. As these
 * are no whole block long, the length tells how a record is kept, and reading it takes neither a layer nor a machine.
 */

const nameOf = (extent: number): string => `extent ${extent}`;

/** An extent to be written, and its blocks as a reader gets them. */
export interface EncodedExtent {
  readonly record: Uint8Array<ArrayBuffer>;
  /** A view; of the record where that is plain. */
  readonly content: Uint8Array<ArrayBuffer>;
}

/** Makes the record of an extent; `cipher` is null for a plain one. The blocks are taken before the call returns. */
export async function encodeExtent(
  extent: number,
  blocks: readonly Uint8Array[],
  checksum: Checksum,
  cipher: Cipher | null,
): Promise<EncodedExtent> {
  if (cipher === null) {
    const record = seal(blocks, checksum);
    return { record, content: record.subarray(0, record.byteLength - SEAL_BYTE_LENGTH) };
  }
  const content = new Uint8Array(blocks.length * BLOCK_BYTE_LENGTH);
  for (const [index, block] of blocks.entries()) content.set(block, index * BLOCK_BYTE_LENGTH);
  const encrypted = await encryptContent(content, cipher, nameOf(extent));
  return { record: seal([encrypted], checksum), content };
}

/**
 * The blocks of an extent's record, verified first and then decrypted where they are encrypted.
 * On failure: rejects with `storage-damaged`, `key-missing` or `storage-failed`.
 */
export async function decodeExtent(
  extent: number,
  record: unknown,
  checksum: Checksum,
  keys: Keyring,
): Promise<Uint8Array<ArrayBuffer>> {
  const content = unseal(record, checksum, nameOf(extent), { extent });
  return isEncrypted(content) ? decryptContent(content, keys, nameOf(extent)) : content;
}

const isEncrypted = (content: Uint8Array): boolean => content.byteLength % BLOCK_BYTE_LENGTH !== 0;
