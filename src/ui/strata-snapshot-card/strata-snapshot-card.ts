import { html, LitElement, nothing, type TemplateResult } from "lit";
import { configDifferences, type MachineConfig } from "../../core/machine-config.ts";
import type { Locale } from "../../i18n/locale.ts";
import type { LayerView, MachineState, SnapshotView } from "../../lab/view-model.ts";
import { emitCommand } from "../command.ts";
import { controls } from "../controls.styles.ts";
import { backIcon, playIcon } from "../icons.ts";
import { appearanceOf, layerBadge, layerSignStyles } from "../layer-appearance.ts";
import { byContent } from "../same-value.ts";
import "../strata-confirm/strata-confirm.ts";
import type { ConfirmedEvent } from "../strata-confirm/strata-confirm.ts";
import { freeName } from "../strata-snapshots/suggested-name.ts";
import { cardStyles } from "./strata-snapshot-card.styles.ts";

interface Part {
  readonly label: string;
  readonly byteLength: number;
  /** What it is made of; null where the snapshot does not keep this part. */
  readonly content: string | null;
}

/**
 * One snapshot: its picture, the four parts that it keeps with their real sizes, what it cost, and the way back
 * to it, which takes two clicks.
 *
 * Properties: `locale`; `snapshot`; `parentName` (or null); `layer` (the one it froze, where still in the chain,
 * or null); `activeLayer` (what a revert would throw away, or null); `machineState`; `config` (the machine's
 * present one); `largestPartBytes` (length of a full bar); `takenNames`; `isBusy`; `now`.
 * Events: `strata-command` revert, start-from.
 */
export class StrataSnapshotCard extends LitElement {
  static override styles = [controls, layerSignStyles, cardStyles];
  static override properties = {
    locale: { attribute: false },
    snapshot: byContent,
    parentName: { attribute: false },
    layer: byContent,
    machineState: { attribute: false },
    config: byContent,
    largestPartBytes: { attribute: false },
    takenNames: byContent,
    isBusy: { attribute: false },
    now: { attribute: false },
    asking: { state: true },
  };
  declare locale: Locale;
  declare snapshot: SnapshotView;
  declare parentName: string | null;
  declare layer: LayerView | null;
  /** Not reactive: it changes with each write of the guest, and matters only at the next drawing. */
  activeLayer: LayerView | null = null;
  declare machineState: MachineState;
  declare config: MachineConfig;
  declare largestPartBytes: number;
  declare takenNames: readonly string[];
  declare isBusy: boolean;
  declare now: number;
  declare asking: "revert" | "start-from" | null;

  constructor() {
    super();
    this.asking = null;
    this.isBusy = false;
  }

  get #isOff(): boolean {
    return this.machineState === "off" || this.machineState === "stopped-by-guest";
  }

  #ask(action: "revert" | "start-from"): void {
    this.asking = this.asking === action ? null : action;
  }

  #close(): void {
    const asked = this.asking;
    this.asking = null;
    void this.updateComplete.then(() =>
      this.renderRoot.querySelector<HTMLElement>(`[data-action="${asked}"]`)?.focus(),
    );
  }

  #handleConfirmed(event: ConfirmedEvent): void {
    if (this.asking === null) return;
    const { snapshotFirst } = event.detail;
    emitCommand(this, { kind: this.asking, id: this.snapshot.id, snapshotFirst });
    this.#close();
  }

  #parts(): readonly Part[] {
    const { text, format } = this.locale;
    const { parts, kind } = this.snapshot;
    const isLive = kind === "live";
    const quantity = (value: number) => ({ value, shown: format.count(value) });
    return [
      { label: text.snapshots.partDevices, byteLength: parts.deviceBytes, content: isLive ? "" : null },
      {
        label: text.snapshots.partRam,
        byteLength: parts.ramBytes,
        content: isLive ? text.snapshots.pages(quantity(parts.ramPageCount)) : null,
      },
      {
        label: text.snapshots.partConfig,
        byteLength: parts.configBytes,
        content: text.snapshots.configSummary(
          format.bytes(parts.config.ramMiB * 1024 * 1024),
          text.machine.nic[parts.config.nic],
        ),
      },
      {
        label: text.snapshots.partDisk,
        byteLength: parts.diskBytes,
        content: text.snapshots.blocks(quantity(parts.diskBlockCount)),
      },
    ];
  }

  #drawer(part: Part): TemplateResult {
    const { text, format } = this.locale;
    const share = this.largestPartBytes > 0 ? part.byteLength / this.largestPartBytes : 0;
    return html`<li ?data-missing=${part.content === null}>
      <span class="label">${part.label}</span>
      <span class="bar" aria-hidden="true"><span style=${`width:${(share * 100).toFixed(3)}%`}></span></span>
      <span class="amount numbers">
        ${part.content === null ? text.snapshots.notKept : format.bytes(part.byteLength)}
        ${part.content ? html`<span class="content">${part.content}</span>` : nothing}
      </span>
    </li>`;
  }

  #cost(): TemplateResult {
    const { text, format } = this.locale;
    const { cost, kind, status } = this.snapshot;
    const facts = [
      kind === "live" && cost.pauseMs > 0
        ? text.snapshots.costPause(format.duration(cost.pauseMs))
        : text.snapshots.notRunning,
      ...(status === "durable" ? [text.snapshots.costDurable(format.duration(cost.durableMs))] : []),
      text.snapshots.costWritten(format.bytes(cost.bytesWritten)),
    ];
    return html`<p class="cost note quiet numbers">${facts.join(" · ")}</p>`;
  }

  #consequences(): readonly string[] {
    const { text, format } = this.locale;
    const { snapshot, activeLayer } = this;
    const lost = activeLayer?.blockCount ?? 0;
    const changesConfig = configDifferences(this.config, snapshot.parts.config).length > 0;
    const { config } = snapshot.parts;
    return [
      lost > 0
        ? text.snapshots.lossOfBlocks(
            { value: lost, shown: format.count(lost) },
            format.bytes(activeLayer?.byteLength ?? 0),
          )
        : text.snapshots.lossNone,
      ...(this.#isOff ? [] : [text.snapshots.lossOfRunningState]),
      ...(snapshot.kind === "live"
        ? [text.snapshots.becomesLive]
        : this.asking === "revert"
          ? [text.snapshots.becomesOff]
          : []),
      ...(changesConfig
        ? [
            text.snapshots.restoresConfig(
              format.bytes(config.ramMiB * 1024 * 1024),
              text.machine.nic[config.nic],
            ),
          ]
        : []),
      text.snapshots.kept,
    ];
  }

  #question(): TemplateResult | typeof nothing {
    if (this.asking === null) return nothing;
    const { text } = this.locale;
    const { name } = this.snapshot;
    const isRevert = this.asking === "revert";
    const isAnythingLost = (this.activeLayer?.blockCount ?? 0) > 0 || !this.#isOff;
    return html`<strata-confirm
      .locale=${this.locale}
      .question=${isRevert ? text.snapshots.confirmRevert(name) : text.snapshots.confirmStartFrom(name)}
      .consequences=${this.#consequences()}
      .confirmLabel=${isRevert ? text.snapshots.revert : text.snapshots.startFrom}
      .snapshotName=${isAnythingLost ? freeName(this.takenNames, text.snapshots.beforeRevert(name)) : null}
      @confirmed=${this.#handleConfirmed}
      @cancelled=${this.#close}
    ></strata-confirm>`;
  }

  #actions(): TemplateResult {
    const { text } = this.locale;
    const { name, kind } = this.snapshot;
    const button = (action: "revert" | "start-from") => html`<button
      class="button"
      type="button"
      data-action=${action}
      aria-expanded=${this.asking === action}
      aria-label=${action === "revert" ? text.snapshots.revertTo(name) : text.snapshots.startFromNamed(name)}
      ?disabled=${this.isBusy}
      @click=${() => this.#ask(action)}
    >
      ${action === "revert" ? backIcon : playIcon}${action === "revert" ? text.snapshots.revert : text.snapshots.startFrom}
    </button>`;
    if (!this.#isOff) return html`<div class="actions">${button("revert")}</div>`;
    return html`<div class="actions">
      ${kind === "powered-off" ? button("revert") : nothing} ${button("start-from")}
    </div>`;
  }

  protected override render() {
    const { text, format } = this.locale;
    const { snapshot, layer } = this;
    return html`
      <article aria-labelledby="name">
        <figure class="picture">
          ${
            snapshot.picture === null
              ? html`<span class="note">${text.snapshots.noPicture}</span>`
              : html`<img src=${snapshot.picture} alt=${text.snapshots.pictureOf(snapshot.name)} loading="lazy" />`
          }
        </figure>
        <div class="heading">
          <h3 id="name">
            ${layer ? layerBadge("badge", appearanceOf(layer)) : nothing}
            <span>${snapshot.name}</span>
          </h3>
          <p class="note quiet numbers">
            <span title=${text.snapshots.kindHint[snapshot.kind]}>${text.snapshots.kind[snapshot.kind]}</span> ·
            <time datetime=${new Date(snapshot.takenAt).toISOString()} title=${format.moment(snapshot.takenAt)}
              >${format.shortMoment(snapshot.takenAt, this.now)}</time
            >
            · ${this.parentName === null ? text.snapshots.childOfBase : text.snapshots.childOf(this.parentName)}
            ${snapshot.status === "saving" ? html` · <strong class="saving">${text.snapshots.status.saving}…</strong>` : nothing}
          </p>
        </div>
        ${this.#actions()}
        <div class="body">
          <ul class="parts" aria-label=${text.snapshots.parts}>
            ${this.#parts().map((part) => this.#drawer(part))}
          </ul>
          ${this.#cost()}
        </div>
        <div class="question">${this.#question()}</div>
      </article>
    `;
  }
}

customElements.define("strata-snapshot-card", StrataSnapshotCard);

declare global {
  interface HTMLElementTagNameMap {
    "strata-snapshot-card": StrataSnapshotCard;
  }
}
