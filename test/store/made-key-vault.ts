import type { KeyId } from "../../src/core/identity.ts";
import { StrataError } from "../../src/core/strata-error.ts";
import type { Cipher, KeyVault } from "../../src/store/key-vault.ts";
import type { Checksum } from "../../src/store/sealed-bytes.ts";
import { Random } from "../support/random.ts";

const CHECK_BYTE_LENGTH = 16;
const IV_BYTE_LENGTH = 12;

/**
 * A vault whose ciphers hide contents well enough for a test, and repeat themselves: the same calls give the same bytes,
 * after the same number of turns. Real ones come from threads, and their order would not be a seed's any more.
 */
export class MadeKeyVault implements KeyVault {
  readonly #keys = new Set<KeyId>();
  readonly #random: Random;
  readonly #checksum: Checksum;
  readonly #latency: () => Promise<void>;

  constructor(seed: number, checksum: Checksum, latency: () => Promise<void>) {
    this.#random = new Random(seed);
    this.#checksum = checksum;
    this.#latency = latency;
  }

  async create(): Promise<Cipher> {
    const key = hexadecimal(this.#random.bytes(16)) as KeyId;
    await this.#latency();
    this.#keys.add(key);
    return this.#cipher(key);
  }

  async open(key: KeyId): Promise<Cipher | null> {
    await this.#latency();
    return this.#keys.has(key) ? this.#cipher(key) : null;
  }

  async destroy(key: KeyId): Promise<void> {
    await this.#latency();
    this.#keys.delete(key);
  }

  async list(): Promise<KeyId[]> {
    await this.#latency();
    return [...this.#keys];
  }

  #cipher(key: KeyId): Cipher {
    const hidden = (bytes: Uint8Array, iv: Uint8Array): Uint8Array<ArrayBuffer> => {
      const seed = new DataView(this.#checksum(joined(characters(key), iv)).slice().buffer).getUint32(0);
      // A loop, since a callback for each byte takes ten times as long.
      const result = new Random(seed).bytes(bytes.byteLength);
      for (let index = 0; index < result.length; index++)
        result[index] = (result[index] as number) ^ (bytes[index] as number);
      return result;
    };
    const check = (plain: Uint8Array, name: string): Uint8Array => {
      const bytes = new Uint8Array(CHECK_BYTE_LENGTH);
      bytes.set(this.#checksum(joined(characters(key + name), plain)));
      return bytes;
    };
    return {
      key,
      encrypt: async (plain, name) => {
        const iv = this.#random.bytes(IV_BYTE_LENGTH);
        const encrypted = joined(hidden(plain, iv), check(plain, name), iv);
        await this.#latency();
        return encrypted;
      },
      decrypt: async (encrypted, name) => {
        await this.#latency();
        const end = encrypted.byteLength - CHECK_BYTE_LENGTH - IV_BYTE_LENGTH;
        const iv = encrypted.subarray(-IV_BYTE_LENGTH);
        const plain = hidden(encrypted.subarray(0, end), iv);
        if (hexadecimal(check(plain, name)) === hexadecimal(encrypted.subarray(end, -IV_BYTE_LENGTH)))
          return plain;
        throw new StrataError(
          "storage-damaged",
          `Decrypt ${name}: another content, wanted what was encrypted`,
        );
      },
    };
  }
}

const characters = (text: string): Uint8Array =>
  Uint8Array.from(text, (character) => character.charCodeAt(0));

const hexadecimal = (bytes: Uint8Array): string =>
  Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");

function joined(...parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const result = new Uint8Array(parts.reduce((sum, part) => sum + part.byteLength, 0));
  let offset = 0;
  for (const part of parts) {
    result.set(part, offset);
    offset += part.byteLength;
  }
  return result;
}
