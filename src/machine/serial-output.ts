import { Emitter } from "../core/emitter.ts";

/**
 * Collects the single bytes that v86 reports and hands them on together, once the processor's slice in which they
 * were written has ended.
 */
export class SerialOutput {
  readonly #emitter = new Emitter<Uint8Array>();
  #bytes: number[] = [];
  readonly subscribe = this.#emitter.subscribe;

  add(byte: number): void {
    if (this.#bytes.length === 0) queueMicrotask(() => this.flush());
    this.#bytes.push(byte);
  }

  /** Hands on what was collected. */
  flush(): void {
    if (this.#bytes.length === 0) return;
    const bytes = Uint8Array.from(this.#bytes);
    this.#bytes = [];
    this.#emitter.emit(bytes);
  }
}
