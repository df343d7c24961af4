import type { KeyId } from "../core/identity.ts";

/** Bytes that `Cipher.encrypt` adds: an initialization vector of 12 and an authentication tag of 16. */
export const CIPHER_BYTE_LENGTH = 28;

/** Encrypts records under one key, and decrypts them. */
export interface Cipher {
  readonly key: KeyId;
  /**
   * Encrypts and authenticates `plain`, which is longer by `CIPHER_BYTE_LENGTH` then. `name` tells which record it is:
   * under another name it can't be decrypted, so that records can't be exchanged for one another.
   */
  encrypt(plain: Uint8Array<ArrayBuffer>, name: string): Promise<Uint8Array<ArrayBuffer>>;
  /** The other way. On failure: rejects with `storage-damaged` when it is not what was encrypted under key and name. */
  decrypt(encrypted: Uint8Array<ArrayBuffer>, name: string): Promise<Uint8Array<ArrayBuffer>>;
}

/**
 * The port to the place where keys are kept: apart from the datastore, and such that a destroyed key is gone from the
 * disk (SPEC E6).
 */
export interface KeyVault {
  /**
   * Makes a key at random. On success: it survives the death of the browser.
   * On failure: rejects with `encryption-unavailable` (this browser can't keep keys), `storage-full` or `storage-failed`;
   * none was made, or one that nothing refers to.
   */
  create(): Promise<Cipher>;
  /** The cipher of a key; null when the vault does not have it. On failure: rejects with `storage-failed`. */
  open(key: KeyId): Promise<Cipher | null>;
  /**
   * Overwrites a key and removes it; one that is not there is no failure.
   * On success: its bytes are gone. On failure: rejects with `storage-failed`, and it may be there still.
   */
  destroy(key: KeyId): Promise<void>;
  /** Every key that the vault has, or has not removed altogether. On failure: rejects with `storage-failed`. */
  list(): Promise<KeyId[]>;
}
