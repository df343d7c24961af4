import type { ShelfFile } from "../machine/network/network-shelf.ts";
import type { Neighbour } from "../machine/network/wire.ts";

/**
 * "no-card": the machine has none; "off": it is switched off; "waiting": the guest was not seen to use its address;
 * "connected": it uses it.
 */
export type NetworkState = "no-card" | "off" | "waiting" | "connected";

/** The network of the open machine, as it is now. */
export interface NetworkView {
  readonly state: NetworkState;
  /** The address of its card. */
  readonly mac: string;
  /** The address that the gateway gives to its guest. */
  readonly address: string;
  /** The page's own address. */
  readonly gateway: string;
  /** Machines of other tabs that are on. */
  readonly neighbours: readonly Neighbour[];
  /** What lies on the shelf, in the order in which it came. */
  readonly files: readonly ShelfFile[];
}
