/** Where bytes for the guest go: the queue of an emulated serial port. */
export interface SerialReceiver {
  /** Bytes that the guest has not read yet. */
  readonly waitingCount: number;
  receive(byte: number): void;
}

/** How many bytes may wait in the emulated port. */
const WAITING_LIMIT = 256;

/**
 * Feeds a serial port no faster than the guest reads it. v86's UART takes any amount, but the guest's kernel then
 * reads it all in one interrupt into buffers with an end, and a state saved meanwhile would lose it.
 * `pump` is called between two slices of the processor's work.
 */
export class SerialInput {
  readonly #receiver: SerialReceiver;
  #chunks: Uint8Array[] = [];
  #nextByte = 0;

  constructor(receiver: SerialReceiver) {
    this.#receiver = receiver;
  }

  /** Takes a copy of `bytes`. */
  send(bytes: Uint8Array): void {
    if (bytes.byteLength > 0) this.#chunks.push(bytes.slice());
  }

  /** Hands on what the port has room for. Returns whether that was anything. */
  pump(): boolean {
    const room = WAITING_LIMIT - this.#receiver.waitingCount;
    let sentCount = 0;
    for (; sentCount < room; sentCount++) {
      const chunk = this.#chunks[0];
      if (chunk === undefined) break;
      this.#receiver.receive(chunk[this.#nextByte] ?? 0);
      this.#nextByte++;
      if (this.#nextByte === chunk.byteLength) {
        this.#chunks.shift();
        this.#nextByte = 0;
      }
    }
    return sentCount > 0;
  }

  /** Forgets what the port has not got yet. */
  clear(): void {
    this.#chunks = [];
    this.#nextByte = 0;
  }
}
