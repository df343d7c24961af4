import { macAt, macBytes } from "./addresses.ts";

const HEADER_BYTES = 14;

/** Types of what a frame carries. */
export const ARP = 0x0806;
export const IPV4 = 0x0800;

/** An Ethernet frame without its checksum, as emulated cards exchange it. */
export interface EthernetFrame {
  readonly destination: string;
  readonly source: string;
  readonly type: number;
  readonly payload: Uint8Array;
}

/** Null for what is too short to be one. */
export function readFrame(bytes: Uint8Array): EthernetFrame | null {
  if (bytes.byteLength < HEADER_BYTES) return null;
  return {
    destination: macAt(bytes, 0),
    source: macAt(bytes, 6),
    type: ((bytes[12] ?? 0) << 8) | (bytes[13] ?? 0),
    payload: bytes.subarray(HEADER_BYTES),
  };
}

export function writeFrame({ destination, source, type, payload }: EthernetFrame): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(HEADER_BYTES + payload.byteLength);
  bytes.set(macBytes(destination), 0);
  bytes.set(macBytes(source), 6);
  bytes.set([type >> 8, type & 0xff], 12);
  bytes.set(payload, HEADER_BYTES);
  return bytes;
}

/** Whether a frame is for more than one card: its first address bit says so. */
export const isForMany = (frame: Uint8Array): boolean => ((frame[0] ?? 0) & 1) === 1;
