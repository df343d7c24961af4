import { addressBytes } from "./addresses.ts";

/** The checksum of IPv4, ICMP, UDP and TCP (RFC 1071) over `parts` one after another; all but the last have an even length. */
export function internetChecksum(...parts: readonly ArrayLike<number>[]): number {
  let sum = 0;
  for (const part of parts) {
    for (let at = 0; at < part.length; at += 2) sum += ((part[at] ?? 0) << 8) | (part[at + 1] ?? 0);
  }
  while (sum > 0xffff) sum = (sum & 0xffff) + Math.floor(sum / 0x10000);
  return ~sum & 0xffff;
}

/** What UDP and TCP take into their checksums beside themselves. */
export function pseudoHeader(
  { source, destination, protocol }: { source: string; destination: string; protocol: number },
  byteLength: number,
): readonly number[] {
  return [
    ...addressBytes(source),
    ...addressBytes(destination),
    0,
    protocol,
    byteLength >> 8,
    byteLength & 0xff,
  ];
}
