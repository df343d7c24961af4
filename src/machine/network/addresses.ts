/** Who somebody is on the network: the address of the card, as "02:53:…", and the one that the gateway gives out for it. */
export interface Station {
  readonly mac: string;
  readonly address: string;
}

/** The page that a machine runs in. Every page is the gateway of its own machine alone, so all have the same addresses. */
export const GATEWAY: Station = { mac: "02:53:00:00:00:01", address: "10.86.0.1" };
/** From 10.86.0.0 to 10.86.255.255. */
export const NETWORK_MASK = "255.255.0.0";
export const BROADCAST_MAC = "ff:ff:ff:ff:ff:ff";
export const BROADCAST_ADDRESS = "255.255.255.255";

/** Values of one of the two bytes of an address that tell machines apart: 1 to 254. */
const BYTE_CHOICES = 254;

/**
 * The addresses of a machine, made from its id: the same whenever it is switched on, restored or opened in another tab, and
 * others for a clone of it. The card's address has 32 bits of its own, the other about 16.
 */
export function stationOf(machineId: string): Station {
  const [own, place] = [digest(machineId, 0x811c9dc5), digest(machineId, 0x01000193)];
  const bytes = [24, 16, 8, 0].map((shift) => (own >>> shift) & 0xff);
  const [third, fourth] = [place % BYTE_CHOICES, Math.floor(place / BYTE_CHOICES) % BYTE_CHOICES];
  return { mac: macAt([0x02, 0x53, ...bytes], 0), address: `10.86.${third + 1}.${fourth + 1}` };
}

/** Whether an address is one of this network. */
export const isOfNetwork = (address: string): boolean => address.startsWith("10.86.");

/** FNV-1a over the text's UTF-16 units, its bits mixed by the end of MurmurHash3. */
function digest(text: string, seed: number): number {
  let hash = seed;
  for (let at = 0; at < text.length; at++) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}

/** The card's address that stands at `offset`, as text. */
export function macAt(bytes: ArrayLike<number>, offset: number): string {
  return Array.from({ length: 6 }, (_, at) => (bytes[offset + at] ?? 0).toString(16).padStart(2, "0")).join(
    ":",
  );
}

/** The IPv4 address that stands at `offset`, as text. */
export function addressAt(bytes: ArrayLike<number>, offset: number): string {
  return Array.from({ length: 4 }, (_, at) => String(bytes[offset + at] ?? 0)).join(".");
}

export const macBytes = (mac: string): readonly number[] => mac.split(":").map((part) => parseInt(part, 16));

export const addressBytes = (address: string): readonly number[] => address.split(".").map(Number);
