import type { ReactiveController, ReactiveControllerHost } from "lit";
import type { DiskFrame } from "../lab/disk-map.ts";
import type { DiskPort } from "./disk-port.ts";

/**
 * What the guest does to its disk, frame by frame, for a component that shows it: while it is on the page and can be
 * seen there, and nothing else.
 */
export class DiskFrames implements ReactiveController {
  readonly #host: ReactiveControllerHost & HTMLElement;
  readonly #port: () => DiskPort | null;
  readonly #handle: (frame: DiskFrame) => void;
  readonly #observer: IntersectionObserver;
  #subscribed: DiskPort | null = null;
  #stop: (() => void) | null = null;
  #isSeen = false;

  constructor(
    host: ReactiveControllerHost & HTMLElement,
    port: () => DiskPort | null,
    handle: (frame: DiskFrame) => void,
  ) {
    this.#host = host;
    this.#port = port;
    this.#handle = handle;
    this.#observer = new IntersectionObserver((entries) => {
      this.#isSeen = entries.at(-1)?.isIntersecting ?? false;
      this.#settle();
    });
    host.addController(this);
  }

  hostConnected(): void {
    this.#observer.observe(this.#host);
  }

  hostDisconnected(): void {
    this.#observer.disconnect();
    this.#isSeen = false;
    this.#settle();
  }

  hostUpdated(): void {
    this.#settle();
  }

  #settle(): void {
    const wanted = this.#isSeen ? this.#port() : null;
    if (wanted === this.#subscribed) return;
    this.#stop?.();
    this.#subscribed = wanted;
    this.#stop = wanted?.map.subscribe(this.#handle) ?? null;
  }
}
