import type { SnapshotId } from "../core/identity.ts";
import type { Cipher } from "./key-vault.ts";
import type { SnapshotRecord } from "./records.ts";

/** The screens of a machine's snapshots, which are encrypted in the store for an encrypted machine and plain in memory. */
export class Pictures {
  readonly #cipher: Cipher | null;
  readonly #decrypted = new Map<SnapshotId, string>();

  private constructor(cipher: Cipher | null) {
    this.#cipher = cipher;
  }

  /** Decrypts those of `snapshots`; one that can't be is left out, since nothing depends on it. */
  static async load(cipher: Cipher | null, snapshots: readonly SnapshotRecord[]): Promise<Pictures> {
    const pictures = new Pictures(cipher);
    await Promise.all(snapshots.map((snapshot) => pictures.#decrypt(snapshot).catch(() => undefined)));
    return pictures;
  }

  /** A snapshot's picture as a data URL, or null. */
  of({ id, picture }: SnapshotRecord): string | null {
    return typeof picture === "string" ? picture : (this.#decrypted.get(id) ?? null);
  }

  /** What the record of a snapshot is to say of its picture. */
  async keep(snapshot: SnapshotId, picture: string | null): Promise<SnapshotRecord["picture"]> {
    if (picture === null || this.#cipher === null) return picture;
    this.#decrypted.set(snapshot, picture);
    return { encrypted: textOf(await this.#cipher.encrypt(bytesOf(picture), nameOf(snapshot))) };
  }

  async #decrypt({ id, picture }: SnapshotRecord): Promise<void> {
    if (this.#cipher === null || picture === null || typeof picture === "string") return;
    const bytes = await this.#cipher.decrypt(bytesOf(picture.encrypted), nameOf(id));
    this.#decrypted.set(id, textOf(bytes));
  }
}

const nameOf = (snapshot: SnapshotId): string => `picture of snapshot ${snapshot}`;

/** The bytes of a text of which each character fits one: a data URL does, and what `textOf` gives. */
const bytesOf = (text: string): Uint8Array<ArrayBuffer> =>
  Uint8Array.from(text, (character) => character.charCodeAt(0));

const textOf = (bytes: Uint8Array): string => Array.from(bytes, (byte) => String.fromCharCode(byte)).join("");
