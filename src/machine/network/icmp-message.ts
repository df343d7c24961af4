import { internetChecksum } from "./internet-checksum.ts";

const ECHO_REPLY = 0;
const DESTINATION_UNREACHABLE = 3;
const ECHO_REQUEST = 8;
const HEADER_BYTES = 8;
/** Of the packet that could not go on: its header, and what tells its sender which one it was. */
const QUOTED_BYTES = 28;

/** The answer to a ping; null for anything else, or what is damaged. */
export function echoReply(message: Uint8Array): Uint8Array | null {
  if (message.byteLength < HEADER_BYTES || message[0] !== ECHO_REQUEST || internetChecksum(message) !== 0) {
    return null;
  }
  const reply = message.slice();
  reply[0] = ECHO_REPLY;
  return sealed(reply);
}

/** Which part of a destination can't be reached. */
export type Unreachable = "network" | "port";

/** Tells the sender of `packet` (with its header) that it goes nowhere. */
export function unreachable(packet: Uint8Array, what: Unreachable): Uint8Array {
  const quoted = packet.subarray(0, QUOTED_BYTES);
  const message = new Uint8Array(HEADER_BYTES + quoted.byteLength);
  message.set([DESTINATION_UNREACHABLE, what === "network" ? 0 : 3]);
  message.set(quoted, HEADER_BYTES);
  return sealed(message);
}

function sealed(message: Uint8Array): Uint8Array {
  message.set([0, 0], 2);
  const checksum = internetChecksum(message);
  message.set([checksum >> 8, checksum & 0xff], 2);
  return message;
}
