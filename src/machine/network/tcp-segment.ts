import { internetChecksum, pseudoHeader } from "./internet-checksum.ts";
import { type Ipv4Packet, TCP } from "./ipv4-packet.ts";

const HEADER_BYTES = 20;
const FIN = 0x01;
const SYN = 0x02;
const RST = 0x04;
const PSH = 0x08;
const ACK = 0x10;
const END_OF_OPTIONS = 0;
const PADDING = 1;
const MAXIMUM_SEGMENT_SIZE = 2;

/** A segment of TCP (RFC 9293). Numbers of the sequence have 32 bits, and begin again at 0. */
export interface TcpSegment {
  readonly sourcePort: number;
  readonly destinationPort: number;
  readonly sequence: number;
  /** What was received of the other side, up to but without this number; null where it says nothing of it. */
  readonly acknowledgment: number | null;
  readonly isSyn?: boolean;
  readonly isFin?: boolean;
  readonly isReset?: boolean;
  /** How many bytes more the sender takes. */
  readonly window: number;
  /** Most bytes of data that the sender takes in one segment; with `isSyn` alone. */
  readonly maximumSize?: number | undefined;
  readonly data: Uint8Array;
}

/** How far it is from one number of the sequence to another; negative where that one lies behind. */
export const distance = (from: number, to: number): number => (to - from) | 0;

/** The number that lies `count` further on. */
export const further = (number: number, count: number): number => (number + count) >>> 0;

/** Null for what is none, or is damaged. */
export function readTcp(packet: Ipv4Packet): TcpSegment | null {
  const { payload } = packet;
  if (payload.byteLength < HEADER_BYTES) return null;
  if (internetChecksum(pseudoHeader(packet, payload.byteLength), payload) !== 0) return null;
  const view = new DataView(payload.buffer, payload.byteOffset, payload.byteLength);
  const headerBytes = (view.getUint8(12) >> 4) * 4;
  if (headerBytes < HEADER_BYTES || headerBytes > payload.byteLength) return null;
  const flags = view.getUint8(13);
  return {
    sourcePort: view.getUint16(0),
    destinationPort: view.getUint16(2),
    sequence: view.getUint32(4),
    acknowledgment: (flags & ACK) === 0 ? null : view.getUint32(8),
    isSyn: (flags & SYN) !== 0,
    isFin: (flags & FIN) !== 0,
    isReset: (flags & RST) !== 0,
    window: view.getUint16(14),
    maximumSize: readMaximumSize(payload.subarray(HEADER_BYTES, headerBytes)),
    data: payload.subarray(headerBytes),
  };
}

function readMaximumSize(options: Uint8Array): number | undefined {
  for (let at = 0; at < options.byteLength; ) {
    const option = options[at] ?? END_OF_OPTIONS;
    if (option === END_OF_OPTIONS) return undefined;
    if (option === MAXIMUM_SEGMENT_SIZE) return ((options[at + 2] ?? 0) << 8) | (options[at + 3] ?? 0);
    at += option === PADDING ? 1 : Math.max(2, options[at + 1] ?? 0);
  }
  return undefined;
}

export function writeTcp(segment: TcpSegment, source: string, destination: string): Ipv4Packet {
  const { acknowledgment, maximumSize, data } = segment;
  const headerBytes = HEADER_BYTES + (maximumSize === undefined ? 0 : 4);
  const payload = new Uint8Array(headerBytes + data.byteLength);
  const view = new DataView(payload.buffer);
  view.setUint16(0, segment.sourcePort);
  view.setUint16(2, segment.destinationPort);
  view.setUint32(4, segment.sequence);
  view.setUint32(8, acknowledgment ?? 0);
  view.setUint8(12, (headerBytes / 4) << 4);
  const flags = [
    acknowledgment === null ? 0 : ACK,
    segment.isSyn ? SYN : 0,
    segment.isFin ? FIN : 0,
    segment.isReset ? RST : 0,
    data.byteLength > 0 ? PSH : 0,
  ];
  view.setUint8(
    13,
    flags.reduce((sum, flag) => sum | flag),
  );
  view.setUint16(14, segment.window);
  if (maximumSize !== undefined) {
    payload.set([MAXIMUM_SEGMENT_SIZE, 4, maximumSize >> 8, maximumSize & 0xff], HEADER_BYTES);
  }
  payload.set(data, headerBytes);
  const header = pseudoHeader({ source, destination, protocol: TCP }, payload.byteLength);
  view.setUint16(16, internetChecksum(header, payload));
  return { source, destination, protocol: TCP, payload };
}
