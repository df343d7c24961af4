/*
 * Long because the two directions of a connection share its numbers, and each segment moves both.
 */
import type { Unsubscribe } from "../../core/emitter.ts";
import type { Schedule } from "../schedule.ts";
import { ByteQueue } from "./byte-queue.ts";
import { distance, further, type TcpSegment } from "./tcp-segment.ts";

/** Most bytes of data in one segment: an Ethernet frame without the headers of IPv4 and TCP. */
const MAXIMUM_SIZE = 1_460;
/** What is taken of somebody who does not say (RFC 9293). */
const UNSAID_MAXIMUM_SIZE = 536;
/** Everything that comes is taken at once. */
const WINDOW = 0xffff;
/** How long an answer may take before what waits for it is sent again; it doubles each time. */
const FIRST_RETRY_MS = 300;
const LAST_RETRY_MS = 4_000;
/** About half a minute. */
const MOST_RETRIES = 12;
/** Equal acknowledgments after which a segment is taken for lost. */
const REPEATS_OF_A_LOSS = 3;
/** How long the end of the other side is acknowledged again after both have ended: it may not have heard it. */
const LINGER_MS = 10_000;
/** Below this the writer may go on. */
const LOW_WATER_BYTES = 128 * 1024;

/** What serves a connection hears of it. */
export interface TcpHandler {
  /** Bytes in their order; not to be kept without a copy. */
  receive(bytes: Uint8Array): void;
  /** The other side sends no more; it may still take something. */
  ended(): void;
  /** Nothing goes either way any more. */
  closed(): void;
}

export interface TcpParts {
  readonly send: (segment: TcpSegment) => void;
  readonly schedule: Schedule;
  /** Whether the other side can answer: one that stands still is waited for. */
  readonly isAwake: () => boolean;
  /** The first number of this side's sequence. */
  readonly firstSequence: number;
  readonly onClosed: () => void;
}

/** The answering side of one TCP connection: in order, with what was lost sent again. It trusts the network not to congest. */
export class TcpConnection {
  readonly #parts: TcpParts;
  readonly #localPort: number;
  readonly #remotePort: number;
  readonly #maximumSize: number;
  readonly #queue = new ByteQueue();
  #handler: TcpHandler = { receive: () => {}, ended: () => {}, closed: () => {} };
  /** Of this side: the first number that is not acknowledged, the next to be sent, and the furthest that ever was. */
  #unacknowledged: number;
  #next: number;
  #furthest: number;
  /** Of the other side: the next number that is wanted. */
  #wanted: number;
  #window: number;
  #isEstablished = false;
  #isEnding = false;
  #isEndAcknowledged = false;
  #hasOtherEnded = false;
  /** Both sides have ended, and all of it is acknowledged. */
  #isComplete = false;
  #isClosed = false;
  #repeats = 0;
  #retries = 0;
  #retryMs = FIRST_RETRY_MS;
  #cancelRetry: Unsubscribe | null = null;
  #writers: (() => void)[] = [];

  /** Answers `syn`, with which the other side opens the connection. */
  constructor(parts: TcpParts, syn: TcpSegment) {
    this.#parts = parts;
    this.#localPort = syn.destinationPort;
    this.#remotePort = syn.sourcePort;
    this.#maximumSize = Math.min(MAXIMUM_SIZE, syn.maximumSize ?? UNSAID_MAXIMUM_SIZE);
    this.#unacknowledged = parts.firstSequence;
    this.#next = further(parts.firstSequence, 1);
    this.#furthest = this.#next;
    this.#wanted = further(syn.sequence, 1);
    this.#window = syn.window;
    this.#sendOpening();
    this.#awaitAnswer();
  }

  /** Who is told what comes. */
  handle(handler: TcpHandler): void {
    this.#handler = handler;
  }

  /** Sends `bytes`, which are kept, not copied. Resolves when more should follow; at once after the end. */
  write(bytes: Uint8Array): Promise<void> {
    if (this.#isEnding || this.#isClosed) return Promise.resolve();
    this.#queue.append(bytes);
    this.#pump();
    if (this.#queue.byteLength < LOW_WATER_BYTES) return Promise.resolve();
    return new Promise((resolve) => this.#writers.push(resolve));
  }

  /** Sends what waits, and then that nothing more follows. */
  end(): void {
    this.#isEnding = true;
    this.#pump();
  }

  /** Breaks the connection off: nothing is sent any more, and nobody told. */
  forget(): void {
    this.#close();
  }

  /** Whether `syn` opens another connection in the place of this one, which has ended and only lingers. */
  isSucceededBy(syn: TcpSegment): boolean {
    return this.#isComplete && distance(this.#wanted, syn.sequence) > 0;
  }

  receive(segment: TcpSegment): void {
    if (this.#isClosed) return;
    if (segment.isReset === true) {
      if (distance(this.#wanted, segment.sequence) === 0) this.#close();
      return;
    }
    if (segment.isSyn === true) {
      // It did not hear the answer; or it is another connection, and says so when it hears of this one.
      if (this.#isEstablished) this.#acknowledge();
      else this.#sendOpening();
      return;
    }
    if (segment.acknowledgment === null) return;
    this.#window = segment.window;
    this.#takeAcknowledgment(segment.acknowledgment, segment);
    if (!this.#isEstablished) return;
    this.#takeData(segment);
    if (this.#hasOtherEnded && this.#isEndAcknowledged) this.#complete();
    else this.#pump();
  }

  #takeAcknowledgment(acknowledgment: number, { data, isFin }: TcpSegment): void {
    const count = distance(this.#unacknowledged, acknowledgment);
    if (count === 0) {
      if (data.byteLength > 0 || isFin === true || this.#inFlight === 0) return;
      if (++this.#repeats === REPEATS_OF_A_LOSS) this.#sendAgain();
      return;
    }
    if (count < 0 || distance(acknowledgment, this.#furthest) < 0) return;
    const dataCount = Math.min(this.#isEstablished ? count : count - 1, this.#queue.byteLength);
    // What is neither data nor the opening is the end.
    this.#isEndAcknowledged = count > dataCount + (this.#isEstablished ? 0 : 1);
    this.#isEstablished = true;
    this.#queue.drop(dataCount);
    this.#unacknowledged = acknowledgment;
    if (distance(this.#next, acknowledgment) > 0) this.#next = acknowledgment;
    this.#repeats = 0;
    this.#retries = 0;
    this.#retryMs = FIRST_RETRY_MS;
    this.#stopAwaiting();
    if (this.#inFlight > 0) this.#awaitAnswer();
    if (this.#queue.byteLength < LOW_WATER_BYTES) this.#releaseWriters();
  }

  #takeData({ sequence, data, isFin = false }: TcpSegment): void {
    if (data.byteLength === 0 && !isFin) return;
    const old = distance(sequence, this.#wanted);
    // Something before it was lost, or all of it came before: said again what is wanted.
    const isNews = old >= 0 && (old < data.byteLength || (isFin && old === data.byteLength));
    if (!isNews || this.#hasOtherEnded) {
      this.#acknowledge();
      return;
    }
    const fresh = data.subarray(old);
    this.#wanted = further(this.#wanted, fresh.byteLength + (isFin ? 1 : 0));
    this.#hasOtherEnded = isFin;
    this.#acknowledge();
    if (fresh.byteLength > 0) this.#handler.receive(fresh);
    if (isFin) this.#handler.ended();
  }

  /** Numbers that were sent and not yet acknowledged. */
  get #inFlight(): number {
    return distance(this.#unacknowledged, this.#next);
  }

  /** Sends what the other side takes now; `isProbe` sends a byte more, to hear whether it takes some again. */
  #pump(isProbe = false): void {
    if (!this.#isEstablished || this.#isClosed) return;
    const window = isProbe ? Math.max(1, this.#window) : this.#window;
    for (;;) {
      const inFlight = this.#inFlight;
      const waiting = this.#queue.byteLength - inFlight;
      const byteLength = Math.min(waiting, window - inFlight, this.#maximumSize);
      if (byteLength > 0) {
        this.#sendNext(byteLength, { data: this.#queue.copy(inFlight, byteLength) });
        continue;
      }
      if (waiting === 0 && this.#isEnding && !this.#isEndAcknowledged) this.#sendNext(1, { isFin: true });
      break;
    }
    if (this.#queue.byteLength > 0 || this.#inFlight > 0) this.#awaitAnswer();
  }

  /** Sends what takes `count` numbers of the sequence. */
  #sendNext(count: number, segment: Partial<TcpSegment>): void {
    const sequence = this.#next;
    this.#next = further(sequence, count);
    if (distance(this.#furthest, this.#next) > 0) this.#furthest = this.#next;
    this.#send({ ...segment, sequence });
  }

  /** From the first number on of which nobody has said that it arrived. */
  #sendAgain(): void {
    this.#next = this.#unacknowledged;
    this.#pump(true);
  }

  #awaitAnswer(): void {
    this.#cancelRetry ??= this.#parts.schedule(this.#retryMs, () => {
      this.#cancelRetry = null;
      this.#retry();
    });
  }

  #stopAwaiting(): void {
    this.#cancelRetry?.();
    this.#cancelRetry = null;
  }

  #retry(): void {
    if (this.#isClosed) return;
    if (this.#parts.isAwake()) {
      if (++this.#retries > MOST_RETRIES) {
        this.#send({ isReset: true });
        this.#close();
        return;
      }
      this.#retryMs = Math.min(LAST_RETRY_MS, this.#retryMs * 2);
      if (this.#isEstablished) this.#sendAgain();
      else this.#sendOpening();
    }
    this.#awaitAnswer();
  }

  #sendOpening(): void {
    this.#send({ isSyn: true, sequence: this.#unacknowledged, maximumSize: MAXIMUM_SIZE });
  }

  #acknowledge(): void {
    this.#send({});
  }

  #send(segment: Partial<TcpSegment>): void {
    this.#parts.send({
      sourcePort: this.#localPort,
      destinationPort: this.#remotePort,
      sequence: this.#next,
      acknowledgment: this.#wanted,
      window: WINDOW,
      data: new Uint8Array(0),
      ...segment,
    });
  }

  #releaseWriters(): void {
    for (const release of this.#writers.splice(0)) release();
  }

  #complete(): void {
    if (this.#isComplete) return;
    this.#isComplete = true;
    this.#stopAwaiting();
    this.#cancelRetry = this.#parts.schedule(LINGER_MS, () => this.#close());
    this.#handler.closed();
  }

  #close(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#stopAwaiting();
    this.#parts.onClosed();
    if (!this.#isComplete) this.#handler.closed();
    this.#releaseWriters();
  }
}
