/** The latest bytes of a stream, kept for a reader who comes later. Never more than `capacity` bytes. */
export class ByteBacklog {
  readonly #capacity: number;
  #chunks: Uint8Array[] = [];
  #byteLength = 0;

  constructor(capacity: number) {
    if (!Number.isInteger(capacity) || capacity <= 0) {
      throw new RangeError(
        `Create backlog: capacity is ${capacity}, wanted a positive whole number of bytes`,
      );
    }
    this.#capacity = capacity;
  }

  get byteLength(): number {
    return this.#byteLength;
  }

  /** Keeps a copy of `bytes`, and drops the oldest bytes beyond the capacity. */
  push(bytes: Uint8Array): void {
    const kept = bytes.slice(Math.max(0, bytes.length - this.#capacity));
    if (kept.length === 0) return;
    this.#chunks.push(kept);
    this.#byteLength += kept.length;
    this.#trim();
    // A console sends single bytes: join them now and then, so that the list stays short.
    if (this.#chunks.length > 1024) this.#chunks = [this.#joined()];
  }

  /** All that is kept, oldest first; the backlog is empty afterwards. */
  drain(): Uint8Array {
    const bytes = this.#joined();
    this.#chunks = [];
    this.#byteLength = 0;
    return bytes;
  }

  #trim(): void {
    let first = this.#chunks[0];
    while (first && this.#byteLength > this.#capacity) {
      const surplus = this.#byteLength - this.#capacity;
      if (first.length <= surplus) {
        this.#chunks.shift();
        this.#byteLength -= first.length;
        first = this.#chunks[0];
      } else {
        this.#chunks[0] = first.subarray(surplus);
        this.#byteLength -= surplus;
      }
    }
  }

  #joined(): Uint8Array {
    const bytes = new Uint8Array(this.#byteLength);
    let offset = 0;
    for (const chunk of this.#chunks) {
      bytes.set(chunk, offset);
      offset += chunk.length;
    }
    return bytes;
  }
}
