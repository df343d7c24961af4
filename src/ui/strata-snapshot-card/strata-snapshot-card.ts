import { html, LitElement, nothing, type TemplateResult } from "lit";
import { configDifferences, type MachineConfig } from "../../core/machine-config.ts";
import type { Locale } from "../../i18n/locale.ts";
import type { LayerView, MachineState, SnapshotView } from "../../lab/view-model.ts";
import { emitCommand } from "../command.ts";
import { controls } from "../controls.styles.ts";
import { ForetoldRevert } from "../foretold-revert.ts";
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
import { cardActions } from "./card-actions.ts";
import { configurationChange } from "./configuration-change.ts";
import { costFacts } from "./cost-facts.ts";
import { revertConsequences } from "./revert-consequences.ts";
import { revertWords } from "./revert-words.ts";
import { snapshotOrigin } from "./snapshot-origin.ts";
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
  readonly #foretold = new ForetoldRevert(this);

  constructor() {
    super();
    this.open = null;
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
    if (this.open === "revert" || this.open === "start-from")
      this.#foretold.ask(this.insight, this.snapshot.id);
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
    this.#foretold.tell();
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
    const facts = costFacts(this.snapshot, this.ownSize, this.locale);
    return html`<p class="cost note quiet numbers">${facts.join(" · ")}</p>`;
  }

  #question(asked: "revert" | "start-from"): TemplateResult {
    const { text } = this.locale;
    const { snapshot, activeLayer } = this;
    const isRevert = asked === "revert";
    const words = revertWords(snapshot, this.locale);
    const isAnew = this.#isOff || configDifferences(this.config, snapshot.parts.config).length > 0;
    const isAnythingLost = (activeLayer?.blockCount ?? 0) > 0 || !this.#isOff;
    return html`<strata-confirm
      .locale=${this.locale}
      .question=${isRevert ? words.question : text.snapshots.confirmStartFrom(snapshot.name)}
      .consequences=${[
        ...revertConsequences(
          { snapshot, activeLayer, isOff: this.#isOff, config: this.config, starts: !isRevert },
          this.locale,
        ),
        ...(words.obstacle === null ? this.#foretold.sentences(isAnew, this.locale) : []),
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

  #menu(): TemplateResult {
    return html`<strata-snapshot-menu
      .locale=${this.locale}
      .snapshot=${this.snapshot}
      .kin=${this.kin}
      .insight=${this.insight}
      .isBusy=${this.isBusy || this.isWaiting}
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
    const { snapshot, open } = this;
    const isBusy = this.isBusy || this.isWaiting;
    return cardActions({ snapshot, open, isBusy, isOff: this.#isOff }, this.locale, (action) =>
      this.#toggle(action),
    );
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
        <div class="heading">${this.#name()} ${snapshotOrigin({ snapshot, parentName: this.kin.parentName, isLooking: this.isLooking, now: this.now }, this.locale)} ${this.#obstacle()} ${configurationChange(this.config, snapshot.parts.config, this.locale)} ${this.#note()}</div>
        ${this.isLooking ? nothing : this.#actions()}
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
