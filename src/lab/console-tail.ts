const NEWLINE = 10;

/** The latest bytes of a console: what a terminal is given again that was not there when they came. */
export class ConsoleTail {
  readonly #capacity: number;
  #chunks: Uint8Array[] = [];
  #byteLength = 0;

  /** @param capacity bytes that are kept; up to twice as many take memory. */
  constructor(capacity: number) {
    this.#capacity = capacity;
  }

  push(bytes: Uint8Array): void {
    this.#chunks.push(bytes);
    this.#byteLength += bytes.byteLength;
    if (this.#byteLength > 2 * this.#capacity) this.#replace(this.bytes);
  }

  /** In place of all that was pushed. */
  reset(bytes: Uint8Array): void {
    this.#replace(bytes);
  }

  /** At most `capacity` bytes; those of a line that is not there from its beginning are left out. */
  get bytes(): Uint8Array<ArrayBuffer> {
    const all = new Uint8Array(this.#byteLength);
    let offset = 0;
    for (const chunk of this.#chunks) {
      all.set(chunk, offset);
      offset += chunk.byteLength;
    }
    if (all.byteLength <= this.#capacity) return all;
    const latest = all.slice(-this.#capacity);
    return latest.slice(latest.indexOf(NEWLINE) + 1);
  }

  #replace(bytes: Uint8Array): void {
    this.#chunks = bytes.byteLength === 0 ? [] : [bytes];
    this.#byteLength = bytes.byteLength;
  }
}
