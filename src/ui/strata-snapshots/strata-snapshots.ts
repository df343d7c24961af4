import { html, LitElement, nothing, type PropertyValues, type TemplateResult } from "lit";
import { live } from "lit/directives/live.js";
import { repeat } from "lit/directives/repeat.js";
import type { Locale } from "../../i18n/locale.ts";
import type { ActivityView, LayerView, MachineView, SnapshotView } from "../../lab/view-model.ts";
import { activityProgress, progressStyles } from "../activity-progress.ts";
import { emitCommand } from "../command.ts";
import { controls } from "../controls.styles.ts";
import { cameraIcon } from "../icons.ts";
import { appearanceOf, layerBadge, layerSignStyles } from "../layer-appearance.ts";
import "../strata-confirm/strata-confirm.ts";
import type { ConfirmedEvent } from "../strata-confirm/strata-confirm.ts";
import "../strata-snapshot-card/strata-snapshot-card.ts";
import type { StrataSnapshotCard } from "../strata-snapshot-card/strata-snapshot-card.ts";
import { type UnusableMemory, unusableMemory } from "../strata-snapshot-card/unusable-memory.ts";
import { discardConsequences } from "./discard-consequences.ts";
import { railDrawing } from "./rail-drawing.ts";
import { RowsInView } from "./rows-in-view.ts";
import { snapshotKin } from "./snapshot-kin.ts";
import { type RailRow, snapshotRails } from "./snapshot-rails.ts";
import { snapshotsStyles } from "./strata-snapshots.styles.ts";
import { freeName, nameLengthLimit, suggestedName } from "./suggested-name.ts";

/** A longer list scrolls, and shows only its newest and its current snapshot whole. */
const shownWhole = 4;

/**
 * The points in time of the machine: takes snapshots, shows them as a tree with the present state on top, and
 * goes back to them.
 *
 * Properties: `locale`; `snapshots` (oldest first); `layers`; `machine`; `activity` (the long operation
 * under way, or null); `isLooking` (nothing can be done to them); `now`.
 * Events: `strata-command` take-snapshot, discard-changes, cancel, and those of the cards.
 */
export class StrataSnapshots extends LitElement {
  static override styles = [controls, layerSignStyles, progressStyles, snapshotsStyles];
  static override properties = {
    locale: { attribute: false },
    snapshots: { attribute: false },
    layers: { attribute: false },
    machine: { attribute: false },
    activity: { attribute: false },
    isLooking: { attribute: false },
    now: { attribute: false },
    typedName: { state: true },
    isAsking: { state: true },
  };
  declare locale: Locale;
  declare snapshots: readonly SnapshotView[];
  declare layers: readonly LayerView[];
  declare machine: MachineView;
  declare activity: ActivityView | null;
  declare isLooking: boolean;
  declare now: number;
  /** What the person has typed; null while the suggestion stands. */
  declare typedName: string | null;
  declare isAsking: boolean;
  readonly #rows = new RowsInView(this);

  constructor() {
    super();
    this.activity = null;
    this.typedName = null;
    this.isAsking = false;
    this.isLooking = false;
  }

  /** A long operation stands in the way; the machine's start does not. */
  get isBusy(): boolean {
    return this.activity !== null && this.activity.operation !== "boot";
  }

  /** Where the card with the focus goes away, the one in its place gets it. */
  protected override willUpdate(changed: PropertyValues<this>): void {
    if (!changed.has("snapshots") || !this.hasUpdated) return;
    const focused = this.shadowRoot?.activeElement;
    if (focused?.localName !== "strata-snapshot-card") return;
    const { snapshot } = focused as StrataSnapshotCard;
    if (this.snapshots.some(({ id }) => id === snapshot.id)) return;
    const position = changed.get("snapshots")?.findIndex(({ id }) => id === snapshot.id) ?? 0;
    const next = this.snapshots[Math.min(position, this.snapshots.length - 1)];
    if (next !== undefined) this.#rows.show(next.id);
    void this.updateComplete.then(() => {
      const card = [...this.renderRoot.querySelectorAll("strata-snapshot-card")].find(
        (other) => other.snapshot.id === next?.id,
      );
      (card ?? this.renderRoot.querySelector<HTMLElement>(".take .button"))?.focus();
    });
  }

  get #names(): readonly string[] {
    return this.snapshots.map((snapshot) => snapshot.name);
  }

  get #suggestion(): string {
    const { text, format } = this.locale;
    return suggestedName(this.#names, (number) => text.snapshots.suggestedName(format.count(number)));
  }

  /** Why the memory of the current snapshot can't be brought back; null where it can. */
  get #obstacle(): UnusableMemory | null {
    const current = this.snapshots.find((snapshot) => snapshot.isCurrent);
    return current === undefined ? null : unusableMemory(current);
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
    const { snapshotFirst } = event.detail;
    const disk = this.#obstacle === null ? {} : { diskOnly: true };
    emitCommand(this, { kind: "discard-changes", snapshotFirst, ...disk });
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
        maxlength=${nameLengthLimit}
        autocomplete="off"
        placeholder=${this.#suggestion}
        .value=${live(this.typedName ?? "")}
        @input=${(event: Event) => {
          this.typedName = (event.currentTarget as HTMLInputElement).value;
        }}
      />
      <button class="button primary" ?disabled=${this.isBusy || this.machine.state === "starting"}>
        ${cameraIcon}${text.snapshots.take}
      </button>
    </form>`;
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
            ${active ? layerBadge("badge-active", appearanceOf(active)) : nothing} ${this.isLooking ? text.storage.present : text.snapshots.here}
          </h3>
          <p class="note quiet numbers">
            ${changed}, ${current ? text.snapshots.hereSince(current.name) : text.snapshots.hereSinceBase}
          </p>
        </div>
        ${this.isLooking ? nothing : this.#discardButton(canDiscard)}
      </div>
      ${this.isAsking ? this.#question(current, isOff) : nothing}`;
  }

  #discardButton(canDiscard: boolean): TemplateResult {
    return html`<button
          class="button discard"
          type="button"
          aria-expanded=${this.isAsking}
          ?disabled=${this.isBusy || !canDiscard}
          @click=${() => {
            this.isAsking = !this.isAsking;
          }}
        >
          ${this.locale.text.snapshots.discard}
        </button>`;
  }

  #question(current: SnapshotView | null, isOff: boolean): TemplateResult {
    const { text } = this.locale;
    const consequences = discardConsequences(
      { current, activeLayer: this.#active, obstacle: this.#obstacle, isOff, config: this.machine.config },
      this.locale,
    );
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
    const kinOf = snapshotKin(this.snapshots);
    const isLong = newestFirst.length > shownWhole;
    const { activity } = this;
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
        <h2>${this.isLooking ? text.look.snapshotsOf(this.machine.name) : text.snapshots.title}</h2>
        ${this.isLooking ? nothing : this.#form()}
      </div>
      ${
        activity?.operation === "flatten" || activity?.operation === "clone"
          ? activityProgress(activity, this.locale, this)
          : nothing
      }
      <ol aria-label=${text.snapshots.list} ?data-long=${isLong}>
        <li>
          ${railDrawing(rails.present, rails.laneCount, true)}
          <div class="content">${this.#present(current)}</div>
        </li>
        ${repeat(
          newestFirst,
          (snapshot) => snapshot.id,
          (snapshot, index) => {
            if (!snapshot.isCurrent && !this.#rows.has(snapshot.id, index)) return waitingRow(snapshot);
            return html`<li ?data-current=${snapshot.isCurrent}>
              ${railDrawing(rails.rows[index] as RailRow, rails.laneCount, false)}
              <strata-snapshot-card
                class="content"
                ?data-compact=${isLong}
                .locale=${this.locale}
                .snapshot=${snapshot}
                .kin=${kinOf(snapshot.id)}
                .activeLayer=${this.#active}
                .machineState=${this.machine.state}
                .config=${this.machine.config}
                .largestPartBytes=${largestPartBytes}
                .takenNames=${this.#names}
                .isBusy=${this.isBusy}
                .isLooking=${this.isLooking}
                .isBrief=${isLong && index > 0 && !snapshot.isCurrent}
                .now=${this.now}
              ></strata-snapshot-card>
            </li>`;
          },
        )}
      </ol>
      ${newestFirst.length === 0 ? html`<p class="none note quiet">${this.isLooking ? text.look.noSnapshot : text.snapshots.none}</p>` : nothing}
    `;
  }
}

/** A row that has not come into view: its name alone, for those who search or listen. */
const waitingRow = ({ id, name }: SnapshotView): TemplateResult =>
  html`<li data-waiting=${id}><h3 class="content">${name}</h3></li>`;

customElements.define("strata-snapshots", StrataSnapshots);

declare global {
  interface HTMLElementTagNameMap {
    "strata-snapshots": StrataSnapshots;
  }
}
