import type { KeyId } from "../../core/identity.ts";
import type { Cipher, KeyVault } from "../key-vault.ts";
import { AES_GCM, AesGcmCipher } from "../web-crypto/aes-gcm-cipher.ts";

/** A vault that is gone with the program, for tests. */
export class MemoryKeyVault implements KeyVault {
  readonly #ciphers = new Map<KeyId, Cipher>();

  async create(): Promise<Cipher> {
    const id = Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) =>
      byte.toString(16).padStart(2, "0"),
    ).join("") as KeyId;
    const key = await crypto.subtle.generateKey({ name: AES_GCM, length: 256 }, false, [
      "encrypt",
      "decrypt",
    ]);
    const cipher = new AesGcmCipher(id, key);
    this.#ciphers.set(id, cipher);
    return cipher;
  }

  async open(key: KeyId): Promise<Cipher | null> {
    return this.#ciphers.get(key) ?? null;
  }

  async destroy(key: KeyId): Promise<void> {
    this.#ciphers.delete(key);
  }

  async list(): Promise<KeyId[]> {
    return [...this.#ciphers.keys()];
  }
}
