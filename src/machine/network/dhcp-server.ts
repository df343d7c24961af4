import { addressAt, addressBytes, GATEWAY, macAt, NETWORK_MASK, type Station } from "./addresses.ts";

export const DHCP_SERVER_PORT = 67;
export const DHCP_CLIENT_PORT = 68;
/** How long a lease holds, in seconds: a day. Asked for again it is the same one. */
const LEASE_SECONDS = 24 * 60 * 60;

const BOOT_REQUEST = 1;
const BOOT_REPLY = 2;
const FIXED_BYTES = 236;
const MAGIC = [0x63, 0x82, 0x53, 0x63] as const;
/** Kinds of messages (RFC 2131). */
const DISCOVER = 1;
const OFFER = 2;
const REQUEST = 3;
const ACKNOWLEDGE = 5;
const REFUSE = 6;
const INFORM = 8;
/** Options (RFC 2132). */
const SUBNET_MASK = 1;
const ROUTER = 3;
const NAME_SERVER = 6;
const REQUESTED_ADDRESS = 50;
const LEASE_TIME = 51;
const MESSAGE_TYPE = 53;
const SERVER = 54;
const END = 255;

export interface DhcpReply {
  readonly message: Uint8Array;
  /** The card that asked. */
  readonly mac: string;
  readonly kind: "offer" | "lease" | "refusal";
}

/**
 * Answers a guest that asks for its address: there is one address for it, the station's, whoever asks. A request for another
 * one is refused, at which the guest asks anew. Null for what needs no answer.
 */
export function dhcpReply(request: Uint8Array, station: Station): DhcpReply | null {
  if (request.byteLength < FIXED_BYTES + MAGIC.length || request[0] !== BOOT_REQUEST) return null;
  if (MAGIC.some((byte, at) => request[FIXED_BYTES + at] !== byte)) return null;
  const options = readOptions(request.subarray(FIXED_BYTES + MAGIC.length));
  const asked = options.get(MESSAGE_TYPE)?.[0];
  const server = options.get(SERVER);
  if (server !== undefined && addressAt(server, 0) !== GATEWAY.address) return null;
  const kind = asked === REQUEST ? answerTo(wantedAddress(request, options), station) : kinds.get(asked ?? 0);
  if (kind === undefined) return null;
  return {
    ...named[kind],
    mac: macAt(request, 28),
    message: write(request, kind, asked === INFORM, station),
  };
}

const kinds: ReadonlyMap<number, typeof OFFER | typeof ACKNOWLEDGE> = new Map([
  [DISCOVER, OFFER],
  [INFORM, ACKNOWLEDGE],
]);

const named = {
  [OFFER]: { kind: "offer" },
  [ACKNOWLEDGE]: { kind: "lease" },
  [REFUSE]: { kind: "refusal" },
} as const;

type Kind = keyof typeof named;

const answerTo = (wanted: string, { address }: Station): Kind => (wanted === address ? ACKNOWLEDGE : REFUSE);

/** As an option where the guest has no address yet, and in the message where it has. */
function wantedAddress(request: Uint8Array, options: ReadonlyMap<number, Uint8Array>): string {
  const requested = options.get(REQUESTED_ADDRESS);
  return requested === undefined ? addressAt(request, 12) : addressAt(requested, 0);
}

function readOptions(bytes: Uint8Array): ReadonlyMap<number, Uint8Array> {
  const options = new Map<number, Uint8Array>();
  for (let at = 0; at < bytes.byteLength; ) {
    const option = bytes[at++] ?? END;
    if (option === END) break;
    // A byte of padding.
    if (option === 0) continue;
    const byteLength = bytes[at++] ?? 0;
    options.set(option, bytes.subarray(at, at + byteLength));
    at += byteLength;
  }
  return options;
}

function write(request: Uint8Array, kind: Kind, isInform: boolean, { address }: Station): Uint8Array {
  const gateway = addressBytes(GATEWAY.address);
  const options = [...MAGIC, MESSAGE_TYPE, 1, kind, SERVER, 4, ...gateway];
  if (kind !== REFUSE) {
    options.push(SUBNET_MASK, 4, ...addressBytes(NETWORK_MASK), ROUTER, 4, ...gateway);
    options.push(NAME_SERVER, 4, ...gateway);
    const seconds = [24, 16, 8, 0].map((shift) => (LEASE_SECONDS >>> shift) & 0xff);
    if (!isInform) options.push(LEASE_TIME, 4, ...seconds);
  }
  options.push(END);
  const message = new Uint8Array(FIXED_BYTES + options.length);
  // The kind of card, the number of the exchange, flags, present address and card are the guest's own.
  message.set(request.subarray(0, 44));
  message[0] = BOOT_REPLY;
  message.set(kind === REFUSE || isInform ? [0, 0, 0, 0] : addressBytes(address), 16);
  message.set(gateway, 20);
  message.set(options, FIXED_BYTES);
  return message;
}
