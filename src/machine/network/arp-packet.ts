import { addressAt, addressBytes, macAt, macBytes } from "./addresses.ts";

const BYTE_LENGTH = 28;
/** Ethernet, IPv4, and how long their addresses are. */
const KIND = [0, 1, 8, 0, 6, 4, 0] as const;

/** Who asks for, or tells, which card has an address. */
export interface ArpPacket {
  readonly operation: "request" | "reply";
  readonly senderMac: string;
  readonly senderAddress: string;
  readonly targetMac: string;
  readonly targetAddress: string;
}

/** Null for what is none of Ethernet and IPv4. */
export function readArp(bytes: Uint8Array): ArpPacket | null {
  if (bytes.byteLength < BYTE_LENGTH || KIND.some((byte, at) => bytes[at] !== byte)) return null;
  const operation = bytes[7];
  if (operation !== 1 && operation !== 2) return null;
  return {
    operation: operation === 1 ? "request" : "reply",
    senderMac: macAt(bytes, 8),
    senderAddress: addressAt(bytes, 14),
    targetMac: macAt(bytes, 18),
    targetAddress: addressAt(bytes, 24),
  };
}

export function writeArp(packet: ArpPacket): Uint8Array {
  return Uint8Array.from([
    ...KIND,
    packet.operation === "request" ? 1 : 2,
    ...macBytes(packet.senderMac),
    ...addressBytes(packet.senderAddress),
    ...macBytes(packet.targetMac),
    ...addressBytes(packet.targetAddress),
  ]);
}
