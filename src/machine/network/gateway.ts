import type { Schedule } from "../schedule.ts";
import { BROADCAST_ADDRESS, BROADCAST_MAC, GATEWAY, isOfNetwork, type Station } from "./addresses.ts";
import { readArp, writeArp } from "./arp-packet.ts";
import { DHCP_CLIENT_PORT, DHCP_SERVER_PORT, dhcpReply } from "./dhcp-server.ts";
import { ARP, type EthernetFrame, IPV4, readFrame, writeFrame } from "./ethernet-frame.ts";
import { echoReply, unreachable } from "./icmp-message.ts";
import { ICMP, type Ipv4Packet, readIpv4, TCP, UDP, writeIpv4 } from "./ipv4-packet.ts";
import { NAME_SERVER_PORT, nameReply } from "./name-server.ts";
import { readTcp, writeTcp } from "./tcp-segment.ts";
import { TcpServer, type TcpService } from "./tcp-server.ts";
import { readUdp, writeUdp } from "./udp-datagram.ts";

const WEB_PORT = 80;

export interface GatewayParts {
  /** Whose gateway it is. */
  readonly station: Station;
  /** Sends a frame to the guest. */
  readonly send: (frame: Uint8Array<ArrayBuffer>) => void;
  readonly schedule: Schedule;
  /** Whether the guest runs. */
  readonly isAwake: () => boolean;
  /** What answers on its web port. */
  readonly web: TcpService;
  /** The address of a name; null where nobody has it. */
  readonly findName: (name: string) => string | null;
  /** 32 random bits. */
  readonly randomSequence: () => number;
  /** The guest was given its address. */
  readonly leased: () => void;
}

/**
 * What a page is to its own guest's network: it hands out the guest's address, answers pings and names, and serves pages. It
 * goes nowhere: what is for another network is told that it can't be reached.
 */
export class Gateway {
  readonly #parts: GatewayParts;
  readonly #tcp: TcpServer;
  /** The card that the guest used last. */
  #guestMac: string;

  constructor(parts: GatewayParts) {
    this.#parts = parts;
    this.#guestMac = parts.station.mac;
    const { schedule, isAwake, web, randomSequence } = parts;
    this.#tcp = new TcpServer({
      schedule,
      isAwake,
      randomSequence,
      services: new Map([[WEB_PORT, web]]),
      send: (segment, guest) => this.#sendPacket(writeTcp(segment, GATEWAY.address, guest)),
    });
  }

  /** A frame of the guest, for this gateway or for all. */
  receive(bytes: Uint8Array): void {
    const frame = readFrame(bytes);
    if (frame === null) return;
    if (frame.type === ARP) this.#answerArp(frame);
    if (frame.type !== IPV4) return;
    const packet = readIpv4(frame.payload);
    if (packet === null) return;
    this.#guestMac = frame.source;
    if (packet.protocol === UDP && this.#answerDhcp(packet)) return;
    if (frame.destination === BROADCAST_MAC) return;
    if (packet.destination === GATEWAY.address) this.#answer(packet, frame.payload);
    else if (!isOfNetwork(packet.destination)) this.#refuse(packet, frame.payload, "network");
  }

  /** Asks the guest whether it has its address: it answers by a frame of its own. */
  probe(): void {
    this.#sendArp("request", BROADCAST_MAC, this.#parts.station.address);
  }

  /** The guest is another one now: off, restored or restarted. */
  forget(): void {
    this.#tcp.forgetAll();
    this.#guestMac = this.#parts.station.mac;
  }

  #answerArp({ payload }: EthernetFrame): void {
    const arp = readArp(payload);
    if (arp?.operation !== "request" || arp.targetAddress !== GATEWAY.address) return;
    this.#sendArp("reply", arp.senderMac, arp.senderAddress);
  }

  #sendArp(operation: "request" | "reply", mac: string, address: string): void {
    const payload = writeArp({
      operation,
      senderMac: GATEWAY.mac,
      senderAddress: GATEWAY.address,
      targetMac: mac,
      targetAddress: address,
    });
    this.#parts.send(writeFrame({ destination: mac, source: GATEWAY.mac, type: ARP, payload }));
  }

  #answerDhcp(packet: Ipv4Packet): boolean {
    const datagram = readUdp(packet);
    if (datagram?.destinationPort !== DHCP_SERVER_PORT) return false;
    const reply = dhcpReply(datagram.data, this.#parts.station);
    if (reply === null) return true;
    // To all, since the guest has no address yet, or may be refused the one it has; only its own card hears it.
    this.#sendPacket(
      writeUdp({
        source: GATEWAY.address,
        sourcePort: DHCP_SERVER_PORT,
        destination: BROADCAST_ADDRESS,
        destinationPort: DHCP_CLIENT_PORT,
        data: reply.message,
      }),
    );
    if (reply.kind === "lease") this.#parts.leased();
    return true;
  }

  #answer(packet: Ipv4Packet, whole: Uint8Array): void {
    const { source, protocol, payload } = packet;
    if (protocol === ICMP) {
      const reply = echoReply(payload);
      if (reply !== null) this.#sendIcmp(source, reply);
    } else if (protocol === TCP) {
      const segment = readTcp(packet);
      if (segment !== null) this.#tcp.receive(segment, source);
    } else if (protocol === UDP) {
      this.#answerUdp(packet, whole);
    } else {
      this.#refuse(packet, whole, "port");
    }
  }

  #answerUdp(packet: Ipv4Packet, whole: Uint8Array): void {
    const datagram = readUdp(packet);
    if (datagram === null) return;
    if (datagram.destinationPort !== NAME_SERVER_PORT) {
      this.#refuse(packet, whole, "port");
      return;
    }
    const data = nameReply(datagram.data, this.#parts.findName);
    if (data === null) return;
    this.#sendPacket(
      writeUdp({
        source: GATEWAY.address,
        sourcePort: NAME_SERVER_PORT,
        destination: datagram.source,
        destinationPort: datagram.sourcePort,
        data,
      }),
    );
  }

  #refuse({ source }: Ipv4Packet, whole: Uint8Array, what: "network" | "port"): void {
    this.#sendIcmp(source, unreachable(whole, what));
  }

  #sendIcmp(destination: string, payload: Uint8Array): void {
    this.#sendPacket({ source: GATEWAY.address, destination, protocol: ICMP, payload });
  }

  #sendPacket(packet: Ipv4Packet): void {
    const destination = packet.destination === BROADCAST_ADDRESS ? BROADCAST_MAC : this.#guestMac;
    this.#parts.send(
      writeFrame({ destination, source: GATEWAY.mac, type: IPV4, payload: writeIpv4(packet) }),
    );
  }
}
