// Long because both forms of the panel share one selection, one focus and one offer to undo.
import { html, LitElement, nothing, type PropertyValues, type TemplateResult } from "lit";
import { repeat } from "lit/directives/repeat.js";
import type { SnapshotId } from "../../core/identity.ts";
import type { Locale } from "../../i18n/locale.ts";
import type { ActivityView, LayerView, MachineView, SnapshotView, TimingView } from "../../lab/view-model.ts";
import { activityProgress, progressStyles } from "../activity-progress.ts";
import type { Command } from "../command.ts";
import { controls } from "../controls.styles.ts";
import type { ForetoldEvent } from "../foretold-event.ts";
import { layerSignStyles } from "../layer-appearance.ts";
import type { SnapshotInsightPort } from "../snapshot-insight-port.ts";
import "../strata-present/strata-present.ts";
import "../strata-snapshot-card/strata-snapshot-card.ts";
import type { StrataSnapshotCard } from "../strata-snapshot-card/strata-snapshot-card.ts";
import "../strata-snapshot-outcome/strata-snapshot-outcome.ts";
import "../strata-snapshot-tree/strata-snapshot-tree.ts";
import "../strata-take-snapshot/strata-take-snapshot.ts";
import type { PointSelectedEvent } from "../strata-snapshot-tree/strata-snapshot-tree.ts";
import { formChoice } from "./form-choice.ts";
import { largestPartBytes } from "./largest-part-bytes.ts";
import { OwnSizes } from "./own-sizes.ts";
import { railDrawing } from "./rail-drawing.ts";
import { rememberedForm, rememberForm, type SnapshotsForm } from "./remembered-form.ts";
import { RowsInView } from "./rows-in-view.ts";
import { type SnapshotKin, snapshotKin } from "./snapshot-kin.ts";
import { type RailRow, snapshotRails } from "./snapshot-rails.ts";
import { snapshotsStyles } from "./strata-snapshots.styles.ts";
import { GRACE_MS, UndoOffers } from "./undo-offers.ts";

/** A longer list scrolls, and shows only its newest and its current snapshot whole. */
const shownWhole = 4;
/** Narrower than this, in pixels, there is the list alone. */
const narrowPixels = 480;

/**
 * The points in time of the machine: takes snapshots, shows them as a tree or as a list with the present state on top,
 * and goes back to them.
 *
 * Properties: `locale`; `snapshots` (oldest first); `layers`; `machine`; `activity` (the long operation
 * under way, or null); `timings` (newest first); `insight` (who can look into snapshots, or null); `isLooking` (nothing
 * can be done to them); `form` ("tree" or "list", where there is room for both); `now`.
 * Events: `strata-command` take-snapshot, discard-changes, cancel, and those of the cards. A removal or a merge is sent
 * when the offer to undo it has lapsed.
 */
export class StrataSnapshots extends LitElement {
  static override styles = [controls, layerSignStyles, progressStyles, snapshotsStyles];
  static override properties = {
    locale: { attribute: false },
    snapshots: { attribute: false },
    layers: { attribute: false },
    machine: { attribute: false },
    activity: { attribute: false },
    timings: { attribute: false },
    insight: { attribute: false },
    isLooking: { attribute: false },
    form: { attribute: false },
    now: { attribute: false },
    selected: { state: true },
    isNarrow: { state: true },
  };
  declare locale: Locale;
  declare snapshots: readonly SnapshotView[];
  declare layers: readonly LayerView[];
  declare machine: MachineView;
  declare activity: ActivityView | null;
  declare timings: readonly TimingView[];
  declare insight: SnapshotInsightPort | null;
  declare isLooking: boolean;
  declare form: SnapshotsForm;
  declare now: number;
  /** The point of the tree whose details are shown: null for the present state. */
  declare selected: SnapshotId | null;
  declare isNarrow: boolean;
  readonly #rows = new RowsInView(this);
  readonly #sizes = new OwnSizes(this);
  readonly #offers = new UndoOffers(this);
  #wasAnswering = false;
  // In the next frame: what is drawn otherwise may have another size, which must not be within the same observation.
  readonly #observer = new ResizeObserver(([entry]) =>
    requestAnimationFrame(() => {
      const width = entry?.contentRect.width ?? 0;
      // What is not shown has no width, and stays as it is.
      if (width > 0) this.isNarrow = width < narrowPixels;
    }),
  );

  constructor() {
    super();
    this.snapshots = [];
    this.activity = null;
    this.timings = [];
    this.insight = null;
    this.form = rememberedForm();
    this.selected = null;
    this.isNarrow = false;
    this.isLooking = false;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    // Before the first drawing, so that nothing is drawn that has no room.
    this.isNarrow = this.offsetWidth < narrowPixels;
    this.#observer.observe(this);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#observer.disconnect();
  }

  /** A long operation stands in the way; the machine's start does not. */
  get isBusy(): boolean {
    return this.activity !== null && this.activity.operation !== "boot";
  }

  get #current(): SnapshotView | null {
    return this.snapshots.find((snapshot) => snapshot.isCurrent) ?? null;
  }

  get #showsTree(): boolean {
    return this.form === "tree" && !this.isNarrow && this.snapshots.length > 0;
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    this.#wasAnswering = this.shadowRoot?.activeElement?.localName === "strata-snapshot-outcome";
    if (changed.has("timings") && changed.get("timings")?.[0] !== this.timings[0])
      this.#offers.measured(this.timings[0]);
    if (!changed.has("snapshots")) return;
    this.#sizes.follow(this.snapshots, this.insight);
    const before = changed.get("snapshots");
    this.#select(before);
    if (this.hasUpdated && before !== undefined) this.#keepFocus(before);
  }

  /** Where what was answered goes away with the focus, a card gets it. */
  protected override updated(): void {
    if (!this.#wasAnswering || this.shadowRoot?.activeElement !== null) return;
    const card =
      this.#cardOf(this.selected ?? undefined) ?? this.renderRoot.querySelector("strata-snapshot-card");
    (card ?? this.renderRoot.querySelector<HTMLElement>("strata-take-snapshot"))?.focus();
  }

  /** The details follow the present state when it goes elsewhere, and leave a snapshot that is gone. */
  #select(before: readonly SnapshotView[] | undefined): void {
    const current = this.#current?.id ?? null;
    const currentBefore = before?.find(({ isCurrent }) => isCurrent)?.id ?? null;
    const isThere = this.selected === null || this.snapshots.some(({ id }) => id === this.selected);
    if (before === undefined || current !== currentBefore || !isThere) this.selected = current;
  }

  /** Where the card with the focus goes away, the one in its place gets it. */
  #keepFocus(before: readonly SnapshotView[]): void {
    const focused = this.shadowRoot?.activeElement;
    if (focused?.localName !== "strata-snapshot-card") return;
    const { snapshot } = focused as StrataSnapshotCard;
    if (this.snapshots.some(({ id }) => id === snapshot.id)) return;
    const position = before.findIndex(({ id }) => id === snapshot.id);
    const next = this.snapshots[Math.min(Math.max(0, position), this.snapshots.length - 1)];
    if (next !== undefined) this.#rows.show(next.id);
    void this.updateComplete.then(() => {
      const card = this.#cardOf(next?.id) ?? this.renderRoot.querySelector("strata-snapshot-card");
      (card ?? this.renderRoot.querySelector<HTMLElement>("strata-take-snapshot"))?.focus();
    });
  }

  #cardOf(id: SnapshotId | undefined): StrataSnapshotCard | undefined {
    return [...this.renderRoot.querySelectorAll("strata-snapshot-card")].find(
      ({ snapshot }) => snapshot.id === id,
    );
  }

  get #names(): readonly string[] {
    return this.snapshots.map((snapshot) => snapshot.name);
  }

  get #active(): LayerView | null {
    return this.layers.findLast((layer) => layer.kind === "active") ?? null;
  }

  /** A revert is undone by going back to what was kept before it, which asks what becomes of what came since. */
  #handleUndo(): void {
    const { offer } = this.#offers;
    const name = offer?.kind === "done" ? offer.keptName : null;
    this.#offers.undo();
    const kept = this.snapshots.findLast((snapshot) => snapshot.name === name);
    if (kept === undefined) return;
    this.selected = kept.id;
    this.#rows.show(kept.id);
    void this.updateComplete.then(() => {
      const card = this.#cardOf(kept.id);
      card?.askToRevert();
      card?.scrollIntoView({ block: "nearest" });
    });
  }

  #chooseForm(form: SnapshotsForm): void {
    this.form = form;
    rememberForm(form);
  }

  #present(): TemplateResult {
    return html`<strata-present
      .locale=${this.locale}
      .current=${this.#current}
      .activeLayer=${this.#active}
      .machineState=${this.machine.state}
      .config=${this.machine.config}
      .takenNames=${this.#names}
      .insight=${this.insight}
      .isBusy=${this.isBusy}
      .isLooking=${this.isLooking}
    ></strata-present>`;
  }

  #card(
    snapshot: SnapshotView,
    kin: SnapshotKin | undefined,
    isLong: boolean,
    isBrief: boolean,
  ): TemplateResult {
    return html`<strata-snapshot-card
      class="content"
      ?data-compact=${isLong}
      .locale=${this.locale}
      .snapshot=${snapshot}
      .kin=${kin}
      .activeLayer=${this.#active}
      .machineState=${this.machine.state}
      .config=${this.machine.config}
      .largestPartBytes=${largestPartBytes(this.snapshots)}
      .snapshots=${this.snapshots}
      .ownSize=${this.#sizes.of(snapshot.id)}
      .insight=${this.insight}
      .isBusy=${this.isBusy}
      .isWaiting=${this.#offers.waiting?.id === snapshot.id}
      .isLooking=${this.isLooking}
      .isBrief=${isBrief}
      .now=${this.now}
    ></strata-snapshot-card>`;
  }

  #tree(kinOf: (id: SnapshotId) => SnapshotKin | undefined): TemplateResult {
    const selected = this.snapshots.find(({ id }) => id === this.selected);
    return html`<strata-snapshot-tree
        .locale=${this.locale}
        .snapshots=${this.snapshots}
        .activeLayer=${this.#active}
        .selected=${this.selected}
        .isLooking=${this.isLooking}
        @selected=${({ detail }: PointSelectedEvent) => {
          this.selected = detail;
        }}
        @opened=${() =>
          this.renderRoot
            .querySelector<HTMLElement>(".details strata-snapshot-card, .details strata-present")
            ?.focus()}
      ></strata-snapshot-tree>
      <div class="details">
        ${
          selected === undefined
            ? nothing
            : repeat(
                [selected],
                ({ id }) => id,
                () => this.#card(selected, kinOf(selected.id), false, false),
              )
        }
        ${this.#present()}
      </div>`;
  }

  #list(kinOf: (id: SnapshotId) => SnapshotKin | undefined): TemplateResult {
    const newestFirst = this.snapshots.toReversed();
    const rails = snapshotRails(newestFirst);
    const isLong = newestFirst.length > shownWhole;
    return html`<ol aria-label=${this.locale.text.snapshots.list} ?data-long=${isLong}>
      <li>
        ${railDrawing(rails.present, rails.laneCount, true)}
        <div class="content">${this.#present()}</div>
      </li>
      ${repeat(
        newestFirst,
        (snapshot) => snapshot.id,
        (snapshot, index) => {
          // One that has not come into view: its name alone, for those who search or listen.
          if (!snapshot.isCurrent && !this.#rows.has(snapshot.id, index))
            return html`<li data-waiting=${snapshot.id}><h3 class="content">${snapshot.name}</h3></li>`;
          return html`<li ?data-current=${snapshot.isCurrent}>
            ${railDrawing(rails.rows[index] as RailRow, rails.laneCount, false)}
            ${this.#card(snapshot, kinOf(snapshot.id), isLong, isLong && index > 0 && !snapshot.isCurrent)}
          </li>`;
        },
      )}
    </ol>`;
  }

  protected override render() {
    const { text } = this.locale;
    const { activity } = this;
    const { offer } = this.#offers;
    const kinOf = snapshotKin(this.snapshots);
    return html`<div
      @strata-command=${(event: CustomEvent<Command>) => this.#offers.watch(event, this.snapshots)}
      @strata-foretold=${({ detail }: ForetoldEvent) => this.#offers.foretell(detail)}
    >
      <div class="head">
        <h2>${this.isLooking ? text.look.snapshotsOf(this.machine.name) : text.snapshots.title}</h2>
        ${this.isNarrow || this.snapshots.length === 0 ? nothing : formChoice(this.form, this.locale, (form) => this.#chooseForm(form))}
        ${
          this.isLooking
            ? nothing
            : html`<strata-take-snapshot
                .locale=${this.locale}
                .takenNames=${this.#names}
                .canTake=${!this.isBusy && this.machine.state !== "starting"}
              ></strata-take-snapshot>`
        }
      </div>
      ${
        activity?.operation === "flatten" || activity?.operation === "clone"
          ? activityProgress(activity, this.locale, this)
          : nothing
      }
      <div role="status">
        ${
          offer === null
            ? nothing
            : html`<strata-snapshot-outcome
                .locale=${this.locale}
                .offer=${offer}
                .snapshots=${this.snapshots}
                .kinOf=${kinOf}
                .graceMs=${GRACE_MS}
                @undo=${this.#handleUndo}
                @now=${() => this.#offers.now()}
                @dismissed=${() => this.#offers.dismiss()}
              ></strata-snapshot-outcome>`
        }
      </div>
      ${this.#showsTree ? this.#tree(kinOf) : this.#list(kinOf)}
      ${this.snapshots.length === 0 ? html`<p class="none note quiet">${this.isLooking ? text.look.noSnapshot : text.snapshots.none}</p>` : nothing}
    </div>`;
  }
}

customElements.define("strata-snapshots", StrataSnapshots);

declare global {
  interface HTMLElementTagNameMap {
    "strata-snapshots": StrataSnapshots;
  }
}
