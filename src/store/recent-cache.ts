/** Keeps the most recently used values up to a total size in bytes. */
export class RecentCache<Key, Value extends { readonly byteLength: number }> {
  /** With the size that each was counted with: a value may grow or shrink afterwards. */
  readonly #entries = new Map<Key, { readonly value: Value; readonly byteLength: number }>();
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

  get(key: Key): Value | undefined {
    const entry = this.#entries.get(key);
    if (entry === undefined) return undefined;
    this.#entries.delete(key);
    this.#entries.set(key, entry);
    return entry.value;
  }

  /** Keeps a value, or counts one anew that has changed its size. */
  set(key: Key, value: Value): void {
    this.delete(key);
    const { byteLength } = value;
    this.#entries.set(key, { value, byteLength });
    this.#byteLength += byteLength;
    for (const [oldest] of this.#entries) {
      if (this.#byteLength <= this.#limit || this.#entries.size === 1) break;
      this.delete(oldest);
    }
  }

  delete(key: Key): void {
    this.#byteLength -= this.#entries.get(key)?.byteLength ?? 0;
    this.#entries.delete(key);
  }

  /** What is kept now, the value used longest ago first. */
  entries(): [Key, Value][] {
    return [...this.#entries].map(([key, { value }]) => [key, value]);
  }
}
