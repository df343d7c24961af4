/** Keeps the most recently used values up to a total size in bytes. */
export class RecentCache<Key> {
  readonly #entries = new Map<Key, Uint8Array<ArrayBuffer>>();
  readonly #limit: number;
  #byteLength = 0;

  /** @param limit bytes kept at most; the newest value stays even when it alone is larger. */
  constructor(limit: number) {
    this.#limit = limit;
  }

  /** Bytes kept now. */
  get byteLength(): number {
    return this.#byteLength;
  }

  get(key: Key): Uint8Array<ArrayBuffer> | undefined {
    const value = this.#entries.get(key);
    if (value === undefined) return undefined;
    this.#entries.delete(key);
    this.#entries.set(key, value);
    return value;
  }

  set(key: Key, value: Uint8Array<ArrayBuffer>): void {
    this.delete(key);
    this.#entries.set(key, value);
    this.#byteLength += value.byteLength;
    for (const [oldest] of this.#entries) {
      if (this.#byteLength <= this.#limit || this.#entries.size === 1) break;
      this.delete(oldest);
    }
  }

  delete(key: Key): void {
    this.#byteLength -= this.#entries.get(key)?.byteLength ?? 0;
    this.#entries.delete(key);
  }
}
