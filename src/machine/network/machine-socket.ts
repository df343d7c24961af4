import type { NetworkCard, NetworkPlug } from "../machine.ts";
import type { Schedule } from "../schedule.ts";
import { GATEWAY, type Station } from "./addresses.ts";
import { Gateway } from "./gateway.ts";
import { GATEWAY_NAMES, gatewaySite } from "./gateway-site.ts";
import { httpService } from "./http-service.ts";
import type { NetworkShelf } from "./network-shelf.ts";
import { type SeenGuest, VirtualSwitch } from "./virtual-switch.ts";
import type { Neighbour, Wire } from "./wire.ts";

/** A guest that says nothing is asked whether it has its address, that often and that long after its start. */
const PROBES = 6;
const PROBE_PAUSE_MS = 300;

export interface MachineSocketParts {
  readonly station: Station;
  readonly wire: Wire;
  readonly schedule: Schedule;
  readonly randomSequence: () => number;
  readonly shelf: NetworkShelf;
  readonly neighbours: () => readonly Neighbour[];
  /** What the guest was seen to use has changed. */
  readonly changed: () => void;
}

/**
 * What one machine is plugged into: a switch with its gateway and the wire. While a machine is built anew, two cards are
 * plugged in; only one of them runs.
 */
export class MachineSocket {
  readonly station: Station;
  readonly #parts: MachineSocketParts;
  readonly #cards = new Set<NetworkCard>();
  readonly #switch: VirtualSwitch;
  readonly #gateway: Gateway;
  /** Frames of one slice of the guest's work go together. */
  #leaving: Uint8Array[] = [];
  #probes = 0;

  constructor(parts: MachineSocketParts) {
    const { station, schedule, randomSequence, shelf, neighbours } = parts;
    this.station = station;
    this.#parts = parts;
    this.#switch = new VirtualSwitch({
      toGuest: (frame) => {
        for (const card of this.#cards) card.receive(frame);
      },
      toGateway: (frame) => this.#gateway.receive(frame),
      toWire: (frame) => this.#sendOut(frame),
    });
    this.#gateway = new Gateway({
      station,
      schedule,
      randomSequence,
      send: (frame) => this.#switch.fromGateway(frame),
      isAwake: () => [...this.#cards].some(({ isRunning }) => isRunning),
      web: httpService(gatewaySite({ station, shelf, neighbours })),
      findName: (name) => (GATEWAY_NAMES.has(name) ? GATEWAY.address : null),
      leased: () => this.#probeSoon(),
    });
  }

  get seen(): SeenGuest | null {
    return this.#switch.seen;
  }

  get isInUse(): boolean {
    return this.#cards.size > 0;
  }

  plug(card: NetworkCard): NetworkPlug {
    this.#cards.add(card);
    return {
      send: (frame) => {
        if (this.#switch.fromGuest(frame)) this.#parts.changed();
      },
      restart: () => {
        this.forget();
        this.#probeSoon();
      },
      unplug: () => {
        this.#cards.delete(card);
        if (this.#cards.size === 0) this.forget();
      },
    };
  }

  fromWire(frame: Uint8Array): void {
    if (this.#cards.size > 0) this.#switch.fromWire(frame as Uint8Array<ArrayBuffer>);
  }

  /** The guest is another one now. */
  forget(): void {
    this.#gateway.forget();
    this.#switch.forget();
    this.#parts.changed();
  }

  #sendOut(frame: Uint8Array): void {
    this.#leaving.push(frame);
    if (this.#leaving.length > 1) return;
    queueMicrotask(() => {
      const frames = this.#leaving;
      this.#leaving = [];
      this.#parts.wire.send({ kind: "frames", frames });
    });
  }

  #probeSoon(): void {
    const isUnderWay = this.#probes > 0;
    this.#probes = PROBES;
    if (!isUnderWay) this.#probe();
  }

  #probe(): void {
    this.#parts.schedule(PROBE_PAUSE_MS, () => {
      this.#probes--;
      const isSeen = this.seen?.address === this.station.address;
      if (isSeen || this.#cards.size === 0) this.#probes = 0;
      if (this.#probes === 0) return;
      this.#gateway.probe();
      this.#probe();
    });
  }
}
