import { internetChecksum, pseudoHeader } from "./internet-checksum.ts";
import { type Ipv4Packet, UDP } from "./ipv4-packet.ts";

const HEADER_BYTES = 8;

export interface UdpDatagram {
  readonly source: string;
  readonly sourcePort: number;
  readonly destination: string;
  readonly destinationPort: number;
  readonly data: Uint8Array;
}

/** Null for what is none, or is damaged. A checksum of 0 stands for none. */
export function readUdp(packet: Ipv4Packet): UdpDatagram | null {
  const { payload, source, destination } = packet;
  if (payload.byteLength < HEADER_BYTES) return null;
  const view = new DataView(payload.buffer, payload.byteOffset, payload.byteLength);
  const byteLength = view.getUint16(4);
  if (byteLength < HEADER_BYTES || byteLength > payload.byteLength) return null;
  const datagram = payload.subarray(0, byteLength);
  if (view.getUint16(6) !== 0 && internetChecksum(pseudoHeader(packet, byteLength), datagram) !== 0)
    return null;
  return {
    source,
    sourcePort: view.getUint16(0),
    destination,
    destinationPort: view.getUint16(2),
    data: datagram.subarray(HEADER_BYTES),
  };
}

export function writeUdp(datagram: UdpDatagram): Ipv4Packet {
  const { source, destination, data } = datagram;
  const payload = new Uint8Array(HEADER_BYTES + data.byteLength);
  const view = new DataView(payload.buffer);
  view.setUint16(0, datagram.sourcePort);
  view.setUint16(2, datagram.destinationPort);
  view.setUint16(4, payload.byteLength);
  payload.set(data, HEADER_BYTES);
  const header = pseudoHeader({ source, destination, protocol: UDP }, payload.byteLength);
  view.setUint16(6, internetChecksum(header, payload) || 0xffff);
  return { source, destination, protocol: UDP, payload };
}
