import { html, LitElement, nothing, type PropertyValues, type TemplateResult } from "lit";
import { BLOCK_BYTE_LENGTH } from "../../core/geometry.ts";
import type { LayerId, SnapshotId } from "../../core/identity.ts";
import type { Locale } from "../../i18n/locale.ts";
import type { BlockInspection, LayerCopy } from "../../lab/inspect-commands.ts";
import type { SnapshotView } from "../../lab/view-model.ts";
import { briefTime } from "../brief-time.ts";
import { controls } from "../controls.styles.ts";
import type { KnownLayer } from "../known-layers.ts";
import { appearanceOf, layerBadge, layerSignStyles } from "../layer-appearance.ts";
import { layerName } from "../layer-name.ts";
import { byContent } from "../same-value.ts";
import { blockNumber } from "./block-number.ts";
import { hexDump } from "./hex-dump.ts";
import { blockInspectorStyles } from "./strata-block-inspector.styles.ts";

/**
 * One block: which layers hold it, which of them answers, and what each copy contains; now, or at a snapshot.
 *
 * Properties: `locale`; `inspection` (what was found, or null); `layerOf` (a layer by its id); `blockCount` (of the disk);
 * `snapshots`; `at` (the snapshot that is looked at, or null for the present).
 * Events: `number-chosen` with the block; `moment-chosen` with a snapshot's id or null; `walk-wanted`.
 */
export class StrataBlockInspector extends LitElement {
  static override styles = [controls, layerSignStyles, blockInspectorStyles];
  static override properties = {
    locale: { attribute: false },
    inspection: { attribute: false },
    layerOf: { attribute: false },
    blockCount: { attribute: false },
    snapshots: byContent,
    at: { attribute: false },
    isOutside: { state: true },
    shown: { state: true },
  };
  declare locale: Locale;
  declare inspection: BlockInspection | null;
  declare layerOf: (id: LayerId | null) => KnownLayer;
  declare blockCount: number;
  declare snapshots: readonly SnapshotView[];
  declare at: SnapshotId | null;
  declare isOutside: boolean;
  /** The layer whose copy is shown; undefined for the one that answers. */
  declare shown: LayerId | null | undefined;

  constructor() {
    super();
    this.inspection = null;
    this.layerOf = (id) => ({ id, kind: "frozen", sign: "·" });
    this.blockCount = 0;
    this.snapshots = [];
    this.at = null;
    this.isOutside = false;
    this.shown = undefined;
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    const before = changed.get("inspection");
    if (before === undefined || before === null || this.inspection === null) return;
    if (before.block !== this.inspection.block || before.at !== this.inspection.at) this.shown = undefined;
    this.isOutside = false;
  }

  readonly #look = (event: SubmitEvent): void => {
    event.preventDefault();
    const input = (event.currentTarget as HTMLFormElement).querySelector("input") as HTMLInputElement;
    const block = blockNumber(input.value);
    this.isOutside = block === null || block >= this.blockCount;
    if (block !== null && !this.isOutside) this.#emit("number-chosen", block);
  };

  #emit<Detail>(type: string, detail: Detail): void {
    this.dispatchEvent(new CustomEvent(type, { detail }));
  }

  #nameOf(copy: LayerCopy): string {
    return layerName(this.layerOf(copy.layer), this.locale);
  }

  #form(): TemplateResult {
    const { inspector } = this.locale.text.blocks;
    const last = this.locale.format.count(Math.max(0, this.blockCount - 1));
    return html`<form @submit=${this.#look}>
      <label for="number">${inspector.number} <span class="quiet numbers">${inspector.range(last)}</span></label>
      <div class="row">
        <input
          class="field numbers"
          id="number"
          inputmode="numeric"
          autocomplete="off"
          .value=${String(this.inspection?.block ?? "")}
          aria-invalid=${this.isOutside ? "true" : "false"}
          aria-describedby=${this.isOutside ? "outside" : nothing}
        />
        <button class="button" type="submit">${inspector.look}</button>
        ${
          this.snapshots.length === 0
            ? nothing
            : html`<label class="moment"
                ><span class="quiet">${inspector.when}</span>
                <select
                  class="field"
                  @change=${(event: Event) => {
                    const { value } = event.currentTarget as HTMLSelectElement;
                    this.#emit("moment-chosen", value === "" ? null : value);
                  }}
                >
                  <option value="" ?selected=${this.at === null}>${inspector.now}</option>
                  ${this.snapshots.map(
                    ({ id, name }) => html`<option value=${id} ?selected=${this.at === id}>${name}</option>`,
                  )}
                </select></label
              >`
        }
      </div>
      ${this.isOutside ? html`<p class="outside" id="outside" role="alert">${inspector.outside(last)}</p>` : nothing}
    </form>`;
  }

  /** What would happen to the copies, or why there are several. */
  #note({ copies, answer, at }: BlockInspection): string {
    const { inspector } = this.locale.text.blocks;
    if (at !== null) return inspector.past;
    const answering = answer === null ? undefined : copies[answer];
    if (answering === undefined) return inspector.wouldNotCopyUp;
    if (answer !== 0) return inspector.wouldCopyUp(this.#nameOf(answering));
    const older = copies.find((copy, index) => index > 0 && copy.bytes !== null);
    return older === undefined ? "" : inspector.hidesOlder(this.#nameOf(older));
  }

  #table({ copies, answer }: BlockInspection): TemplateResult {
    const { inspector } = this.locale.text.blocks;
    return html`<div class="scroll" tabindex="0" role="region" aria-label=${inspector.table}>
      <table>
        <caption class="visually-hidden">
          ${inspector.table}
        </caption>
        <thead>
          <tr>
            <th scope="col">${inspector.columnLayer}</th>
            <th scope="col">${inspector.columnHolds}</th>
            <th scope="col">${inspector.columnAnswers}</th>
          </tr>
        </thead>
        <tbody>
          ${copies.map(
            (copy, index) => html`<tr ?data-answers=${index === answer}>
              <th scope="row">
                ${layerBadge(`copy-${index}`, appearanceOf(this.layerOf(copy.layer)))} ${this.#nameOf(copy)}
              </th>
              <td>${copy.bytes === null ? inspector.holdsNot : copy.isWaiting ? inspector.waits : inspector.holds}</td>
              <td>${copy.bytes === null ? "–" : index === answer ? inspector.answers : inspector.hidden}</td>
            </tr>`,
          )}
        </tbody>
      </table>
    </div>`;
  }

  #contents(inspection: BlockInspection): TemplateResult {
    const { inspector } = this.locale.text.blocks;
    const held = inspection.copies.filter((copy) => copy.bytes !== null);
    const copy = held.find(({ layer }) => layer === this.shown) ?? held[0];
    if (copy === undefined) return html`<p class="note quiet">${inspector.zeros}</p>`;
    const bytes = (copy.bytes ?? new Uint8Array()).subarray(0, inspection.byteLength);
    const isZero = bytes.every((byte) => byte === 0);
    return html`
      <h4 id="contents">${inspector.contents}</h4>
      ${
        held.length > 1
          ? html`<div class="row" role="group" aria-labelledby="contents">
              ${held.map(
                (each, index) => html`<button
                  class="button plain"
                  type="button"
                  aria-pressed=${each === copy ? "true" : "false"}
                  aria-label=${inspector.contentsOf(this.#nameOf(each))}
                  @click=${() => {
                    this.shown = each.layer;
                  }}
                >
                  ${layerBadge(`held-${index}`, appearanceOf(this.layerOf(each.layer)))}
                </button>`,
              )}
            </div>`
          : nothing
      }
      ${isZero ? html`<p class="note quiet">${inspector.zeros}</p>` : nothing}
      <pre tabindex="0" role="region" aria-label=${inspector.contentsOf(this.#nameOf(copy))}>${hexDump(bytes)}</pre>
    `;
  }

  #found(inspection: BlockInspection): TemplateResult {
    const { text, format } = this.locale;
    const { inspector, walk } = text.blocks;
    const { block, byteLength, copies, answer, read } = inspection;
    const answering = answer === null ? undefined : copies[answer];
    const start = block * BLOCK_BYTE_LENGTH;
    const note = this.#note(inspection);
    return html`
      <p class="answer">
        ${answering === undefined ? nothing : layerBadge("answer", appearanceOf(this.layerOf(answering.layer)))}
        <strong>
          ${answering === undefined ? inspector.answeredByNobody : inspector.answeredBy(this.#nameOf(answering))}
        </strong>
      </p>
      <p class="note quiet numbers">
        ${inspector.bytes(format.count(start), format.count(start + byteLength - 1))}
        ${
          read === null
            ? nothing
            : inspector.readTime(briefTime(read.elapsedMs / read.readCount, this.locale), {
                value: read.readCount,
                shown: format.count(read.readCount),
              })
        }
      </p>
      ${note === "" ? nothing : html`<p class="note">${note}</p>`}
      <button class="button walk" type="button" @click=${() => this.#emit("walk-wanted", null)}>
        ${walk.thisBlock(format.count(block))}
      </button>
      ${this.#table(inspection)} ${this.#contents(inspection)}
    `;
  }

  protected override render() {
    return html`
      <h3>${this.locale.text.blocks.inspector.title}</h3>
      ${this.#form()} ${this.inspection === null ? nothing : this.#found(this.inspection)}
    `;
  }
}

customElements.define("strata-block-inspector", StrataBlockInspector);

declare global {
  interface HTMLElementTagNameMap {
    "strata-block-inspector": StrataBlockInspector;
  }
}
