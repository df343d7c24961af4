import { html, LitElement, nothing, type TemplateResult } from "lit";
import { BLOCK_BYTE_LENGTH } from "../../core/geometry.ts";
import { configDifferences, type MachineConfig } from "../../core/machine-config.ts";
import type { Locale } from "../../i18n/locale.ts";
import type { SnapshotPrediction } from "../../lab/snapshot-insight.ts";
import type { LayerView, MachineState, SnapshotView } from "../../lab/view-model.ts";
import { emitCommand } from "../command.ts";
import { controls } from "../controls.styles.ts";
import { ForetoldEvent } from "../foretold-event.ts";
import { backIcon, moreIcon, playIcon } from "../icons.ts";
import { appearanceOf, layerBadge, layerSignStyles } from "../layer-appearance.ts";
import { byContent } from "../same-value.ts";
import type { SnapshotInsightPort, SpaceUse } from "../snapshot-insight-port.ts";
import "../strata-confirm/strata-confirm.ts";
import type { ConfirmedEvent } from "../strata-confirm/strata-confirm.ts";
import "../strata-inline-edit/strata-inline-edit.ts";
import type { SavedEvent } from "../strata-inline-edit/strata-inline-edit.ts";
import "../strata-snapshot-comparison/strata-snapshot-comparison.ts";
import "../strata-snapshot-menu/strata-snapshot-menu.ts";
import "../strata-snapshot-parts/strata-snapshot-parts.ts";
import type { SnapshotKin } from "../strata-snapshots/snapshot-kin.ts";
import { freeName, nameLengthLimit } from "../strata-snapshots/suggested-name.ts";
import { costFacts } from "./cost-facts.ts";
import { revertConsequences } from "./revert-consequences.ts";
import { revertWords } from "./revert-words.ts";
import { cardStyles } from "./strata-snapshot-card.styles.ts";
import { unusableMemory } from "./unusable-memory.ts";

/** Longest note, in UTF-16 code units, as the store takes it. */
const noteLengthLimit = 2000;

/** What is open on a card: a question, the menu, or a field in the place of a text. */
type Open = "revert" | "start-from" | "menu" | "rename" | "note" | "compare";

/**
 * One snapshot: its picture, the four parts that it keeps with their real sizes, what it cost, the way back
 * to it, which takes two clicks, and what else can be done to it.
 *
 * Properties: `locale`; `snapshot`; `kin`; `activeLayer` (what a revert would throw away, or null); `machineState`;
 * `config` (the machine's present one); `largestPartBytes` (length of a full bar); `snapshots` (all of the machine);
 * `ownSize` (what it takes, or null); `insight` (who can look into it, or null); `isBusy`; `isWaiting` (it is about to go);
 * `isBrief` (parts and cost are shown only while something is open); `isLooking` (nothing can be done to it); `now`.
 * Events: `strata-command` revert, start-from, rename-snapshot, note-snapshot, and those of the menu.
 */
export class StrataSnapshotCard extends LitElement {
  static override styles = [controls, layerSignStyles, cardStyles];
  static override properties = {
    locale: { attribute: false },
    snapshot: byContent,
    kin: byContent,
    machineState: { attribute: false },
    config: byContent,
    largestPartBytes: { attribute: false },
    ownSize: byContent,
    insight: { attribute: false },
    isBusy: { attribute: false },
    isWaiting: { type: Boolean, reflect: true },
    isBrief: { attribute: false },
    isLooking: { attribute: false },
    now: { attribute: false },
    open: { state: true },
    foretold: { state: true },
  };
  declare locale: Locale;
  declare snapshot: SnapshotView;
  declare kin: SnapshotKin;
  /** Not reactive: it changes with each write of the guest, and matters only at the next drawing. */
  activeLayer: LayerView | null = null;
  /** Not reactive either. */
  snapshots: readonly SnapshotView[] = [];
  declare machineState: MachineState;
  declare config: MachineConfig;
  declare largestPartBytes: number;
  declare ownSize: SpaceUse | null;
  declare insight: SnapshotInsightPort | null;
  declare isBusy: boolean;
  declare isWaiting: boolean;
  declare isBrief: boolean;
  declare isLooking: boolean;
  declare now: number;
  declare open: Open | null;
  /** What a revert would cost, once that is known. */
  declare foretold: SnapshotPrediction | null;

  constructor() {
    super();
    this.open = null;
    this.foretold = null;
    this.ownSize = null;
    this.insight = null;
    this.isBusy = false;
    this.isWaiting = false;
    this.isBrief = false;
    this.isLooking = false;
  }

  get #isOff(): boolean {
    return this.machineState === "off" || this.machineState === "stopped-by-guest";
  }

  override focus(options?: FocusOptions): void {
    this.renderRoot.querySelector<HTMLElement>("[data-action=menu]")?.focus(options);
  }

  /** Asks whether to go back to it. */
  askToRevert(): void {
    if (this.open !== "revert") this.#toggle("revert");
  }

  #toggle(what: Open): void {
    this.open = this.open === what ? null : what;
    this.foretold = null;
    if (this.open !== "revert" && this.open !== "start-from") return;
    // Without an answer the question is asked all the same.
    this.insight?.predict(this.snapshot.id, "revert").then(
      (prediction) => {
        this.foretold = prediction;
      },
      () => undefined,
    );
  }

  #close(): void {
    const closed = this.open;
    this.open = null;
    const button = closed === "revert" || closed === "start-from" ? closed : "menu";
    void this.updateComplete.then(() =>
      this.renderRoot.querySelector<HTMLElement>(`[data-action="${button}"]`)?.focus(),
    );
  }

  #handleConfirmed(event: ConfirmedEvent): void {
    if (this.open !== "revert" && this.open !== "start-from") return;
    const { snapshotFirst } = event.detail;
    const { id } = this.snapshot;
    const disk = unusableMemory(this.snapshot) === null ? {} : { diskOnly: true };
    if (this.foretold !== null) this.dispatchEvent(new ForetoldEvent(this.foretold));
    emitCommand(this, { kind: this.open, id, snapshotFirst, ...disk });
    this.#close();
  }

  #handleRenamed(event: SavedEvent): void {
    const { id, name } = this.snapshot;
    if (event.detail !== name) emitCommand(this, { kind: "rename-snapshot", id, name: event.detail });
    this.#close();
  }

  #handleNoted(event: SavedEvent): void {
    const { id, note } = this.snapshot;
    if (event.detail !== note) emitCommand(this, { kind: "note-snapshot", id, text: event.detail });
    this.#close();
  }

  #cost(): TemplateResult {
    const { ownSize } = this;
    const { text, format } = this.locale;
    const facts = [
      ...costFacts(this.snapshot, this.locale),
      ...(ownSize === null
        ? []
        : [text.insight.ownSize(format.bytes(ownSize.exclusiveBytes), format.bytes(ownSize.sharedBytes))]),
    ];
    return html`<p class="cost note quiet numbers">${facts.join(" · ")}</p>`;
  }

  #question(asked: "revert" | "start-from"): TemplateResult {
    const { text } = this.locale;
    const { snapshot, activeLayer } = this;
    const isRevert = asked === "revert";
    const words = revertWords(snapshot, this.locale);
    const isAnythingLost = (activeLayer?.blockCount ?? 0) > 0 || !this.#isOff;
    return html`<strata-confirm
      .locale=${this.locale}
      .question=${isRevert ? words.question : text.snapshots.confirmStartFrom(snapshot.name)}
      .consequences=${[
        ...revertConsequences(
          { snapshot, activeLayer, isOff: this.#isOff, config: this.config, starts: !isRevert },
          this.locale,
        ),
        ...this.#foretoldPages(),
      ]}
      .confirmLabel=${isRevert ? words.label : text.snapshots.startFrom}
      .snapshotName=${isAnythingLost ? freeName(this.#takenNames, text.snapshots.beforeRevert(snapshot.name)) : null}
      @confirmed=${this.#handleConfirmed}
      @cancelled=${this.#close}
    ></strata-confirm>`;
  }

  get #takenNames(): readonly string[] {
    return this.snapshots.map(({ name }) => name);
  }

  /** The memory that comes back, as a sentence. */
  #foretoldPages(): readonly string[] {
    const pageCount = this.foretold?.ramPageCount ?? null;
    if (pageCount === null || unusableMemory(this.snapshot) !== null) return [];
    const { text, format } = this.locale;
    const isAnew = this.#isOff || configDifferences(this.config, this.snapshot.parts.config).length > 0;
    return [
      (isAnew ? text.insight.pagesAnew : text.insight.pagesDiffer)(
        { value: pageCount, shown: format.count(pageCount) },
        format.bytes(pageCount * BLOCK_BYTE_LENGTH),
      ),
    ];
  }

  #menu(): TemplateResult {
    return html`<strata-snapshot-menu
      .locale=${this.locale}
      .snapshot=${this.snapshot}
      .kin=${this.kin}
      .insight=${this.insight}
      .isBusy=${this.isBusy}
      @compare=${() => this.#toggle("compare")}
      @rename=${() => this.#toggle("rename")}
      @note=${() => this.#toggle("note")}
      @closed=${this.#close}
    ></strata-snapshot-menu>`;
  }

  #below(): TemplateResult | typeof nothing {
    if (this.open === "revert" || this.open === "start-from") return this.#question(this.open);
    if (this.open === "compare" && this.insight !== null) {
      return html`<strata-snapshot-comparison
        .locale=${this.locale}
        .snapshot=${this.snapshot}
        .snapshots=${this.snapshots}
        .activeLayer=${this.activeLayer}
        .insight=${this.insight}
        @closed=${this.#close}
      ></strata-snapshot-comparison>`;
    }
    return this.open === "menu" ? this.#menu() : nothing;
  }

  #actions(): TemplateResult {
    const { text } = this.locale;
    const { name, kind } = this.snapshot;
    const words = revertWords(this.snapshot, this.locale);
    const button = (action: "revert" | "start-from") => html`<button
      class="button"
      type="button"
      data-action=${action}
      aria-expanded=${this.open === action}
      aria-label=${action === "revert" ? words.fullLabel : text.snapshots.startFromNamed(name)}
      aria-describedby=${words.obstacle === null ? nothing : "obstacle"}
      ?disabled=${this.isBusy}
      @click=${() => this.#toggle(action)}
    >
      ${action === "revert" ? backIcon : playIcon}${action === "revert" ? words.label : text.snapshots.startFrom}
    </button>`;
    const canRevert = !this.#isOff || kind === "powered-off" || words.obstacle !== null;
    return html`<div class="actions">
      ${canRevert ? button("revert") : nothing} ${this.#isOff ? button("start-from") : nothing}
      <button
        class="button more"
        type="button"
        data-action="menu"
        aria-expanded=${this.open === "menu"}
        aria-label=${text.tree.moreOf(name)}
        title=${text.tree.more}
        @click=${() => this.#toggle("menu")}
      >
        ${moreIcon}
      </button>
    </div>`;
  }

  #name(): TemplateResult {
    const { text } = this.locale;
    const { name, parts } = this.snapshot;
    const isRenamed = this.open === "rename";
    return html`<h3 id="name" class=${isRenamed ? "visually-hidden" : ""}>
        ${layerBadge("badge", appearanceOf({ sign: parts.layerSign, kind: "frozen" }))}
        <span>${name}</span>
      </h3>
      ${
        isRenamed
          ? html`<strata-inline-edit
              .locale=${this.locale}
              .label=${text.tree.newName(name)}
              .value=${name}
              .limit=${nameLengthLimit}
              @saved=${this.#handleRenamed}
              @cancelled=${this.#close}
            ></strata-inline-edit>`
          : nothing
      }`;
  }

  #obstacle(): TemplateResult | typeof nothing {
    const { obstacle } = revertWords(this.snapshot, this.locale);
    return obstacle === null ? nothing : html`<p class="note" id="obstacle">${obstacle}</p>`;
  }

  #note(): TemplateResult | typeof nothing {
    const { name, note } = this.snapshot;
    if (this.open === "note") {
      return html`<strata-inline-edit
        class="words"
        .locale=${this.locale}
        .label=${this.locale.text.tree.noteOf(name)}
        .value=${note}
        .limit=${noteLengthLimit}
        .isLong=${true}
        @saved=${this.#handleNoted}
        @cancelled=${this.#close}
      ></strata-inline-edit>`;
    }
    return note === "" ? nothing : html`<p class="words">${note}</p>`;
  }

  #origin(): TemplateResult {
    const { text, format } = this.locale;
    const { snapshot, kin } = this;
    return html`<p class="note quiet numbers">
      <span title=${text.snapshots.kindHint[snapshot.kind]}>${text.snapshots.kind[snapshot.kind]}</span> ·
      <time datetime=${new Date(snapshot.takenAt).toISOString()} title=${format.moment(snapshot.takenAt)}
        >${format.shortMoment(snapshot.takenAt, this.now)}</time
      >
      · ${kin.parentName === null ? text.snapshots.childOfBase : text.snapshots.childOf(kin.parentName)}
      ${snapshot.isCurrent ? html` · <strong class="here">${this.isLooking ? text.look.presentStandsHere : text.snapshots.presentStandsHere}</strong>` : nothing}
      ${snapshot.status === "saving" ? html` · <strong class="saving">${text.snapshots.status.saving}…</strong>` : nothing}
    </p>`;
  }

  protected override render() {
    const { text } = this.locale;
    const { snapshot } = this;
    const isBrief = this.isBrief && this.open === null;
    return html`
      <article aria-labelledby="name">
        <figure class="picture">
          ${
            snapshot.picture === null
              ? html`<span>${text.snapshots.noPicture}</span>`
              : html`<img src=${snapshot.picture} alt=${text.snapshots.pictureOf(snapshot.name)} loading="lazy" />`
          }
        </figure>
        <div class="heading">${this.#name()} ${this.#origin()} ${this.#obstacle()} ${this.#note()}</div>
        ${this.isLooking || this.isWaiting ? nothing : this.#actions()}
        ${
          isBrief
            ? nothing
            : html`<div class="body">
                <strata-snapshot-parts
                  .locale=${this.locale}
                  .snapshot=${snapshot}
                  .largestPartBytes=${this.largestPartBytes}
                  .insight=${this.insight}
                ></strata-snapshot-parts>
                ${this.#cost()}
              </div>`
        }
        <div class="below">${this.#below()}</div>
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
