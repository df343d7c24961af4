import { distance, further, type TcpSegment } from "../../../src/machine/network/tcp-segment.ts";
import type { Schedule } from "../../../src/machine/schedule.ts";

const RETRY_MS = 250;
const SEGMENT_BYTES = 536;

/**
 * The opening side of a TCP connection, made for tests: it sends one segment at a time and again until it is acknowledged,
 * takes what comes in order, and opens and closes a small window as it is told.
 */
export class TcpClient {
  readonly received: number[] = [];
  state: "opening" | "open" | "reset" = "opening";
  hasHeardEnd = false;
  window = 4_000;
  readonly #send: (segment: TcpSegment) => void;
  readonly #schedule: Schedule;
  readonly #toSend: Uint8Array;
  readonly #first: number;
  #acknowledged = 0;
  #wanted = 0;
  #isEnding = false;

  constructor(
    options: { readonly first: number; readonly toSend: Uint8Array; readonly schedule: Schedule },
    send: (segment: TcpSegment) => void,
  ) {
    this.#send = send;
    this.#schedule = options.schedule;
    this.#toSend = options.toSend;
    this.#first = options.first;
    this.#retry();
  }

  /** Whether all that it had was acknowledged, its end too. */
  get isDone(): boolean {
    return this.#acknowledged === this.#toSend.byteLength + 1;
  }

  end(): void {
    this.#isEnding = true;
  }

  receive(segment: TcpSegment): void {
    if (this.state === "reset") return;
    if (segment.isReset === true) {
      this.state = "reset";
      return;
    }
    if (segment.isSyn === true) {
      if (this.state === "opening") this.#wanted = further(segment.sequence, 1);
      this.state = "open";
    } else if (this.state === "opening") {
      return;
    }
    if (segment.acknowledgment !== null) {
      const count = distance(further(this.#first, 1), segment.acknowledgment);
      this.#acknowledged = Math.max(this.#acknowledged, count);
    }
    const { data, isFin = false, isSyn = false } = segment;
    const sequence = segment.sequence;
    const old = distance(sequence, this.#wanted);
    if (!isSyn && old >= 0 && old < data.byteLength) {
      const taken = data.subarray(old, old + this.window);
      this.received.push(...taken);
      this.#wanted = further(this.#wanted, taken.byteLength);
    }
    if (isFin && distance(further(sequence, data.byteLength), this.#wanted) === 0 && !this.hasHeardEnd) {
      this.hasHeardEnd = true;
      this.#wanted = further(this.#wanted, 1);
    }
    if (isSyn || data.byteLength > 0 || isFin) this.#say({});
    if (segment.acknowledgment !== null && data.byteLength === 0) this.#sendNext();
  }

  #retry(): void {
    if (this.state === "reset" || (this.isDone && this.hasHeardEnd)) return;
    if (this.state === "opening")
      this.#say({ isSyn: true, sequence: this.#first, acknowledgment: null, maximumSize: 700 });
    else this.#sendNext();
    this.#schedule(RETRY_MS, () => this.#retry());
  }

  #sendNext(): void {
    const data = this.#toSend.subarray(this.#acknowledged, this.#acknowledged + SEGMENT_BYTES);
    const isLast = this.#acknowledged + data.byteLength >= this.#toSend.byteLength;
    const isFin = isLast && this.#isEnding;
    if (this.isDone || (data.byteLength === 0 && !isFin)) return;
    this.#say({ data, isFin, sequence: further(this.#first, 1 + this.#acknowledged) });
  }

  #say(segment: Partial<TcpSegment>): void {
    this.#send({
      sourcePort: 40_000,
      destinationPort: 80,
      sequence: further(this.#first, 1 + this.#acknowledged),
      acknowledgment: this.#wanted,
      window: this.window,
      data: new Uint8Array(0),
      ...segment,
    });
  }
}
