import type { SnapshotId } from "../core/identity.ts";
import type { Cipher } from "./key-vault.ts";
import type { SnapshotRecord } from "./records.ts";

/** The screens of a machine's snapshots, which are encrypted in the store for an encrypted machine and plain in memory. */
export class Pictures {
  readonly cipher: Cipher | null;
  readonly #decrypted = new Map<SnapshotId, string>();

  private constructor(cipher: Cipher | null) {
    this.cipher = cipher;
  }

  /** Decrypts those of `snapshots`; one that can't be is left out, since nothing depends on it. */
  static async load(cipher: Cipher | null, snapshots: readonly SnapshotRecord[]): Promise<Pictures> {
    const pictures = new Pictures(cipher);
    await Promise.all(snapshots.map((snapshot) => pictures.#decrypt(snapshot).catch(() => undefined)));
    return pictures;
  }

  /** A snapshot's picture as a data URL, by what its record says of it. */
  get(snapshot: SnapshotId, picture: SnapshotRecord["picture"]): string | null {
    return typeof picture === "string" ? picture : (this.#decrypted.get(snapshot) ?? null);
  }

  /** What the record of a snapshot is to say of its picture. */
  async keep(snapshot: SnapshotId, picture: string | null): Promise<SnapshotRecord["picture"]> {
    if (picture === null || this.cipher === null) return picture;
    this.#decrypted.set(snapshot, picture);
    const bytes = Uint8Array.from(picture, (character) => character.charCodeAt(0));
    return this.cipher.encrypt(bytes, nameOf(snapshot));
  }

  async #decrypt({ id, picture }: SnapshotRecord): Promise<void> {
    if (this.cipher === null || picture === null || typeof picture === "string") return;
    const bytes = await this.cipher.decrypt(picture, nameOf(id));
    // A data URL consists of ASCII characters only.
    this.#decrypted.set(id, Array.from(bytes, (byte) => String.fromCharCode(byte)).join(""));
  }
}

const nameOf = (snapshot: SnapshotId): string => `picture of snapshot ${snapshot}`;
