import {
  addressBytes,
  BROADCAST_MAC,
  GATEWAY,
  macBytes,
  type Station,
} from "../../../src/machine/network/addresses.ts";
import { writeArp } from "../../../src/machine/network/arp-packet.ts";
import { ARP, IPV4, writeFrame } from "../../../src/machine/network/ethernet-frame.ts";
import { type Ipv4Packet, writeIpv4 } from "../../../src/machine/network/ipv4-packet.ts";
import { writeUdp } from "../../../src/machine/network/udp-datagram.ts";

type Frame = Uint8Array<ArrayBuffer>;

/** A packet in a frame from `source`, to the gateway by default. */
export const framed = (packet: Ipv4Packet, source: string, destination = GATEWAY.mac): Frame =>
  writeFrame({ destination, source, type: IPV4, payload: writeIpv4(packet) });

/** Asks all who has an address. */
export const whoHas = ({ mac, address }: Station, wanted: string): Frame =>
  writeFrame({
    destination: BROADCAST_MAC,
    source: mac,
    type: ARP,
    payload: writeArp({
      operation: "request",
      senderMac: mac,
      senderAddress: address,
      targetMac: "00:00:00:00:00:00",
      targetAddress: wanted,
    }),
  });

/** What a card without an address asks by DHCP; `options` are the kind of the message and what else there is. */
export function dhcpAsked(mac: string, options: readonly number[], present = "0.0.0.0"): Frame {
  const message = new Uint8Array(236 + 4 + options.length + 1);
  message.set([1, 1, 6, 0, 0x12, 0x34, 0x56, 0x78]);
  message.set(addressBytes(present), 12);
  message.set(macBytes(mac), 28);
  message.set([0x63, 0x82, 0x53, 0x63, ...options, 255], 236);
  const datagram = { source: present, sourcePort: 68, destination: "255.255.255.255", destinationPort: 67 };
  return framed(writeUdp({ ...datagram, data: message }), mac, BROADCAST_MAC);
}
