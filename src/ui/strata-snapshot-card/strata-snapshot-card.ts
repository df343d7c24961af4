import { html, LitElement, nothing, type TemplateResult } from "lit";
import type { MachineConfig } from "../../core/machine-config.ts";
import type { Locale } from "../../i18n/locale.ts";
import type { LayerView, MachineState, SnapshotView } from "../../lab/view-model.ts";
import { emitCommand } from "../command.ts";
import { controls } from "../controls.styles.ts";
import { backIcon, moreIcon, playIcon } from "../icons.ts";
import { appearanceOf, layerBadge, layerSignStyles } from "../layer-appearance.ts";
import { byContent } from "../same-value.ts";
import "../strata-confirm/strata-confirm.ts";
import type { ConfirmedEvent } from "../strata-confirm/strata-confirm.ts";
import "../strata-inline-edit/strata-inline-edit.ts";
import type { SavedEvent } from "../strata-inline-edit/strata-inline-edit.ts";
import "../strata-snapshot-menu/strata-snapshot-menu.ts";
import type { SnapshotKin } from "../strata-snapshots/snapshot-kin.ts";
import { freeName, nameLengthLimit } from "../strata-snapshots/suggested-name.ts";
import { configurationChange } from "./configuration-change.ts";
import { costFacts } from "./cost-facts.ts";
import { partDrawer } from "./part-drawer.ts";
import { revertConsequences } from "./revert-consequences.ts";
import { revertWords } from "./revert-words.ts";
import { partsOf } from "./snapshot-parts.ts";
import { cardStyles } from "./strata-snapshot-card.styles.ts";
import { unusableMemory } from "./unusable-memory.ts";

/** Longest note, in UTF-16 code units, as the store takes it. */
const noteLengthLimit = 2000;

/** What is open on a card: a question, the menu, or a field in the place of a text. */
type Open = "revert" | "start-from" | "menu" | "rename" | "note";

/**
 * One snapshot: its picture, the four parts that it keeps with their real sizes, what it cost, the way back
 * to it, which takes two clicks, and what else can be done to it.
 *
 * Properties: `locale`; `snapshot`; `kin`; `activeLayer` (what a revert would throw away, or null); `machineState`;
 * `config` (the machine's present one); `largestPartBytes` (length of a full bar); `takenNames`; `isBusy`;
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
    isBusy: { attribute: false },
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
  takenNames: readonly string[] = [];
  declare machineState: MachineState;
  declare config: MachineConfig;
  declare largestPartBytes: number;
  declare isBusy: boolean;
  declare isBrief: boolean;
  declare isLooking: boolean;
  declare now: number;
  declare open: Open | null;

  constructor() {
    super();
    this.open = null;
    this.isBusy = false;
    this.isBrief = false;
    this.isLooking = false;
  }

  get #isOff(): boolean {
    return this.machineState === "off" || this.machineState === "stopped-by-guest";
  }

  override focus(options?: FocusOptions): void {
    this.renderRoot.querySelector<HTMLElement>("[data-action=menu]")?.focus(options);
  }

  #toggle(what: Open): void {
    this.open = this.open === what ? null : what;
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
    const facts = costFacts(this.snapshot, this.locale);
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
      .consequences=${revertConsequences(
        { snapshot, activeLayer, isOff: this.#isOff, config: this.config, starts: !isRevert },
        this.locale,
      )}
      .confirmLabel=${isRevert ? words.label : text.snapshots.startFrom}
      .snapshotName=${isAnythingLost ? freeName(this.takenNames, text.snapshots.beforeRevert(snapshot.name)) : null}
      @confirmed=${this.#handleConfirmed}
      @cancelled=${this.#close}
    ></strata-confirm>`;
  }

  #menu(): TemplateResult {
    return html`<strata-snapshot-menu
      .locale=${this.locale}
      .snapshot=${this.snapshot}
      .kin=${this.kin}
      .isBusy=${this.isBusy}
      @rename=${() => this.#toggle("rename")}
      @note=${() => this.#toggle("note")}
      @closed=${this.#close}
    ></strata-snapshot-menu>`;
  }

  #below(): TemplateResult | typeof nothing {
    if (this.open === "revert" || this.open === "start-from") return this.#question(this.open);
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
        <div class="heading">${this.#name()} ${this.#origin()} ${this.#obstacle()} ${configurationChange(this.config, snapshot.parts.config, this.locale)} ${this.#note()}</div>
        ${this.isLooking ? nothing : this.#actions()}
        ${
          isBrief
            ? nothing
            : html`<div class="body">
                <ul class="parts" aria-label=${text.snapshots.parts}>
                  ${partsOf(snapshot, this.locale).map((part) => partDrawer(part, this.largestPartBytes, this.locale))}
                </ul>
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
