import type { MachineDisk } from "../../src/machine/machine.ts";

const CHUNK_BYTES = 256 * 1024;

/** A disk in memory, zeros where nothing was written, that takes its time when told to. */
export class MemoryDisk implements MachineDisk {
  readonly byteLength: number;
  readonly #chunks = new Map<number, Uint8Array<ArrayBuffer>>();
  readonly log: string[] = [];
  /** Milliseconds before a request is carried out; 0 does it within a microtask. */
  latencyMs: () => number = () => 0;
  /** Thrown by the request that it picks. */
  fault: (kind: "read" | "write" | "flush", offset: number) => Error | null = () => null;
  /** Whether the next request needs no waiting. */
  isAtHand: () => boolean = () => false;
  flushCount = 0;
  /** Requests that were begun and have not ended. */
  pendingCount = 0;

  constructor(byteLength: number) {
    this.byteLength = byteLength;
  }

  readNow(offset: number, byteLength: number): Uint8Array<ArrayBuffer> | null {
    return this.isAtHand() ? this.#copy(offset, byteLength) : null;
  }

  writeNow(offset: number, bytes: Uint8Array): boolean {
    if (!this.isAtHand()) return false;
    this.put(offset, bytes);
    return true;
  }

  async read(offset: number, byteLength: number): Promise<Uint8Array<ArrayBuffer>> {
    await this.#begin("read", offset);
    return this.#copy(offset, byteLength);
  }

  #copy(offset: number, byteLength: number): Uint8Array<ArrayBuffer> {
    const bytes = new Uint8Array(byteLength);
    this.#each(offset, byteLength, (index, from, to, at) => {
      const chunk = this.#chunks.get(index);
      if (chunk) bytes.set(chunk.subarray(from, to), at);
    });
    return bytes;
  }

  async write(offset: number, bytes: Uint8Array): Promise<void> {
    const copy = bytes.slice();
    await this.#begin("write", offset);
    this.put(offset, copy);
  }

  async flush(): Promise<void> {
    await this.#begin("flush", 0);
    this.flushCount++;
  }

  put(offset: number, bytes: Uint8Array): void {
    this.#each(offset, bytes.byteLength, (index, from, to, at) => {
      let chunk = this.#chunks.get(index);
      if (!chunk) {
        chunk = new Uint8Array(CHUNK_BYTES);
        this.#chunks.set(index, chunk);
      }
      chunk.set(bytes.subarray(at, at + to - from), from);
    });
  }

  /** A copy of the contents now, to be put back by the returned function. */
  snapshot(): () => void {
    const kept = new Map([...this.#chunks].map(([index, chunk]) => [index, chunk.slice()]));
    return () => {
      this.#chunks.clear();
      for (const [index, chunk] of kept) this.#chunks.set(index, chunk.slice());
    };
  }

  async #begin(kind: "read" | "write" | "flush", offset: number): Promise<void> {
    const latencyMs = this.latencyMs();
    this.pendingCount++;
    if (latencyMs > 0) await new Promise((resolve) => setTimeout(resolve, latencyMs));
    this.pendingCount--;
    const error = this.fault(kind, offset);
    if (error) throw error;
    this.log.push(kind);
  }

  #each(
    offset: number,
    byteLength: number,
    visit: (index: number, from: number, to: number, at: number) => void,
  ): void {
    for (let at = 0; at < byteLength; ) {
      const index = Math.floor((offset + at) / CHUNK_BYTES);
      const from = (offset + at) % CHUNK_BYTES;
      const to = Math.min(CHUNK_BYTES, from + byteLength - at);
      visit(index, from, to, at);
      at += to - from;
    }
  }
}
