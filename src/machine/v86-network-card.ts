import type { NetworkCard, NetworkPlug, NetworkSocket } from "./machine.ts";
import { macAt, macBytes } from "./network/addresses.ts";
import type { Ne2k, V86Cpu, VirtioNet } from "./v86-internals.ts";

/** Frames that wait for the guest to take them; of more the oldest are lost. */
const MOST_WAITING = 256;
/** The ne2k's ring has pages of 256 bytes; a frame takes up to seven. */
const RING_PAGES_OF_A_FRAME = 7;
/** A card that is stopped by its driver, or has none yet. */
const NE2K_STOPPED = 1;
/** The driver says that it drives the device. */
const VIRTIO_DRIVER_OK = 4;

export interface CardParts {
  readonly cpu: V86Cpu;
  readonly socket: NetworkSocket;
  readonly isRunning: () => boolean;
  /** Hands a frame to the guest's card. */
  readonly deliver: (frame: Uint8Array) => void;
  /** Frames have come that can be delivered. */
  readonly wake: () => void;
}

/**
 * The machine's network card, plugged in. Frames for the guest are given to it when it takes some, between two slices of the
 * processor's work; while that stands still they are lost, as a network may.
 */
export class V86NetworkCard {
  readonly #parts: CardParts;
  readonly #plug: NetworkPlug;
  #waiting: Uint8Array[] = [];

  /** Gives the card the address that the socket has for it. Prerequisites: nothing has run yet. */
  constructor(parts: CardParts) {
    this.#parts = parts;
    const { cpu, socket, isRunning } = parts;
    const { net, virtio_net } = cpu.devices;
    const bytes = macBytes(socket.mac);
    (net ?? virtio_net)?.mac.set(bytes);
    // The guest's driver reads it from the card's memory, where each byte stands twice.
    for (const [at, byte] of bytes.entries()) net?.memory.set([byte, byte], at * 2);
    const card: NetworkCard = {
      get isRunning() {
        return isRunning();
      },
      receive: (frame) => this.#receive(frame),
    };
    this.#plug = socket.plug(card);
  }

  /** The address that the card uses now: a restored guest, or its driver, may have set another. */
  get mac(): string {
    const { net, virtio_net } = this.#parts.cpu.devices;
    return macAt((net ?? virtio_net)?.mac ?? [], 0);
  }

  /** Whether a frame waits that the guest would take. */
  get canDeliver(): boolean {
    return this.#waiting.length > 0 && this.#takesFrames();
  }

  /** A frame of the guest. */
  send(frame: Uint8Array): void {
    this.#plug.send(Uint8Array.from(frame));
  }

  /** Delivers what the guest takes now; true when that was something. */
  pump(): boolean {
    const count = this.#waiting.length;
    while (this.canDeliver) this.#parts.deliver(this.#waiting.shift() as Uint8Array);
    return this.#waiting.length < count;
  }

  /** The guest is another one from now on. */
  restart(): void {
    this.#waiting = [];
    this.#plug.restart();
  }

  unplug(): void {
    this.#waiting = [];
    this.#plug.unplug();
  }

  #receive(frame: Uint8Array): void {
    if (!this.#parts.isRunning() || !this.#isDriven()) return;
    this.#waiting.push(frame);
    if (this.#waiting.length > MOST_WAITING) this.#waiting.shift();
    this.#parts.wake();
  }

  #isDriven(): boolean {
    const { net, virtio_net } = this.#parts.cpu.devices;
    return net === undefined ? virtio_net !== undefined && isVirtioDriven(virtio_net) : isNe2kDriven(net);
  }

  #takesFrames(): boolean {
    if (!this.#isDriven()) return false;
    const { net, virtio_net } = this.#parts.cpu.devices;
    return net === undefined ? (virtio_net?.virtio.queues[0]?.has_request() ?? false) : hasRoom(net);
  }
}

const isNe2kDriven = ({ cr }: Ne2k): boolean => (cr & NE2K_STOPPED) === 0;

/** As v86 itself looks before it drops a frame. */
function hasRoom({ boundary, curpg, pstart, pstop }: Ne2k): boolean {
  const free = boundary > curpg ? boundary - curpg : pstop - curpg + boundary - pstart;
  return free >= RING_PAGES_OF_A_FRAME || boundary === 0;
}

function isVirtioDriven({ virtio }: VirtioNet): boolean {
  const isOn = (virtio.device_status & VIRTIO_DRIVER_OK) !== 0;
  return isOn && Boolean(virtio.queues[0]?.is_configured());
}
