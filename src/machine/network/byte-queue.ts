/** Bytes in the order in which they came, kept until they are dropped from the front. */
export class ByteQueue {
  #chunks: Uint8Array[] = [];
  /** Bytes of the first chunk that were dropped. */
  #droppedOfFirst = 0;
  #byteLength = 0;

  get byteLength(): number {
    return this.#byteLength;
  }

  /** Keeps `bytes` themselves, not a copy. */
  append(bytes: Uint8Array): void {
    if (bytes.byteLength === 0) return;
    this.#chunks.push(bytes);
    this.#byteLength += bytes.byteLength;
  }

  /** A copy of up to `byteLength` bytes from `offset` on. */
  copy(offset: number, byteLength: number): Uint8Array {
    const copied = new Uint8Array(Math.max(0, Math.min(byteLength, this.#byteLength - offset)));
    let skipped = offset + this.#droppedOfFirst;
    let filled = 0;
    for (const chunk of this.#chunks) {
      if (filled === copied.byteLength) break;
      if (skipped >= chunk.byteLength) {
        skipped -= chunk.byteLength;
        continue;
      }
      const part = chunk.subarray(skipped, skipped + copied.byteLength - filled);
      copied.set(part, filled);
      filled += part.byteLength;
      skipped = 0;
    }
    return copied;
  }

  /** Forgets the first `byteLength` bytes. */
  drop(byteLength: number): void {
    this.#byteLength -= byteLength;
    this.#droppedOfFirst += byteLength;
    while (this.#chunks[0] !== undefined && this.#droppedOfFirst >= this.#chunks[0].byteLength) {
      this.#droppedOfFirst -= this.#chunks[0].byteLength;
      this.#chunks.shift();
    }
  }
}
