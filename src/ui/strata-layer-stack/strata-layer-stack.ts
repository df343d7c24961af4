import { html, LitElement, nothing, type PropertyValues, svg, type TemplateResult } from "lit";
import { repeat } from "lit/directives/repeat.js";
import type { LayerId } from "../../core/identity.ts";
import type { Locale } from "../../i18n/locale.ts";
import type { DiskView, LayerView } from "../../lab/view-model.ts";
import { controls } from "../controls.styles.ts";
import { appearanceOf, layerSignStyles, patternDefinition } from "../layer-appearance.ts";
import { chainNotation } from "./chain-notation.ts";
import { layerChanges } from "./layer-changes.ts";
import { layerStackStyles } from "./strata-layer-stack.styles.ts";

/** More layers than this are folded in the middle. */
const shownAtMost = 9;
/** How long a dropped sheet is seen falling, in milliseconds; as in the styles. */
const dropMs = 700;

/**
 * The disk as a stack of sheets: base image at the bottom, active layer on top. A sheet falls when its layer is
 * dropped from the chain and a blank one is laid when a layer appears, only when the layers given say so.
 *
 * Properties: `locale`; `layers` (base first); `disk`; `isLooking` (what runs is not known here).
 */
export class StrataLayerStack extends LitElement {
  static override styles = [controls, layerSignStyles, layerStackStyles];
  static override properties = {
    locale: { attribute: false },
    layers: { attribute: false },
    disk: { attribute: false },
    isLooking: { attribute: false },
    falling: { state: true },
    isUnfolded: { state: true },
    isTableOpen: { state: true },
  };
  declare locale: Locale;
  declare layers: readonly LayerView[];
  declare disk: DiskView;
  declare isLooking: boolean;
  declare falling: readonly LayerView[];
  declare isUnfolded: boolean;
  declare isTableOpen: boolean;
  #laid: ReadonlySet<LayerId> = new Set();
  #grown: ReadonlySet<LayerId> = new Set();
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor() {
    super();
    this.layers = [];
    this.falling = [];
    this.isUnfolded = false;
    this.isTableOpen = false;
    this.isLooking = false;
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
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

  protected override updated(changed: PropertyValues<this>): void {
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
      ${isBlank ? nothing : svg`<path d=${outline} fill=${`url(#${patternId})`} />`}
      <path d=${outline} fill="none" stroke=${appearance.colour} stroke-width="2" stroke-linejoin="round" stroke-dasharray=${isBlank ? "5 4" : nothing} />
      <text x="90" y="36" text-anchor="middle" class="layer-sign">${appearance.sign}</text>
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
            ? text.layers.foreign
            : "";
    return html`<li
      data-layer=${layer.id}
      data-kind=${layer.kind}
      ?data-falling=${isFalling}
      ?data-laid=${this.#laid.has(layer.id)}
      aria-hidden=${isFalling ? "true" : nothing}
      .style=${`z-index:${this.layers.indexOf(layer) + 1}`}
    >
      ${this.#sheet(layer)}
      <div class="facts numbers">
        <p class="name" title=${role}><strong>${name}</strong>${role ? html` <span class="role">${role}</span>` : nothing}</p>
        <p class="amount">
          ${layer.blockCount === 0 ? text.layers.empty : html`${text.layers.blocks(quantity)} · ${format.bytes(layer.byteLength)} · ${format.share(share)}`}
        </p>
        <span class="gauge" aria-hidden="true" .style=${`--share:${share};--colour:${appearanceOf(layer).colour}`}></span>
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
                <td>${layer.snapshotName ?? (layer.kind === "frozen" ? text.layers.foreign : "")}</td>
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
          : html`<p class="note quiet numbers">${text.layers.traffic(format.bytes(disk.readBytes), format.bytes(disk.writtenBytes))}</p>`
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

customElements.define("strata-layer-stack", StrataLayerStack);

declare global {
  interface HTMLElementTagNameMap {
    "strata-layer-stack": StrataLayerStack;
  }
}
