import { addressAt, addressBytes } from "./addresses.ts";
import { internetChecksum } from "./internet-checksum.ts";

const HEADER_BYTES = 20;
const TIME_TO_LIVE = 64;

export const ICMP = 1;
export const TCP = 6;
export const UDP = 17;

export interface Ipv4Packet {
  readonly source: string;
  readonly destination: string;
  readonly protocol: number;
  readonly payload: Uint8Array;
}

/** Null for what is none, is damaged, or is a fragment: nothing here is longer than a frame. */
export function readIpv4(bytes: Uint8Array): Ipv4Packet | null {
  if (bytes.byteLength < HEADER_BYTES || (bytes[0] ?? 0) >> 4 !== 4) return null;
  const headerBytes = ((bytes[0] ?? 0) & 0x0f) * 4;
  const { buffer, byteOffset, byteLength } = bytes;
  const view = new DataView(buffer, byteOffset, byteLength);
  const packetBytes = view.getUint16(2);
  if (headerBytes < HEADER_BYTES || packetBytes < headerBytes || packetBytes > byteLength) return null;
  if (internetChecksum(bytes.subarray(0, headerBytes)) !== 0) return null;
  // More fragments follow, or this one is not the first.
  if ((view.getUint16(6) & 0x3fff) !== 0) return null;
  return {
    source: addressAt(bytes, 12),
    destination: addressAt(bytes, 16),
    protocol: view.getUint8(9),
    // A short frame is filled up behind the packet.
    payload: bytes.subarray(headerBytes, packetBytes),
  };
}

export function writeIpv4({ source, destination, protocol, payload }: Ipv4Packet): Uint8Array {
  const bytes = new Uint8Array(HEADER_BYTES + payload.byteLength);
  const view = new DataView(bytes.buffer);
  view.setUint8(0, 0x45);
  view.setUint16(2, bytes.byteLength);
  // Not to be broken up, so that no identification is needed.
  view.setUint16(6, 0x4000);
  view.setUint8(8, TIME_TO_LIVE);
  view.setUint8(9, protocol);
  bytes.set(addressBytes(source), 12);
  bytes.set(addressBytes(destination), 16);
  view.setUint16(10, internetChecksum(bytes.subarray(0, HEADER_BYTES)));
  bytes.set(payload, HEADER_BYTES);
  return bytes;
}
