// Long because the stack is drawn, told as a table, and follows what the guest does.
import { html, LitElement, nothing, type PropertyValues, svg, type TemplateResult } from "lit";
import { repeat } from "lit/directives/repeat.js";
import { RANK_OF_BASE, RANK_OF_FIRST_LAYER } from "../../core/answer-pyramid.ts";
import type { LayerId } from "../../core/identity.ts";
import type { Locale } from "../../i18n/locale.ts";
import type { Messages } from "../../i18n/messages.ts";
import type { DiskFrame } from "../../lab/disk-map.ts";
import type { DiskView, LayerView } from "../../lab/view-model.ts";
import { controls } from "../controls.styles.ts";
import { DiskFrames } from "../disk-frames.ts";
import type { DiskPort } from "../disk-port.ts";
import { appearanceOf, layerSignStyles, patternDefinition } from "../layer-appearance.ts";
import { chainNotation } from "./chain-notation.ts";
import { layerChanges } from "./layer-changes.ts";
import { SHEET_COLUMNS, SHEET_ROWS, SheetMaps } from "./sheet-maps.ts";
import { layerStackStyles } from "./strata-layer-stack.styles.ts";

/** More layers than this are folded in the middle. */
const shownAtMost = 9;
/** How long a dropped sheet is seen falling, in milliseconds; as in the styles. */
const dropMs = 700;
/** How long a block is seen on its way up, in milliseconds. */
const RISE_MS = 650;
/** Milliseconds between two texts of what was counted. */
const COUNT_STEP_MS = 500;

/**
 * The disk as a stack of sheets: base image at the bottom, active layer on top. A sheet falls when its layer is
 * dropped from the chain and a blank one is laid when a layer appears, only when the layers given say so. On each sheet
 * is a little map of the layer's blocks; what the guest reads and writes lights up there, and a copy-up rises.
 *
 * Properties: `locale`; `layers` (base first); `disk`; `isLooking` (what runs is not known here); `port` (or null: then
 * the sheets have no maps); `drive` (the disk on them); `pointed` (the layer that stands out, or null).
 * Events: `layer-pointed` with a layer's id or null.
 */
export class StrataLayerStack extends LitElement {
  static override styles = [controls, layerSignStyles, layerStackStyles];
  static override properties = {
    locale: { attribute: false },
    layers: { attribute: false },
    disk: { attribute: false },
    isLooking: { attribute: false },
    port: { attribute: false },
    drive: { attribute: false },
    pointed: { attribute: false },
    copiedUpCount: { state: true },
    falling: { state: true },
    isUnfolded: { state: true },
    isTableOpen: { state: true },
  };
  declare locale: Locale;
  declare layers: readonly LayerView[];
  declare disk: DiskView;
  declare isLooking: boolean;
  declare port: DiskPort | null;
  declare drive: number;
  declare pointed: LayerId | null;
  declare copiedUpCount: number;
  declare falling: readonly LayerView[];
  declare isUnfolded: boolean;
  declare isTableOpen: boolean;
  #laid: ReadonlySet<LayerId> = new Set();
  #grown: ReadonlySet<LayerId> = new Set();
  #timer: ReturnType<typeof setTimeout> | undefined;
  readonly #maps = new SheetMaps(this, (id) => this.#rowOf(id)?.querySelector("canvas") ?? null);
  /** Blocks of the guest's reads that each layer has answered since the stack is seen. */
  readonly #answered = new Map<LayerId, number>();
  #countedCopyUps = 0;
  #countedAt = 0;
  #rising: Animation | null = null;
  readonly #media = ["(prefers-color-scheme: dark)", "(prefers-reduced-motion: reduce)"].map((query) =>
    matchMedia(query),
  );

  constructor() {
    super();
    this.port = null;
    this.drive = 0;
    this.pointed = null;
    this.copiedUpCount = 0;
    new DiskFrames(
      this,
      () => this.port,
      (frame) => this.#handleFrame(frame),
    );
    this.layers = [];
    this.falling = [];
    this.isUnfolded = false;
    this.isTableOpen = false;
    this.isLooking = false;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    for (const media of this.#media) media.addEventListener("change", this.#handleMedia);
    this.#handleMedia();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    for (const media of this.#media) media.removeEventListener("change", this.#handleMedia);
    this.#maps.stop();
    clearTimeout(this.#timer);
    this.falling = [];
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    const before = changed.get("layers");
    if (before === undefined) return;
    const changes = layerChanges(before, this.layers);
    this.#grown = changes.grown;
    if (changes.laid.size > 0) this.#laid = changes.laid;
    if (changes.dropped.length === 0) return;
    this.falling = changes.dropped;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      this.falling = [];
    }, dropMs);
  }

  readonly #handleMedia = (): void => {
    this.#maps.isStill = this.#media[1]?.matches ?? false;
    if (this.hasUpdated) this.#maps.recolour();
  };

  #rowOf(id: LayerId): HTMLElement | null {
    return this.renderRoot.querySelector(`ol[aria-label] > [data-layer="${CSS.escape(id)}"]`);
  }

  #handleFrame(frame: DiskFrame): void {
    const { traffic } = frame;
    this.#maps.handleFrame(frame);
    const byRank = this.port?.map.layersByRank ?? [];
    const base = this.layers[0]?.id;
    const layerOf = (rank: number) => (rank === RANK_OF_BASE ? base : byRank[rank - RANK_OF_FIRST_LAYER]);
    if (traffic.readBlockCount > 0) {
      for (let rank = RANK_OF_BASE; rank < RANK_OF_FIRST_LAYER + byRank.length; rank++) {
        const count = traffic.answered[rank] ?? 0;
        const id = layerOf(rank);
        if (count > 0 && id !== undefined) this.#answered.set(id, (this.#answered.get(id) ?? 0) + count);
      }
    }
    this.#countedCopyUps += traffic.copiedUpBlockCount;
    if (traffic.copiedUpBlockCount > 0) {
      const run = traffic.kinds.subarray(0, traffic.runCount).indexOf(2);
      const from = layerOf(traffic.earlierRanks[run] ?? 0);
      const to = layerOf(traffic.ranks[run] ?? 0);
      if (from !== undefined && to !== undefined) this.#rise(from, to);
    }
    const now = performance.now();
    if (now - this.#countedAt < COUNT_STEP_MS) return;
    this.#countedAt = now;
    this.copiedUpCount = this.#countedCopyUps;
    if (this.isTableOpen && traffic.readBlockCount > 0) this.requestUpdate();
  }

  /** A block is seen rising from one sheet to another; one at a time, however many there are. */
  #rise(from: LayerId, to: LayerId): void {
    const mark = this.renderRoot.querySelector<HTMLElement>(".rising");
    const [below, above] = [this.#rowOf(from), this.#rowOf(to)];
    if (this.#rising !== null || mark === null || below === null || above === null) return;
    if (this.#media[1]?.matches) return;
    const middle = (row: HTMLElement): string => `translateY(${row.offsetTop + row.offsetHeight / 2}px)`;
    mark.hidden = false;
    this.#rising = mark.animate([{ transform: middle(below) }, { transform: middle(above) }], {
      duration: RISE_MS,
      easing: "ease-in-out",
    });
    this.#rising.onfinish = this.#rising.oncancel = () => {
      mark.hidden = true;
      this.#rising = null;
    };
  }

  #point(id: LayerId | null): void {
    this.dispatchEvent(new CustomEvent("layer-pointed", { detail: id }));
  }

  protected override updated(changed: PropertyValues<this>): void {
    if (changed.has("layers") || changed.has("port") || changed.has("drive"))
      this.#maps.show(this.port, this.drive, this.layers);
    if (changed.has("isUnfolded")) this.#maps.repaint();
    if (!changed.has("layers")) return;
    // A short mark on the sheet that has just taken blocks; it starts again with each growth.
    for (const id of this.#grown) {
      const gauge = this.renderRoot.querySelector(`[data-layer="${CSS.escape(id)}"] .gauge`);
      gauge?.animate?.([{ opacity: 0.45 }, { opacity: 1 }], { duration: 300 });
    }
  }

  #share(layer: LayerView): number {
    return this.disk.blockCount > 0 ? layer.blockCount / this.disk.blockCount : 0;
  }

  #sheet(layer: LayerView): TemplateResult {
    const appearance = appearanceOf(layer);
    const isBlank = layer.blockCount === 0;
    const patternId = `pattern-${layer.id}`;
    const outline = "M44 3H177L137 57H4z";
    return html`<svg class="sheet" viewBox="0 0 181 62" aria-hidden="true">
      <defs>${patternDefinition(patternId, appearance)}</defs>
      <path class="edge" d="M4 57H137L177 3V6L137 60H4z" fill=${appearance.colour} />
      <path d=${outline} fill="var(--surface)" />
      ${isBlank ? nothing : svg`<path d=${outline} fill=${`url(#${patternId})`} opacity=${this.port === null ? 1 : 0.32} />`}
      <path d=${outline} fill="none" stroke=${appearance.colour} stroke-width="2" stroke-linejoin="round" stroke-dasharray=${isBlank ? "5 4" : nothing} />
    </svg>`;
  }

  /** Above the little map. */
  #sign(layer: LayerView): TemplateResult {
    return html`<svg class="sheet sign" viewBox="0 0 181 62" aria-hidden="true">
      <text x="90" y="36" text-anchor="middle" class="layer-sign">${appearanceOf(layer).sign}</text>
    </svg>`;
  }

  #row(layer: LayerView, isFalling: boolean): TemplateResult {
    const { text, format } = this.locale;
    const share = this.#share(layer);
    const quantity = { value: layer.blockCount, shown: format.count(layer.blockCount) };
    const name = layer.kind === "base" ? text.layers.kind.base : text.layers.nameOf(layer.sign);
    const role =
      layer.kind === "active"
        ? text.layers.kind.active
        : layer.snapshotName !== null
          ? text.layers.frozenBy(layer.snapshotName)
          : layer.kind === "frozen"
            ? originOf(layer, text)
            : "";
    return html`<li
      data-layer=${layer.id}
      data-kind=${layer.kind}
      ?data-falling=${isFalling}
      ?data-laid=${this.#laid.has(layer.id)}
      aria-hidden=${isFalling ? "true" : nothing}
      ?data-back=${this.pointed !== null && this.pointed !== layer.id}
      style=${`z-index:${this.layers.indexOf(layer) + 1}`}
      @pointerenter=${() => this.#point(layer.id)}
      @pointerleave=${() => this.#point(null)}
    >
      <div class="paper">
        ${this.#sheet(layer)}
        ${this.port === null ? nothing : html`<canvas width=${SHEET_COLUMNS} height=${SHEET_ROWS} aria-hidden="true"></canvas>`}
        ${this.#sign(layer)}
      </div>
      <div class="facts numbers">
        <p class="name" title=${role}><strong>${name}</strong>${role ? html` <span class="role">${role}</span>` : nothing}</p>
        <p class="amount">
          ${layer.blockCount === 0 ? text.layers.empty : html`${text.layers.blocks(quantity)} · ${format.bytes(layer.byteLength)} · ${format.share(share)}`}
        </p>
        <span class="gauge" aria-hidden="true" style=${`--share:${share};--colour:${appearanceOf(layer).colour}`}></span>
      </div>
    </li>`;
  }

  #table(): TemplateResult {
    const { text } = this.locale;
    return html`<details
      @toggle=${(event: Event) => {
        this.isTableOpen = (event.currentTarget as HTMLDetailsElement).open;
      }}
    >
      <summary class="note quiet">${text.layers.table}</summary>
      ${this.isTableOpen ? this.#openTable() : nothing}
    </details>`;
  }

  #openTable(): TemplateResult {
    const { text, format } = this.locale;
    return html`<div class="scroll" tabindex="0" role="region" aria-label=${text.layers.order}>
        <table>
          <thead>
            <tr>
              <th scope="col">${text.layers.columnLayer}</th>
              <th scope="col">${text.layers.columnKind}</th>
              <th scope="col" class="number">${text.layers.columnBlocks}</th>
              <th scope="col" class="number">${text.layers.columnBytes}</th>
              <th scope="col" class="number">${text.layers.columnShare}</th>
              <th scope="col">${text.layers.columnSnapshot}</th>
              ${this.port === null ? nothing : html`<th scope="col" class="number">${text.blocks.columnAnswered}</th>`}
            </tr>
          </thead>
          <tbody>
            ${this.layers.toReversed().map(
              (layer) => html`<tr>
                <th scope="row">${layer.sign}</th>
                <td>${text.layers.kind[layer.kind]}</td>
                <td class="number">${format.count(layer.blockCount)}</td>
                <td class="number">${format.bytes(layer.byteLength)}</td>
                <td class="number">${format.share(this.#share(layer))}</td>
                <td>${layer.snapshotName ?? (layer.kind === "frozen" ? originOf(layer, text) : "")}</td>
                ${this.port === null ? nothing : html`<td class="number">${format.count(this.#answered.get(layer.id) ?? 0)}</td>`}
              </tr>`,
            )}
          </tbody>
        </table>
      </div>`;
  }

  protected override render() {
    const { text, format } = this.locale;
    const { disk } = this;
    const topFirst = this.layers.toReversed();
    const isFolded = topFirst.length > shownAtMost && !this.isUnfolded;
    const head = isFolded ? topFirst.slice(0, shownAtMost - 2) : topFirst.slice(0, -1);
    const hidden = isFolded ? topFirst.slice(shownAtMost - 2, -1) : [];
    const base = topFirst.slice(-1);
    const row = (layer: LayerView) => this.#row(layer, false);
    const key = (layer: LayerView) => layer.id;
    return html`
      <div class="head">
        <h2>${text.layers.title}</h2>
        <p class="note quiet numbers">
          ${text.layers.virtualDisk(
            format.bytes(disk.byteLength),
            { value: disk.blockCount, shown: format.count(disk.blockCount) },
            format.bytes(disk.blockByteLength),
          )}
        </p>
      </div>
      <div class="stack">
        <ol class="falling" aria-hidden="true">
          ${this.falling.toReversed().map((layer) => this.#row(layer, true))}
        </ol>
        <ol aria-label=${text.layers.order}>
          ${repeat(head, key, row)}
          ${
            hidden.length > 0
              ? html`<li class="fold">
                  <button
                    class="button plain"
                    type="button"
                    @click=${() => {
                      this.isUnfolded = true;
                    }}
                  >
                    ${text.layers.more({ value: hidden.length, shown: format.count(hidden.length) })}
                  </button>
                </li>`
              : nothing
          }
          ${repeat(base, key, row)}
        </ol>
        <span class="rising" hidden aria-hidden="true"></span>
      </div>
      ${
        this.isUnfolded && topFirst.length > shownAtMost
          ? html`<button
              class="button plain"
              type="button"
              @click=${() => {
                this.isUnfolded = false;
              }}
            >
              ${text.layers.fewer}
            </button>`
          : nothing
      }
      <p class="notation scroll" tabindex="0" role="img" aria-label=${chainNotation(this.layers)}>${this.#notation()}</p>
      <p class="note quiet">${text.layers.explanation}</p>
      ${
        this.isLooking || disk.readBytes + disk.writtenBytes === 0
          ? nothing
          : html`<p class="note quiet numbers">
              ${text.layers.traffic(format.bytes(disk.readBytes), format.bytes(disk.writtenBytes))}${
                this.copiedUpCount === 0
                  ? nothing
                  : html`. ${text.blocks.copiedUp({ value: this.copiedUpCount, shown: format.count(this.copiedUpCount) })}`
              }
            </p>`
      }
      ${this.#table()}
    `;
  }

  #notation(): readonly TemplateResult[] {
    const parts = chainNotation(this.layers).split(" <-- ");
    return parts.map(
      (part, index) =>
        html`${index > 0 ? html`<span class="arrow"> &lt;-- </span>` : nothing}<span>${part}</span>`,
    );
  }
}

/** Where a layer comes from that no snapshot of the machine froze. */
const originOf = ({ isBeginning }: LayerView, { layers }: Messages): string =>
  isBeginning === true ? layers.beginning : layers.foreign;

customElements.define("strata-layer-stack", StrataLayerStack);

declare global {
  interface HTMLElementTagNameMap {
    "strata-layer-stack": StrataLayerStack;
  }
}
