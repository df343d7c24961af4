// Long because the map answers to mouse, fingers and keys alike, and says in words what it shows.
import { html, LitElement, nothing, type PropertyValues, type TemplateResult } from "lit";
import { BLOCK_BYTE_LENGTH } from "../../core/geometry.ts";
import type { LayerId } from "../../core/identity.ts";
import type { Locale } from "../../i18n/locale.ts";
import type { Quantity } from "../../i18n/messages.ts";
import type { DiskFrame } from "../../lab/disk-map.ts";
import type { LayerView } from "../../lab/view-model.ts";
import { controls } from "../controls.styles.ts";
import { DiskFrames } from "../disk-frames.ts";
import type { DiskPort } from "../disk-port.ts";
import { appearanceOf, layerBadge, layerSignStyles } from "../layer-appearance.ts";
import { layerName } from "../layer-name.ts";
import { BlockCanvas, isSameStack, layerOfRank } from "./block-canvas.ts";
import type { BlockOverlay } from "./block-overlay.ts";
import { listenToPointers } from "./map-pointer.ts";
import {
  blocksInRow,
  blocksSeen,
  firstCellOf,
  type MapWindow,
  windowAround,
  windowAt,
  windowWith,
  type ZoomStep,
  zoomSteps,
} from "./map-window.ts";
import { blockMapStyles } from "./strata-block-map.styles.ts";

/** CSS pixels that a cell takes at least. */
const CELL_WIDTH = 3;
/** Milliseconds between two texts of what was counted. */
const COUNT_STEP_MS = 500;

interface Counts {
  readonly read: number;
  readonly written: number;
  readonly copiedUp: number;
  readonly flushes: number;
}

/** A block was chosen on the map. */
export type BlockChosenEvent = CustomEvent<{ readonly drive: number; readonly block: number }>;

/**
 * The whole disk, each block in the colour of the layer that answers it, from all of it down to one block. What the
 * guest reads and writes lights up as it happens; where motion is unwelcome it is marked for a moment.
 *
 * Properties: `locale`; `port` (or null: then there is nothing to show); `layers` (base first); `drive`, `block` (the
 * chosen one, or null); `pointed` (the layer that stands out, or null); `overlay` (one or two classes of blocks that are
 * shown in place of the layers, with a legend of their own, or null).
 * Events: `block-chosen`, a BlockChosenEvent; `drive-chosen` with the drive; `layer-pointed` with a layer's id or null.
 */
export class StrataBlockMap extends LitElement {
  static override styles = [controls, layerSignStyles, blockMapStyles];
  static override properties = {
    locale: { attribute: false },
    port: { attribute: false },
    layers: {
      attribute: false,
      // That a layer has grown shows on the map itself.
      hasChanged: (one: readonly LayerView[], other: readonly LayerView[] = []) => !isSameStack(one, other),
    },
    drive: { attribute: false },
    block: { attribute: false },
    pointed: { attribute: false },
    overlay: { attribute: false },
    step: { state: true },
    hiddenLayers: { state: true },
    hovered: { state: true },
    counts: { state: true },
    isReading: { state: true },
  };
  declare locale: Locale;
  declare port: DiskPort | null;
  declare layers: readonly LayerView[];
  declare drive: number;
  declare block: number | null;
  declare pointed: LayerId | null;
  declare overlay: BlockOverlay | null;
  declare step: number;
  declare hiddenLayers: ReadonlySet<LayerId>;
  declare hovered: number | null;
  declare counts: Counts;
  declare isReading: boolean;
  #canvas: BlockCanvas | null = null;
  #steps: readonly ZoomStep[] = [];
  #stepsFor = "";
  #window: MapWindow = { level: 0, columns: 1, rows: 1, firstRow: 0 };
  #sizes: ResizeObserver | null = null;
  #counted: Counts = { read: 0, written: 0, copiedUp: 0, flushes: 0 };
  #countedAt = 0;
  #dragged = 0;
  readonly #media = ["(prefers-color-scheme: dark)", "(prefers-reduced-motion: reduce)"].map((query) =>
    matchMedia(query),
  );

  constructor() {
    super();
    this.port = null;
    this.layers = [];
    this.drive = 0;
    this.block = null;
    this.pointed = null;
    this.overlay = null;
    this.step = 0;
    this.hiddenLayers = new Set();
    this.hovered = null;
    this.counts = this.#counted;
    this.isReading = false;
    new DiskFrames(
      this,
      () => this.port,
      (frame) => this.#handleFrame(frame),
    );
  }

  override connectedCallback(): void {
    super.connectedCallback();
    for (const media of this.#media) media.addEventListener("change", this.#handleMedia);
    this.#sizes?.observe(this.renderRoot.querySelector(".map") as Element);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    for (const media of this.#media) media.removeEventListener("change", this.#handleMedia);
    this.#sizes?.disconnect();
    this.#canvas?.stop();
  }

  protected override firstUpdated(): void {
    const canvas = this.renderRoot.querySelector(".map") as HTMLCanvasElement;
    const strip = this.renderRoot.querySelector(".overview canvas") as HTMLCanvasElement;
    this.#canvas = new BlockCanvas(this, canvas, strip);
    this.#canvas.heat.isStatic = this.#media[1]?.matches ?? false;
    this.#sizes = new ResizeObserver(() => {
      this.#canvas?.fit();
      this.requestUpdate();
    });
    this.#sizes.observe(canvas);
    listenToPointers(canvas, {
      point: (x, y) => {
        const cell = this.#cellAt(x, y);
        this.hovered = cell * 2 ** this.#window.level < this.#blockCount ? cell : null;
      },
      leave: () => {
        this.hovered = null;
      },
      choose: (x, y) => this.#choose(this.#cellAt(x, y) * 2 ** this.#window.level),
      zoom: (steps, x, y) => this.#zoom(steps, this.#cellAt(x, y) * 2 ** this.#window.level, y),
      drag: (height) => this.#drag(height),
    });
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    this.#settleSteps();
    if (changed.has("block") && this.block !== null) {
      this.#window = windowWith(this.#window, this.block, this.#blockCount);
    }
  }

  protected override updated(): void {
    this.#canvas?.show({
      port: this.port,
      drive: this.drive,
      blockCount: this.#blockCount,
      window: this.#window,
      layers: this.layers,
      pointed: this.pointed,
      hidden: this.hiddenLayers,
      overlay: this.overlay,
      marked: this.block === null ? [] : [this.block],
    });
  }

  get #blockCount(): number {
    return this.port?.map.disks[this.drive]?.blockCount ?? 0;
  }

  /** Another disk, or another width, has other steps; what is seen stays about where it is. */
  #settleSteps(): void {
    const width = this.renderRoot.querySelector(".map")?.clientWidth ?? 0;
    const widest = 2 ** Math.max(3, Math.floor(Math.log2(Math.max(1, width / CELL_WIDTH))));
    const blockCount = this.#blockCount;
    const key = `${this.drive} ${widest} ${blockCount}`;
    if (key === this.#stepsFor) return;
    this.#stepsFor = key;
    this.#steps = zoomSteps(Math.max(1, blockCount), widest);
    this.step = 0;
    this.#window = windowAt(this.#steps[0] as ZoomStep, 0, blockCount);
  }

  readonly #handleMedia = (): void => {
    if (this.#canvas === null) return;
    this.#canvas.heat.isStatic = this.#media[1]?.matches ?? false;
    this.#canvas.recolour();
  };

  #handleFrame(frame: DiskFrame): void {
    const { traffic } = frame;
    this.#counted = {
      read: this.#counted.read + traffic.readBlockCount,
      written: this.#counted.written + traffic.writtenBlockCount,
      copiedUp: this.#counted.copiedUp + traffic.copiedUpBlockCount,
      flushes: this.#counted.flushes + traffic.flushCount,
    };
    const { isComplete, disks } = this.port?.map ?? { isComplete: true, disks: [] };
    if (this.isReading === isComplete) this.isReading = !isComplete;
    // The disks are known with the first frame, and may be others later.
    if (`${this.drive} ` !== this.#stepsFor.slice(0, 2) || !this.#stepsFor.endsWith(` ${this.#blockCount}`)) {
      if (disks[this.drive] === undefined && this.drive !== 0) this.#emit("drive-chosen", 0);
      this.requestUpdate();
    }
    this.#canvas?.handleFrame(frame);
    const now = performance.now();
    if (now - this.#countedAt < COUNT_STEP_MS) return;
    this.#countedAt = now;
    this.counts = this.#counted;
  }

  #emit<Detail>(type: string, detail: Detail): void {
    this.dispatchEvent(new CustomEvent(type, { detail }));
  }

  #cellAt(x: number, y: number): number {
    const { columns, rows } = this.#window;
    return firstCellOf(this.#window) + Math.floor(y * rows) * columns + Math.floor(x * columns);
  }

  #choose(block: number): void {
    const chosen = Math.min(Math.max(0, block), this.#blockCount - 1);
    this.#emit("block-chosen", { drive: this.drive, block: chosen });
  }

  /** @param height where `block` stays, as a share of the canvas. */
  #zoom(steps: number, block: number, height = 0.5): void {
    this.step = Math.min(Math.max(0, this.step + steps), this.#steps.length - 1);
    const step = this.#steps[this.step] as ZoomStep;
    this.#window = windowAround(step, Math.min(block, this.#blockCount - 1), this.#blockCount, height);
    this.hovered = null;
    this.requestUpdate();
  }

  #drag(height: number): void {
    this.#dragged += height * this.#window.rows;
    const rows = Math.trunc(this.#dragged);
    this.#dragged -= rows;
    if (rows !== 0) this.#moveTo(this.#window.firstRow + rows);
  }

  #moveTo(firstRow: number): void {
    this.#window = windowAt(this.#window, firstRow, this.#blockCount);
    this.hovered = null;
    this.requestUpdate();
  }

  /** The middle of what is seen, or the chosen block where it is seen. */
  get #anchor(): number {
    const { first, count } = blocksSeen(this.#window, this.#blockCount);
    const isSeen = this.block !== null && this.block >= first && this.block < first + count;
    return isSeen && this.block !== null ? this.block : first + Math.floor(count / 2);
  }

  readonly #handleKey = (event: KeyboardEvent): void => {
    if (event.ctrlKey || event.altKey || event.metaKey) return;
    const cell = 2 ** this.#window.level;
    const row = blocksInRow(this.#window);
    const from = Math.floor((this.block ?? this.#anchor) / cell) * cell;
    const moves: Record<string, number> = {
      ArrowRight: from + cell,
      ArrowLeft: from - cell,
      ArrowDown: from + row,
      ArrowUp: from - row,
      PageDown: from + row * this.#window.rows,
      PageUp: from - row * this.#window.rows,
      Home: 0,
      End: this.#blockCount - 1,
    };
    const target = moves[event.key];
    if (target !== undefined) this.#choose(target);
    else if (event.key === "+" || event.key === "=") this.#zoom(1, this.#anchor);
    else if (event.key === "-") this.#zoom(-1, this.#anchor);
    else if (event.key === "0") this.#zoom(-this.#steps.length, 0);
    else if (event.key === "Enter" || event.key === " ") this.#choose(this.block ?? this.#anchor);
    else return;
    event.preventDefault();
  };

  #toggle(layer: LayerId): void {
    const hidden = new Set(this.hiddenLayers);
    if (!hidden.delete(layer)) hidden.add(layer);
    this.hiddenLayers = hidden;
  }

  #quantity(value: number): Quantity {
    return { value, shown: this.locale.format.count(value) };
  }

  /** What one cell shows, in words. */
  #described(cell: number): string {
    const { blocks } = this.locale.text;
    const { format } = this.locale;
    const first = cell * 2 ** this.#window.level;
    const last = Math.min(first + 2 ** this.#window.level, this.#blockCount) - 1;
    // Not what is drawn: that follows a moment later.
    const found = { ranks: new Uint32Array(1), shares: new Float32Array(1) };
    this.port?.map.read(this.drive, this.#window.level, cell, found);
    const id = this.port === null ? null : layerOfRank(this.port, found.ranks[0] ?? 0);
    const layer = this.layers.find((each) => each.id === id);
    const name = layer === undefined ? blocks.nothing : layerName(layer, this.locale);
    return first === last
      ? blocks.oneCell(format.count(first), name)
      : layer === undefined
        ? blocks.emptyCells(format.count(first), format.count(last))
        : blocks.manyCells(format.count(first), format.count(last), name, format.share(found.shares[0] ?? 0));
  }

  #toolbar(): TemplateResult {
    const { blocks } = this.locale.text;
    const { format } = this.locale;
    const { first, count } = blocksSeen(this.#window, this.#blockCount);
    const perCell = 2 ** this.#window.level;
    const button = (label: string, sign: string, isDisabled: boolean, act: () => void) => html`<button
      class="button square"
      type="button"
      aria-label=${label}
      title=${label}
      aria-disabled=${isDisabled ? "true" : "false"}
      @click=${() => !isDisabled && act()}
    >
      ${sign}
    </button>`;
    return html`<div class="toolbar">
      <div class="zoom" role="group" aria-label=${blocks.zoom}>
        ${button(blocks.zoomOut, "−", this.step === 0, () => this.#zoom(-1, this.#anchor))}
        ${button(blocks.zoomIn, "+", this.step >= this.#steps.length - 1, () => this.#zoom(1, this.#anchor))}
        <button
          class="button"
          type="button"
          aria-disabled=${this.step === 0 ? "true" : "false"}
          @click=${() => this.#zoom(-this.#steps.length, 0)}
        >
          ${blocks.whole}
        </button>
      </div>
      <p class="note quiet numbers">
        ${blocks.seen(format.count(first), format.count(Math.max(first, first + count - 1)))}
        <span class="scale">${blocks.scale(this.#quantity(perCell), format.bytes(perCell * BLOCK_BYTE_LENGTH))}</span>
      </p>
    </div>`;
  }

  /** The whole disk as a strip, with the part that is seen. */
  #overview(): TemplateResult {
    const { first, count } = blocksSeen(this.#window, this.#blockCount);
    const all = Math.max(1, this.#blockCount);
    const move = (event: PointerEvent): void => {
      if (event.buttons === 0) return;
      const strip = event.currentTarget as HTMLElement;
      const { left, width } = strip.getBoundingClientRect();
      if (event.type === "pointerdown") strip.setPointerCapture(event.pointerId);
      const block = ((event.clientX - left) / width) * all;
      this.#moveTo(Math.floor(block / blocksInRow(this.#window)) - this.#window.rows / 2);
    };
    return html`<div class="overview" aria-hidden="true" @pointerdown=${move} @pointermove=${move}>
      <canvas></canvas>
      <span ?hidden=${count >= all} style=${`--from:${first / all};--part:${count / all}`}></span>
    </div>`;
  }

  #legend(): TemplateResult {
    const { blocks } = this.locale.text;
    const { overlay } = this;
    if (overlay !== null) {
      return html`<ul class="legend">
        ${overlay.map((shown, index) =>
          shown === undefined
            ? nothing
            : html`<li><span class="key" data-overlay=${index + 1}></span> ${shown.label}</li>`,
        )}
      </ul>`;
    }
    const point = (id: LayerId | null) => () => this.#emit("layer-pointed", id);
    return html`<ul class="legend" aria-label=${blocks.legend}>
      ${this.layers.toReversed().map((layer) => {
        const name = layerName(layer, this.locale);
        const isHidden = this.hiddenLayers.has(layer.id);
        return html`<li>
          <button
            class="button plain"
            type="button"
            aria-pressed=${isHidden ? "false" : "true"}
            aria-label=${blocks.show(name)}
            title=${blocks.show(name)}
            @click=${() => this.#toggle(layer.id)}
            @pointerenter=${point(layer.id)}
            @pointerleave=${point(null)}
            @focus=${point(layer.id)}
            @blur=${point(null)}
          >
            ${layerBadge(`legend-${layer.id}`, appearanceOf(layer))}
          </button>
        </li>`;
      })}
      <li class="glows"><span class="key" data-glow="read"></span> ${blocks.read}</li>
      <li class="glows"><span class="key" data-glow="written"></span> ${blocks.written}</li>
    </ul>`;
  }

  protected override render() {
    const { text, format } = this.locale;
    const { blocks } = text;
    const disks = this.port?.map.disks ?? [];
    const block = this.block ?? this.#anchor;
    const cell = Math.floor(block / 2 ** this.#window.level);
    const shown = this.hovered ?? (this.block === null ? null : cell);
    return html`
      <div class="head">
        <h3 id="title">${blocks.title}</h3>
        ${
          disks.length > 1
            ? html`<div class="drives" role="group" aria-label=${blocks.drives}>
                ${disks.map(
                  (_, drive) => html`<button
                    class="button plain"
                    type="button"
                    aria-pressed=${drive === this.drive ? "true" : "false"}
                    @click=${() => this.#emit("drive-chosen", drive)}
                  >
                    ${blocks.drive[drive]}
                  </button>`,
                )}
              </div>`
            : nothing
        }
      </div>
      ${this.#toolbar()}
      <canvas
        class="map"
        tabindex="0"
        role="slider"
        aria-labelledby="title"
        aria-describedby="keys"
        aria-orientation="vertical"
        aria-valuemin="0"
        aria-valuemax=${Math.max(0, this.#blockCount - 1)}
        aria-valuenow=${block}
        aria-valuetext=${this.#described(cell)}
        @keydown=${this.#handleKey}
      ></canvas>
      ${this.#overview()}
      <p class="readout note numbers">${this.isReading ? blocks.reading : shown === null ? blocks.hint : this.#described(shown)}</p>
      ${this.#legend()}
      <p class="note quiet numbers">
        ${blocks.counts(
          format.count(this.counts.read),
          format.count(this.counts.written),
          format.count(this.counts.copiedUp),
          this.#quantity(this.counts.flushes),
        )}
      </p>
      <details class="note quiet">
        <summary>${blocks.howToRead}</summary>
        <p>${blocks.rule}</p>
        <p id="keys">${blocks.keys}</p>
      </details>
    `;
  }
}

customElements.define("strata-block-map", StrataBlockMap);

declare global {
  interface HTMLElementTagNameMap {
    "strata-block-map": StrataBlockMap;
  }
}
