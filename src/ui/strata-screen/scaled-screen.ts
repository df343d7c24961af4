import type { ReactiveController, ReactiveControllerHost } from "lit";
import { keepScale, keptScale, type ScreenScale, type ScreenSize, scaledSize } from "./screen-scale.ts";

/** How large the guest's screen is drawn within the glass, and whether it has the whole display. */
export class ScaledScreen implements ReactiveController {
  readonly #host: ReactiveControllerHost & HTMLElement;
  readonly #sizes = new ResizeObserver(([entry]) => {
    const width = entry?.contentRect.width ?? 0;
    if (width > 0 && width !== this.#frameWidth) {
      this.#frameWidth = width;
      this.#host.requestUpdate();
    }
  });
  #frameWidth = 0;
  #guest: ScreenSize | null = null;
  #observed: Element | null = null;
  scale: ScreenScale = keptScale();

  constructor(host: ReactiveControllerHost & HTMLElement) {
    this.#host = host;
    host.addController(this);
  }

  hostConnected(): void {
    document.addEventListener("fullscreenchange", this.#update);
  }

  hostDisconnected(): void {
    document.removeEventListener("fullscreenchange", this.#update);
    this.#sizes.disconnect();
    this.#observed = null;
  }

  hostUpdated(): void {
    const frame = this.#host.shadowRoot?.querySelector(".frame") ?? null;
    if (frame === this.#observed || frame === null) return;
    this.#observed = frame;
    this.#sizes.disconnect();
    this.#sizes.observe(frame);
  }

  readonly #update = (): void => this.#host.requestUpdate();

  get isFullscreen(): boolean {
    return this.#host.shadowRoot?.fullscreenElement != null;
  }

  /** The size to draw the screen at, as custom properties of its surroundings; empty where it fills the frame. */
  get properties(): string {
    const size = this.#guest && scaledSize(this.scale, this.#guest, this.#frameWidth);
    return size === null
      ? ""
      : `--screen-width: ${size.width}px; --screen-height: ${size.height}px; --screen-rendering: pixelated`;
  }

  readonly noteGuestSize = (event: CustomEvent<ScreenSize>): void => {
    this.#guest = event.detail;
    this.#host.requestUpdate();
  };

  choose(scale: ScreenScale): void {
    this.scale = scale;
    keepScale(scale);
    this.#host.requestUpdate();
  }

  /** A browser may refuse it: then nothing has changed. */
  async toggleFullscreen(): Promise<void> {
    const whole = this.#host.shadowRoot?.querySelector(".whole");
    try {
      await (this.isFullscreen ? document.exitFullscreen() : whole?.requestFullscreen());
    } catch {
      this.#host.requestUpdate();
    }
  }
}
