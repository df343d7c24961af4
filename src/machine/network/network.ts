import { Emitter } from "../../core/emitter.ts";
import type { NetworkCard, NetworkPlug, NetworkSocket } from "../machine.ts";
import { type Schedule, scheduleWithTimeout } from "../schedule.ts";
import { type Station, stationOf } from "./addresses.ts";
import { MachineSocket } from "./machine-socket.ts";
import { Neighbourhood } from "./neighbourhood.ts";
import { NetworkShelf } from "./network-shelf.ts";
import type { SeenGuest } from "./virtual-switch.ts";
import type { Neighbour, Wire } from "./wire.ts";

export interface NetworkParts {
  /** Joins the pages of this browser. */
  readonly wire: Wire;
  readonly schedule?: Schedule;
  /** 32 random bits. */
  readonly randomSequence: () => number;
}

/** A machine as the network knows it. */
export interface NetworkMachine {
  readonly id: string;
  readonly name: string;
}

/**
 * The network of one page: its machine's own gateway, the shelf that this one serves, and the wire to the machines of other
 * pages. Nothing of it is in a snapshot, and nothing leaves the browser.
 */
export class Network {
  readonly shelf = new NetworkShelf();
  readonly #parts: Required<NetworkParts>;
  readonly #neighbourhood: Neighbourhood;
  readonly #changed = new Emitter<void>();
  /** Who is there, what the guest uses, or the shelf has changed. */
  readonly onChanged = this.#changed.subscribe;
  #socket: MachineSocket | null = null;

  constructor(parts: NetworkParts) {
    this.#parts = { schedule: scheduleWithTimeout, ...parts };
    const tell = (): void => this.#changed.emit();
    this.#neighbourhood = new Neighbourhood(parts.wire, this.#parts.schedule, tell);
    this.shelf.onChanged(tell);
    parts.wire.onMessage((message) => {
      if (message.kind === "frames") for (const frame of message.frames) this.#socket?.fromWire(frame);
    });
  }

  /** The other machines on the wire, by their addresses. */
  get neighbours(): readonly Neighbour[] {
    return this.#neighbourhood.list();
  }

  /** What the guest was seen to use since it started or was restored; null while nothing was seen. */
  get seen(): SeenGuest | null {
    return this.#socket?.seen ?? null;
  }

  /** The addresses of a machine. */
  stationOf({ id }: NetworkMachine): Station {
    return stationOf(id);
  }

  /** What the card of a machine is plugged into. One machine at a time is on in a page. */
  socketOf(machine: NetworkMachine): NetworkSocket {
    const station = stationOf(machine.id);
    return {
      mac: station.mac,
      plug: (card) => this.#plug(machine, station, card),
    };
  }

  /** The page may be at its end: the others are told that its machine is gone. Whoever asks later hears that it is not. */
  sayGone(): void {
    this.#neighbourhood.say("gone");
  }

  close(): void {
    this.#neighbourhood.leave();
    this.#parts.wire.close();
  }

  #plug(machine: NetworkMachine, station: Station, card: NetworkCard): NetworkPlug {
    if (this.#socket?.station.mac !== station.mac) {
      this.#socket?.forget();
      this.#socket = new MachineSocket({
        ...this.#parts,
        station,
        shelf: this.shelf,
        neighbours: () => this.neighbours,
        changed: () => this.#changed.emit(),
      });
    }
    const socket = this.#socket;
    const plug = socket.plug(card);
    this.#neighbourhood.come({ name: machine.name, ...station });
    return {
      send: (frame) => plug.send(frame),
      restart: () => plug.restart(),
      unplug: () => {
        plug.unplug();
        if (socket !== this.#socket || socket.isInUse) return;
        this.#neighbourhood.leave();
        this.#changed.emit();
      },
    };
  }
}
