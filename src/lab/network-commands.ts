import type { StrataError } from "../core/strata-error.ts";
import { GATEWAY } from "../machine/network/addresses.ts";
import type { ShelfFile } from "../machine/network/network-shelf.ts";
import type { Neighbour } from "../machine/network/wire.ts";
import type { LabContext } from "./lab-context.ts";
import { presentConfig } from "./machine-commands.ts";
import type { NetworkState, NetworkView } from "./network-view.ts";

/**
 * Files between the page and its guest's network: `wget gateway/files/NAME` in the guest gets one, and what the guest sends
 * there lies here. In memory, and in no snapshot: gone with the page.
 */
export interface ShelfCommands {
  /** In the order in which they came. */
  list(): readonly ShelfFile[];
  /**
   * Puts a file there, in place of one of that name. On failure: `name-invalid` (a name without a folder is wanted) or
   * `shelf-full` (512 MiB and 200 files at most); nothing has changed.
   */
  put(name: string, content: Blob | BufferSource): Promise<void>;
  /** On failure: `file-missing`. */
  get(name: string): Promise<Blob>;
  /** On failure: `file-missing`. */
  remove(name: string): Promise<void>;
}

/** The network of the open machine: the page is its gateway, and machines of other tabs are its neighbours. */
export interface NetworkCommands {
  readonly state: NetworkState;
  /** The address of the machine's card, made from the machine's id: a clone has another one. */
  readonly mac: string;
  /** The address that its guest gets, likewise. */
  readonly address: string;
  /** The page's own. */
  readonly gateway: string;
  /** Machines of other tabs of this browser that are on, by their addresses; nobody while this one is off. */
  neighbours(): readonly Neighbour[];
  readonly shelf: ShelfCommands;
}

export function networkView(context: LabContext): NetworkView {
  const { computer, parts, stored } = context;
  const { mac, address } = parts.network.stationOf(stored.record);
  const seen = parts.network.seen?.address === address;
  const state: NetworkState =
    presentConfig(context).nic === "none"
      ? "no-card"
      : !computer.isOn
        ? "off"
        : seen
          ? "connected"
          : "waiting";
  const { neighbours, shelf } = parts.network;
  return { state, mac, address, gateway: GATEWAY.address, neighbours, files: shelf.list() };
}

/** `strata.network`. */
export function networkCommands(context: LabContext): NetworkCommands {
  const { network } = context.parts;
  const { shelf } = network;
  return {
    get state() {
      return networkView(context).state;
    },
    get mac() {
      return networkView(context).mac;
    },
    get address() {
      return networkView(context).address;
    },
    gateway: GATEWAY.address,
    neighbours: () => network.neighbours,
    shelf: {
      list: () => shelf.list(),
      put: async (name, content) => shelf.put(name, content instanceof Blob ? content : new Blob([content])),
      get: async (name) => shelf.get(name),
      remove: async (name) => shelf.remove(name),
    },
  };
}

/** `strata.network` of a page that looks only: its machine is off, and it serves nothing. */
export function lookNetworkCommands(refusal: (action: string) => StrataError): NetworkCommands {
  const refused = (action: string) => (): Promise<never> => Promise.reject(refusal(action));
  return {
    state: "off",
    get mac(): never {
      throw refusal("Use the network");
    },
    get address(): never {
      throw refusal("Use the network");
    },
    gateway: GATEWAY.address,
    neighbours: () => [],
    shelf: {
      list: () => [],
      put: refused("Put on the shelf"),
      get: refused("Get from the shelf"),
      remove: refused("Remove from the shelf"),
    },
  };
}
