import type { KeyId } from "../core/identity.ts";
import { CIPHER_BYTE_LENGTH, type Cipher } from "./key-vault.ts";
import type { Keyring } from "./keyring.ts";

/** Bytes of the name of the key, at the end of an encrypted content. */
const KEY_ID_BYTE_LENGTH = 16;

/** Bytes by which an encrypted content is longer than the plain one. */
export const ENCRYPTION_BYTE_LENGTH = CIPHER_BYTE_LENGTH + KEY_ID_BYTE_LENGTH;

/** What is kept of the record `name` with the content `plain`: encrypted, and with the name of the key at its end. */
export async function encryptContent(
  plain: Uint8Array<ArrayBuffer>,
  cipher: Cipher,
  name: string,
): Promise<Uint8Array<ArrayBuffer>> {
  const encrypted = await cipher.encrypt(plain, name);
  const content = new Uint8Array(encrypted.byteLength + KEY_ID_BYTE_LENGTH);
  content.set(encrypted);
  for (let index = 0; index < KEY_ID_BYTE_LENGTH; index++)
    content[encrypted.byteLength + index] = Number.parseInt(cipher.key.slice(2 * index, 2 * index + 2), 16);
  return content;
}

/**
 * The other way. On failure: rejects with `key-missing` when the key is gone, `storage-damaged` when the content is not
 * what was encrypted, or `storage-failed`; never with anything but the plain bytes (SPEC E5, I1).
 */
export async function decryptContent(
  content: Uint8Array<ArrayBuffer>,
  keys: Keyring,
  name: string,
): Promise<Uint8Array<ArrayBuffer>> {
  const end = Math.max(0, content.byteLength - KEY_ID_BYTE_LENGTH);
  const key = Array.from(content.subarray(end), (byte) => byte.toString(16).padStart(2, "0")).join("");
  const cipher = await keys.open(key as KeyId, `Read ${name}`);
  return cipher.decrypt(content.subarray(0, end), name);
}
