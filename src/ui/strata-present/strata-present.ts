import { html, LitElement, nothing, type TemplateResult } from "lit";
import type { MachineConfig } from "../../core/machine-config.ts";
import type { Locale } from "../../i18n/locale.ts";
import type { LayerView, MachineState, SnapshotView } from "../../lab/view-model.ts";
import { emitCommand } from "../command.ts";
import { controls } from "../controls.styles.ts";
import { ForetoldRevert } from "../foretold-revert.ts";
import { appearanceOf, layerBadge, layerSignStyles } from "../layer-appearance.ts";
import { byContent } from "../same-value.ts";
import type { SnapshotInsightPort } from "../snapshot-insight-port.ts";
import type { ConfirmedEvent } from "../strata-confirm/strata-confirm.ts";
import "../strata-confirm/strata-confirm.ts";
import { type UnusableMemory, unusableMemory } from "../strata-snapshot-card/unusable-memory.ts";
import { freeName } from "../strata-snapshots/suggested-name.ts";
import { discardConsequences } from "./discard-consequences.ts";
import { presentStyles } from "./strata-present.styles.ts";

/**
 * Where one is: what was written since the last point in time, and the way to throw it away, which takes two clicks.
 *
 * Properties: `locale`; `current` (the snapshot that the present state descends from, or null); `activeLayer` (or null);
 * `machineState`; `config` (the machine's present one); `takenNames`; `insight` (who foretells what a discard costs, or null); `isBusy`; `isLooking`.
 * Events: `strata-command` discard-changes.
 */
export class StrataPresent extends LitElement {
  static override styles = [controls, layerSignStyles, presentStyles];
  static override properties = {
    locale: { attribute: false },
    current: byContent,
    activeLayer: byContent,
    machineState: { attribute: false },
    config: byContent,
    insight: { attribute: false },
    isBusy: { attribute: false },
    isLooking: { attribute: false },
    isAsking: { state: true },
  };
  declare locale: Locale;
  declare current: SnapshotView | null;
  declare activeLayer: LayerView | null;
  declare machineState: MachineState;
  declare config: MachineConfig;
  declare insight: SnapshotInsightPort | null;
  declare isBusy: boolean;
  declare isLooking: boolean;
  declare isAsking: boolean;
  readonly #foretold = new ForetoldRevert(this);
  /** Not reactive: they matter only when a question is asked. */
  takenNames: readonly string[] = [];

  constructor() {
    super();
    this.current = null;
    this.activeLayer = null;
    this.insight = null;
    this.isBusy = false;
    this.isLooking = false;
    this.isAsking = false;
  }

  override focus(options?: FocusOptions): void {
    this.renderRoot.querySelector<HTMLElement>(".discard")?.focus(options);
  }

  get #isOff(): boolean {
    return this.machineState === "off" || this.machineState === "stopped-by-guest";
  }

  /** Why the memory of the current snapshot can't be brought back; null where it can. */
  get #obstacle(): UnusableMemory | null {
    return this.current === null ? null : unusableMemory(this.current);
  }

  #toggle(): void {
    this.isAsking = !this.isAsking;
    if (this.isAsking) this.#foretold.ask(this.insight, this.current?.id ?? null);
  }

  #handleConfirmed(event: ConfirmedEvent): void {
    const { snapshotFirst } = event.detail;
    const disk = this.#obstacle === null ? {} : { diskOnly: true };
    this.#foretold.tell();
    emitCommand(this, { kind: "discard-changes", snapshotFirst, ...disk });
    this.#close();
  }

  #close(): void {
    this.isAsking = false;
    void this.updateComplete.then(() => this.focus());
  }

  #question(): TemplateResult {
    const { text } = this.locale;
    const { current, activeLayer } = this;
    const consequences = discardConsequences(
      { current, activeLayer, obstacle: this.#obstacle, isOff: this.#isOff, config: this.config },
      this.locale,
    );
    return html`<strata-confirm
      .locale=${this.locale}
      .question=${text.snapshots.confirmDiscard}
      .consequences=${[
        ...consequences,
        ...(this.#obstacle === null ? this.#foretold.sentences(this.#isOff, this.locale) : []),
      ]}
      .confirmLabel=${text.snapshots.discard}
      .snapshotName=${freeName(this.takenNames, text.snapshots.beforeDiscard)}
      @confirmed=${this.#handleConfirmed}
      @cancelled=${this.#close}
    ></strata-confirm>`;
  }

  protected override render() {
    const { text, format } = this.locale;
    const { activeLayer, current } = this;
    const blockCount = activeLayer?.blockCount ?? 0;
    const changed =
      blockCount > 0
        ? text.snapshots.changed(
            { value: blockCount, shown: format.count(blockCount) },
            format.bytes(activeLayer?.byteLength ?? 0),
          )
        : text.snapshots.unchanged;
    const canDiscard = blockCount > 0 || (!this.#isOff && current !== null);
    return html`<div class="present">
        <div>
          <h3 aria-current="true">
            ${activeLayer ? layerBadge("badge-active", appearanceOf(activeLayer)) : nothing} ${this.isLooking ? text.storage.present : text.snapshots.here}
          </h3>
          <p class="note quiet numbers">
            ${changed}, ${current ? text.snapshots.hereSince(current.name) : text.snapshots.hereSinceBase}
          </p>
        </div>
        ${
          this.isLooking
            ? nothing
            : html`<button
                class="button discard"
                type="button"
                aria-expanded=${this.isAsking}
                ?disabled=${this.isBusy || !canDiscard}
                @click=${this.#toggle}
              >
                ${text.snapshots.discard}
              </button>`
        }
      </div>
      ${this.isAsking ? this.#question() : nothing}`;
  }
}

customElements.define("strata-present", StrataPresent);

declare global {
  interface HTMLElementTagNameMap {
    "strata-present": StrataPresent;
  }
}
