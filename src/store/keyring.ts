import type { KeyId, LayerId } from "../core/identity.ts";
import { StrataError } from "../core/strata-error.ts";
import type { Catalog } from "./catalog.ts";
import type { Cipher, KeyVault } from "./key-vault.ts";
import type { LayerRecord, Records } from "./records.ts";

/** What became of the key of a machine that was removed. */
export type KeyFate = "destroyed" | "kept";

/** The keys of a store's machines: those in use are at hand. */
export class Keyring {
  readonly #vault: KeyVault | null;
  readonly #ciphers = new Map<KeyId, Promise<Cipher | null>>();

  /** @param vault null where keys can't be kept. */
  constructor(vault: KeyVault | null) {
    this.#vault = vault;
  }

  /**
   * Makes a key, which is swept at the next opening unless a commit refers to it.
   * On failure: rejects with `encryption-unavailable`, `storage-full` or `storage-failed`; none was made.
   */
  async create(): Promise<Cipher> {
    if (this.#vault === null) {
      throw new StrataError(
        "encryption-unavailable",
        "Make a key: this browser has no place for it, wanted Web Crypto and the private file system of the site",
      );
    }
    const cipher = await this.#vault.create();
    this.#ciphers.set(cipher.key, Promise.resolve(cipher));
    return cipher;
  }

  /** The cipher of a key. On failure: rejects with `key-missing`, which says what it was wanted for, or `storage-failed`. */
  async open(key: KeyId, action: string, details: Record<string, string> = {}): Promise<Cipher> {
    const cipher = await this.find(key);
    if (cipher !== null) return cipher;
    throw new StrataError("key-missing", `${action}: its key ${key} is gone, wanted it in the vault`, {
      details: { ...details, key },
    });
  }

  /** The cipher of a key, null when it is gone. On failure: rejects with `storage-failed`. */
  async find(key: KeyId): Promise<Cipher | null> {
    const known = this.#ciphers.get(key);
    if (known !== undefined) return known;
    const opening = this.#vault?.open(key) ?? Promise.resolve(null);
    this.#ciphers.set(key, opening);
    // What is missing or failed is looked for again.
    const forget = (): void => void this.#ciphers.delete(key);
    opening.then((cipher) => cipher ?? forget(), forget);
    return opening;
  }

  /**
   * Destroys a key that nothing refers to any more; `action` is what it goes with.
   * On failure: rejects with `key-remains`, and the next opening tries again.
   */
  async destroy(key: KeyId, action: string): Promise<void> {
    try {
      await this.#destroy(key);
    } catch (cause) {
      throw new StrataError(
        "key-remains",
        `${action}: it is removed, but its key ${key} could not be destroyed, wanted it gone`,
        { cause, details: { key } },
      );
    }
  }

  /**
   * Destroys every key that nothing in `records` refers to: left by a creation or a removal that was interrupted. What
   * can't be destroyed waits for the next opening.
   */
  async sweep(records: Records): Promise<void> {
    const used = keysInUse(records);
    const keys = (await this.#vault?.list().catch(() => [])) ?? [];
    const unused = keys.filter((key) => !used.has(key));
    await Promise.all(unused.map((key) => this.#destroy(key).catch(() => undefined)));
  }

  async #destroy(key: KeyId): Promise<void> {
    this.#ciphers.delete(key);
    await this.#vault?.destroy(key);
  }
}

/** The keys that machines and copied images need. */
export function keysInUse({ machines, layers }: Records): Set<KeyId> {
  const keys = [...machines.values(), ...layers.values()].map(({ key }) => key ?? null);
  return new Set(keys.filter((key) => key !== null));
}

/**
 * The key that nothing needs any more when a removal turns the records `before` into `after`; null for none. While some
 * record can't be read nobody knows what it needs: the key then waits for an opening at which all can be.
 */
export function keyLeftBy(before: Catalog, after: Records): KeyId | null {
  if (before.damages.length > 0) return null;
  const used = keysInUse(after);
  return [...keysInUse(before)].find((key) => !used.has(key)) ?? null;
}

/** The layers that are encrypted under a key: images, and those of machines that are there. */
export function layersUnder(wanted: KeyId, { machines, layers }: Records): LayerId[] {
  const keyOf = ({ key, machine }: LayerRecord): KeyId | null =>
    machine === null ? (key ?? null) : (machines.get(machine)?.key ?? null);
  return [...layers.values()].filter((layer) => keyOf(layer) === wanted).map(({ id }) => id);
}
