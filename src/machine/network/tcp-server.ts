import type { Schedule } from "../schedule.ts";
import { TcpConnection } from "./tcp-connection.ts";
import { further, type TcpSegment } from "./tcp-segment.ts";

/** More at a time are refused. */
const MOST_CONNECTIONS = 500;

/** What answers on a port: told of each new connection, before anything comes. */
export type TcpService = (connection: TcpConnection) => void;

export interface TcpServerParts {
  /** Sends a segment to one of the guest's addresses. */
  readonly send: (segment: TcpSegment, guest: string) => void;
  readonly schedule: Schedule;
  /** Whether the guest runs. */
  readonly isAwake: () => boolean;
  /** By port. */
  readonly services: ReadonlyMap<number, TcpService>;
  /** 32 random bits. */
  readonly randomSequence: () => number;
}

/** Answers a guest's TCP connections. What is for no service, or of no connection, is reset. */
export class TcpServer {
  readonly #parts: TcpServerParts;
  /** By the guest's address and port, and the service's port. */
  readonly #connections = new Map<string, TcpConnection>();

  constructor(parts: TcpServerParts) {
    this.#parts = parts;
  }

  /** A segment that came from the guest's address `guest`. */
  receive(segment: TcpSegment, guest: string): void {
    const key = `${guest}:${segment.sourcePort}>${segment.destinationPort}`;
    const opens = segment.isSyn === true && segment.acknowledgment === null && segment.isReset !== true;
    const connection = this.#connections.get(key);
    const isSucceeded = opens && connection?.isSucceededBy(segment) === true;
    if (isSucceeded) connection?.forget();
    if (connection !== undefined && !isSucceeded) connection.receive(segment);
    else if (opens) this.#open(key, segment, guest);
    else if (segment.isReset !== true) this.#refuse(segment, guest);
  }

  /** The guest is another one now, which knows nothing of these connections; if it does, it is told that they are none. */
  forgetAll(): void {
    for (const connection of [...this.#connections.values()]) connection.forget();
  }

  #open(key: string, syn: TcpSegment, guest: string): void {
    const { services, schedule, isAwake, randomSequence } = this.#parts;
    const service = services.get(syn.destinationPort);
    if (service === undefined || this.#connections.size >= MOST_CONNECTIONS) {
      this.#refuse(syn, guest);
      return;
    }
    const firstSequence = randomSequence();
    const send = (segment: TcpSegment): void => this.#parts.send(segment, guest);
    const onClosed = (): void => {
      this.#connections.delete(key);
    };
    const connection = new TcpConnection({ send, schedule, isAwake, firstSequence, onClosed }, syn);
    this.#connections.set(key, connection);
    service(connection);
  }

  #refuse(refused: TcpSegment, guest: string): void {
    const { sourcePort, destinationPort, sequence, acknowledgment, isSyn, isFin, data } = refused;
    const byteCount = data.byteLength + (isSyn === true ? 1 : 0) + (isFin === true ? 1 : 0);
    const reset: TcpSegment = {
      sourcePort: destinationPort,
      destinationPort: sourcePort,
      sequence: acknowledgment ?? 0,
      acknowledgment: acknowledgment === null ? further(sequence, byteCount) : null,
      isReset: true,
      window: 0,
      data: new Uint8Array(0),
    };
    this.#parts.send(reset, guest);
  }
}
