import { html, LitElement, nothing, type TemplateResult } from "lit";
import { repeat } from "lit/directives/repeat.js";
import type { Locale } from "../../i18n/locale.ts";
import type { LayerView, MachineView, SnapshotView } from "../../lab/view-model.ts";
import { emitCommand } from "../command.ts";
import { controls } from "../controls.styles.ts";
import { cameraIcon } from "../icons.ts";
import { appearanceOf, layerBadge, layerSignStyles } from "../layer-appearance.ts";
import "../strata-confirm/strata-confirm.ts";
import type { ConfirmedEvent } from "../strata-confirm/strata-confirm.ts";
import "../strata-snapshot-card/strata-snapshot-card.ts";
import { type RailRow, snapshotRails } from "./snapshot-rails.ts";
import { snapshotsStyles } from "./strata-snapshots.styles.ts";
import { freeName, suggestedName } from "./suggested-name.ts";

/** Room for one lane of rails, in pixels. */
const lanePixels = 16;
/** Where on a row its point lies, in pixels from the top. */
const pointPixels = 30;

/**
 * The points in time of the machine: takes snapshots, shows them as a tree with the present state on top, and
 * goes back to them.
 *
 * Properties: `locale`; `snapshots` (oldest first); `layers`; `machine`; `isBusy`; `now`.
 * Events: `strata-command` take-snapshot, discard-changes, and those of the cards.
 */
export class StrataSnapshots extends LitElement {
  static override styles = [controls, layerSignStyles, snapshotsStyles];
  static override properties = {
    locale: { attribute: false },
    snapshots: { attribute: false },
    layers: { attribute: false },
    machine: { attribute: false },
    isBusy: { attribute: false },
    now: { attribute: false },
    typedName: { state: true },
    isAsking: { state: true },
  };
  declare locale: Locale;
  declare snapshots: readonly SnapshotView[];
  declare layers: readonly LayerView[];
  declare machine: MachineView;
  declare isBusy: boolean;
  declare now: number;
  /** What the person has typed; null while the suggestion stands. */
  declare typedName: string | null;
  declare isAsking: boolean;

  constructor() {
    super();
    this.isBusy = false;
    this.typedName = null;
    this.isAsking = false;
  }

  get #names(): readonly string[] {
    return this.snapshots.map((snapshot) => snapshot.name);
  }

  get #suggestion(): string {
    const { text, format } = this.locale;
    return suggestedName(this.#names, (number) => text.snapshots.suggestedName(format.count(number)));
  }

  get #active(): LayerView | null {
    return this.layers.findLast((layer) => layer.kind === "active") ?? null;
  }

  #handleTake(event: SubmitEvent): void {
    event.preventDefault();
    const name = (this.typedName ?? "").trim() || this.#suggestion;
    emitCommand(this, { kind: "take-snapshot", name });
    this.typedName = null;
  }

  #handleDiscard(event: ConfirmedEvent): void {
    emitCommand(this, { kind: "discard-changes", snapshotFirst: event.detail.snapshotFirst });
    this.#closeQuestion();
  }

  #closeQuestion(): void {
    this.isAsking = false;
    void this.updateComplete.then(() => this.renderRoot.querySelector<HTMLElement>(".discard")?.focus());
  }

  #form(): TemplateResult {
    const { text } = this.locale;
    return html`<form class="take" @submit=${this.#handleTake}>
      <input
        class="field"
        aria-label=${text.snapshots.name}
        maxlength="80"
        autocomplete="off"
        placeholder=${this.#suggestion}
        .value=${this.typedName ?? ""}
        @input=${(event: Event) => {
          this.typedName = (event.currentTarget as HTMLInputElement).value;
        }}
      />
      <button class="button primary" ?disabled=${this.isBusy || this.machine.state === "starting"}>
        ${cameraIcon}${text.snapshots.take}
      </button>
    </form>`;
  }

  #rails(row: RailRow, laneCount: number, isPresent: boolean): TemplateResult {
    const x = (lane: number): string => `left:${lane * lanePixels + lanePixels / 2 - 1}px`;
    return html`<div class="rails" style=${`width:${laneCount * lanePixels}px`} aria-hidden="true">
      ${row.passing.map((lane) => html`<i style=${x(lane)}></i>`)}
      ${row.hasLineAbove ? html`<i style=${`${x(row.lane)};bottom:auto;height:${pointPixels}px`}></i>` : nothing}
      ${row.hasLineBelow ? html`<i style=${`${x(row.lane)};top:${pointPixels}px`}></i>` : nothing}
      ${row.joining.map((lane) => {
        const from = lane * lanePixels + lanePixels / 2;
        const to = row.lane * lanePixels + lanePixels / 2;
        return html`<svg width=${laneCount * lanePixels} height=${pointPixels}>
          <path d=${`M${from} 0V${pointPixels - 10}Q${from} ${pointPixels} ${from + Math.sign(to - from) * 10} ${pointPixels}H${to}`} />
        </svg>`;
      })}
      <b class=${isPresent ? "here" : ""} style=${`left:${row.lane * lanePixels + lanePixels / 2}px;top:${pointPixels}px`}></b>
    </div>`;
  }

  #present(current: SnapshotView | null): TemplateResult {
    const { text, format } = this.locale;
    const active = this.#active;
    const blockCount = active?.blockCount ?? 0;
    const changed =
      blockCount > 0
        ? text.snapshots.changed(
            { value: blockCount, shown: format.count(blockCount) },
            format.bytes(active?.byteLength ?? 0),
          )
        : text.snapshots.unchanged;
    const isOff = this.machine.state === "off" || this.machine.state === "stopped-by-guest";
    const canDiscard = blockCount > 0 || (!isOff && current !== null);
    return html`<div class="present">
        <div>
          <h3 aria-current="true">
            ${active ? layerBadge("badge-active", appearanceOf(active)) : nothing} ${text.snapshots.here}
          </h3>
          <p class="note quiet numbers">
            ${changed}, ${current ? text.snapshots.hereSince(current.name) : text.snapshots.hereSinceBase}
          </p>
        </div>
        <button
          class="button discard"
          type="button"
          aria-expanded=${this.isAsking}
          ?disabled=${this.isBusy || !canDiscard}
          @click=${() => {
            this.isAsking = !this.isAsking;
          }}
        >
          ${text.snapshots.discard}
        </button>
      </div>
      ${this.isAsking ? this.#question(current, isOff) : nothing}`;
  }

  #question(current: SnapshotView | null, isOff: boolean): TemplateResult {
    const { text, format } = this.locale;
    const active = this.#active;
    const lost = active?.blockCount ?? 0;
    const consequences = [
      lost > 0
        ? text.snapshots.lossOfBlocks(
            { value: lost, shown: format.count(lost) },
            format.bytes(active?.byteLength ?? 0),
          )
        : text.snapshots.lossNone,
      ...(isOff ? [] : [text.snapshots.lossOfRunningState]),
      ...(current?.kind === "live" ? [text.snapshots.becomesLive] : []),
      ...(current === null && !isOff ? [text.snapshots.becomesBase] : []),
      ...(current?.kind === "powered-off" && !isOff ? [text.snapshots.becomesOff] : []),
      text.snapshots.kept,
    ];
    return html`<strata-confirm
      .locale=${this.locale}
      .question=${text.snapshots.confirmDiscard}
      .consequences=${consequences}
      .confirmLabel=${text.snapshots.discard}
      .snapshotName=${freeName(this.#names, text.snapshots.beforeDiscard)}
      @confirmed=${this.#handleDiscard}
      @cancelled=${this.#closeQuestion}
    ></strata-confirm>`;
  }

  protected override render() {
    const { text } = this.locale;
    const newestFirst = this.snapshots.toReversed();
    const rails = snapshotRails(newestFirst);
    const names = new Map(this.snapshots.map((snapshot) => [snapshot.id, snapshot.name]));
    const layers = new Map(this.layers.map((layer) => [layer.id, layer]));
    const current = newestFirst.find((snapshot) => snapshot.isCurrent) ?? null;
    const largestPartBytes = Math.max(
      0,
      ...this.snapshots.flatMap(({ parts }) => [
        parts.deviceBytes,
        parts.ramBytes,
        parts.configBytes,
        parts.diskBytes,
      ]),
    );
    return html`
      <div class="head">
        <h2>${text.snapshots.title}</h2>
        ${this.#form()}
      </div>
      <ol aria-label=${text.snapshots.list} ?data-long=${newestFirst.length > 4}>
        <li>
          ${this.#rails(rails.present, rails.laneCount, true)}
          <div class="content">${this.#present(current)}</div>
        </li>
        ${repeat(
          newestFirst,
          (snapshot) => snapshot.id,
          (snapshot, index) => {
            const row = rails.rows[index];
            return html`<li ?data-current=${snapshot.isCurrent}>
              ${row ? this.#rails(row, rails.laneCount, false) : nothing}
              <strata-snapshot-card
                class="content"
                .locale=${this.locale}
                .snapshot=${snapshot}
                .parentName=${snapshot.parentId === null ? null : (names.get(snapshot.parentId) ?? null)}
                .layer=${layers.get(snapshot.parts.layerId) ?? null}
                .activeLayer=${this.#active}
                .machineState=${this.machine.state}
                .config=${this.machine.config}
                .largestPartBytes=${largestPartBytes}
                .takenNames=${this.#names}
                .isBusy=${this.isBusy}
                .now=${this.now}
              ></strata-snapshot-card>
            </li>`;
          },
        )}
      </ol>
      ${newestFirst.length === 0 ? html`<p class="none note quiet">${text.snapshots.none}</p>` : nothing}
    `;
  }
}

customElements.define("strata-snapshots", StrataSnapshots);

declare global {
  interface HTMLElementTagNameMap {
    "strata-snapshots": StrataSnapshots;
  }
}
