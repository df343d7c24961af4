import type { KeyId } from "../../core/identity.ts";
import { StrataError } from "../../core/strata-error.ts";
import type { Cipher } from "../key-vault.ts";

/** What keys are for, in the words of the Web Crypto interface. */
export const AES_GCM = "AES-GCM";
const IV_BYTE_LENGTH = 12;

/**
 * AES in Galois/Counter Mode with a key of 256 bits: what was encrypted, the tag of 16 bytes, the initialization vector
 * of 12.
 *
 * The vector is drawn at random for each record, 96 bits of it. Were it counted, the counter would have to survive every
 * crash and every restored profile, and one repetition gives the contents of both records away. Random ones are safe for
 * 2³² records under one key (NIST SP 800-38D, 8.3: a repetition is then less likely than 2⁻³²), which is 256 TiB of full
 * extents.
 */
export class AesGcmCipher implements Cipher {
  readonly key: KeyId;
  readonly #cryptoKey: CryptoKey;

  /** @param cryptoKey need not be extractable, and should not. */
  constructor(key: KeyId, cryptoKey: CryptoKey) {
    this.key = key;
    this.#cryptoKey = cryptoKey;
  }

  async encrypt(plain: Uint8Array<ArrayBuffer>, name: string): Promise<Uint8Array<ArrayBuffer>> {
    const iv = crypto.getRandomValues(new Uint8Array(IV_BYTE_LENGTH));
    const encrypted = await crypto.subtle.encrypt(parametersOf(iv, name), this.#cryptoKey, plain);
    const result = new Uint8Array(encrypted.byteLength + IV_BYTE_LENGTH);
    result.set(new Uint8Array(encrypted));
    result.set(iv, encrypted.byteLength);
    return result;
  }

  async decrypt(encrypted: Uint8Array<ArrayBuffer>, name: string): Promise<Uint8Array<ArrayBuffer>> {
    const end = Math.max(0, encrypted.byteLength - IV_BYTE_LENGTH);
    const parameters = parametersOf(encrypted.subarray(end), name);
    try {
      return new Uint8Array(
        await crypto.subtle.decrypt(parameters, this.#cryptoKey, encrypted.subarray(0, end)),
      );
    } catch (cause) {
      throw new StrataError(
        "storage-damaged",
        `Decrypt ${name}: not what was encrypted under key ${this.key}, wanted the bytes that were written`,
        { cause, details: { record: name } },
      );
    }
  }
}

const parametersOf = (iv: Uint8Array<ArrayBuffer>, name: string): AesGcmParams => ({
  name: AES_GCM,
  iv,
  additionalData: new TextEncoder().encode(name),
});
