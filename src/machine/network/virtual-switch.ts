import { addressAt, GATEWAY, isOfNetwork, macAt } from "./addresses.ts";
import { readArp } from "./arp-packet.ts";
import { DHCP_SERVER_PORT } from "./dhcp-server.ts";
import { ARP, IPV4, isForMany, readFrame } from "./ethernet-frame.ts";
import { UDP } from "./ipv4-packet.ts";

type Frame = Uint8Array<ArrayBuffer>;

export interface SwitchPorts {
  readonly toGuest: (frame: Frame) => void;
  readonly toGateway: (frame: Frame) => void;
  readonly toWire: (frame: Frame) => void;
}

/** What a guest was seen to use, by the frames that it sent. */
export interface SeenGuest {
  readonly mac: string;
  /** Null until it used one of this network. */
  readonly address: string | null;
}

/**
 * Joins a guest, the gateway of its page, and the wire between pages. Every page has a gateway of its own, all with the same
 * address: so nothing that is for the gateway, or from it, is on the wire.
 */
export class VirtualSwitch {
  readonly #ports: SwitchPorts;
  /** Cards that the guest has sent from: it may change its address. */
  readonly #cards = new Set<string>();
  #seen: SeenGuest | null = null;

  constructor(ports: SwitchPorts) {
    this.#ports = ports;
  }

  get seen(): SeenGuest | null {
    return this.#seen;
  }

  /** The guest is another one now. */
  forget(): void {
    this.#cards.clear();
    this.#seen = null;
  }

  /** True where the guest uses other addresses than were seen before. */
  fromGuest(frame: Frame): boolean {
    const read = readFrame(frame);
    if (read === null) return false;
    const isNews = this.#look(read.source, addressIn(frame));
    if (read.destination === GATEWAY.mac) this.#ports.toGateway(frame);
    else {
      if (isForMany(frame)) this.#ports.toGateway(frame);
      if (!isForGatewayAlone(frame)) this.#ports.toWire(frame);
    }
    return isNews;
  }

  fromGateway(frame: Frame): void {
    this.#ports.toGuest(frame);
  }

  /** What is for other machines does not come to this one. */
  fromWire(frame: Frame): void {
    if (isForMany(frame) || this.#cards.has(macAt(frame, 0))) this.#ports.toGuest(frame);
  }

  #look(mac: string, address: string | null): boolean {
    this.#cards.add(mac);
    const known = this.#seen?.mac === mac ? this.#seen.address : null;
    const seen = { mac, address: address ?? known };
    if (this.#seen?.mac === mac && this.#seen.address === seen.address) return false;
    this.#seen = seen;
    return true;
  }
}

const typeOf = (frame: Uint8Array): number => ((frame[12] ?? 0) << 8) | (frame[13] ?? 0);

/** The address of this network that a guest sends from; null for another frame. */
function addressIn(frame: Uint8Array): string | null {
  const type = typeOf(frame);
  if (type !== ARP && type !== IPV4) return null;
  const address = addressAt(frame, type === ARP ? 28 : 26);
  return isOfNetwork(address) ? address : null;
}

/** Questions to all that only the own page's gateway may answer: for its card, and for an address. */
function isForGatewayAlone(frame: Uint8Array): boolean {
  if (!isForMany(frame)) return false;
  if (typeOf(frame) === ARP) return readArp(frame.subarray(14))?.targetAddress === GATEWAY.address;
  if (typeOf(frame) !== IPV4 || frame[23] !== UDP) return false;
  const ports = 14 + ((frame[14] ?? 0) & 0x0f) * 4;
  return (((frame[ports + 2] ?? 0) << 8) | (frame[ports + 3] ?? 0)) === DHCP_SERVER_PORT;
}
