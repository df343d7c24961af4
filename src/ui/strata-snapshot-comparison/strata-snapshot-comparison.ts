import { html, LitElement, nothing, type TemplateResult } from "lit";
import { BLOCK_BYTE_LENGTH } from "../../core/geometry.ts";
import type { SnapshotId } from "../../core/identity.ts";
import { StrataError, type StrataErrorCode } from "../../core/strata-error.ts";
import type { Locale } from "../../i18n/locale.ts";
import type { SnapshotComparison } from "../../lab/snapshot-insight.ts";
import type { LayerView, SnapshotView } from "../../lab/view-model.ts";
import { controls } from "../controls.styles.ts";
import { closeIcon } from "../icons.ts";
import { appearanceOf, type LayerAppearance, layerBadge, layerSignStyles } from "../layer-appearance.ts";
import { OverlayEvent } from "../overlay-event.ts";
import { runStrip, runStripStyles } from "../run-strip.ts";
import type { SnapshotInsightPort } from "../snapshot-insight-port.ts";
import type { BlockOverlay } from "../strata-block-map/block-overlay.ts";
import { runsTable } from "./runs-table.ts";
import { snapshotComparisonStyles } from "./strata-snapshot-comparison.styles.ts";

type DiskDifference = SnapshotComparison["disks"][number];

/** One of the two points in time. */
interface Side {
  readonly name: string;
  readonly appearance: LayerAppearance;
}

/**
 * In what a snapshot differs from another, or from the present state: blocks of the disks and pages of the memory, counted
 * and drawn where they lie. What was written since is told at once from the maps; the bytes are read when that is asked for.
 *
 * Properties: `locale`; `snapshot`; `snapshots` (all of the machine); `activeLayer` (or null); `insight`.
 * Events: `strata-overlay`, what differs to be seen on the map of blocks; `closed`, not bubbling.
 */
export class StrataSnapshotComparison extends LitElement {
  static override styles = [controls, layerSignStyles, runStripStyles, snapshotComparisonStyles];
  static override properties = {
    locale: { attribute: false },
    snapshot: { attribute: false },
    snapshots: { attribute: false },
    activeLayer: { attribute: false },
    insight: { attribute: false },
    other: { state: true },
    found: { state: true },
    failure: { state: true },
    progress: { state: true },
  };
  declare locale: Locale;
  declare snapshot: SnapshotView;
  declare snapshots: readonly SnapshotView[];
  declare activeLayer: LayerView | null;
  declare insight: SnapshotInsightPort;
  /** Null for the present state. */
  declare other: SnapshotId | null;
  declare found: SnapshotComparison | null;
  declare failure: StrataErrorCode | null;
  /** Bytes read, of all; null while none are. */
  declare progress: readonly [done: number, total: number] | null;
  #controller: AbortController | null = null;
  #hadFocus = false;

  constructor() {
    super();
    this.snapshots = [];
    this.activeLayer = null;
    this.other = null;
    this.found = null;
    this.failure = null;
    this.progress = null;
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#controller?.abort();
  }

  protected override willUpdate(): void {
    this.#hadFocus = (this.shadowRoot?.activeElement ?? null) !== null;
  }

  /** Where the button that was pressed goes away, what is in its place gets the focus. */
  protected override updated(): void {
    if (!this.#hadFocus || this.shadowRoot?.activeElement !== null) return;
    this.renderRoot.querySelector<HTMLElement>(".answer button, select")?.focus();
  }

  protected override firstUpdated(): void {
    this.renderRoot.querySelector<HTMLElement>("select")?.focus();
    void this.#compare(false);
  }

  /** The latest question alone is answered. */
  async #compare(verify: boolean): Promise<void> {
    this.#controller?.abort();
    const controller = new AbortController();
    this.#controller = controller;
    const { signal } = controller;
    this.failure = null;
    this.progress = verify ? [0, 0] : null;
    if (!verify) this.found = null;
    try {
      const found = await this.insight.compare(this.snapshot.id, this.other, {
        verify,
        signal,
        onProgress: (done, total) => {
          if (!signal.aborted) this.progress = [done, total];
        },
      });
      if (signal.aborted) return;
      this.found = found;
      this.dispatchEvent(new OverlayEvent(this.#overlay(found)));
    } catch (cause) {
      if (!signal.aborted) this.failure = cause instanceof StrataError ? cause.code : "storage-failed";
    } finally {
      if (!signal.aborted) this.progress = null;
    }
  }

  #choose(event: Event): void {
    const { value } = event.currentTarget as HTMLSelectElement;
    this.other = value === "" ? null : (value as SnapshotId);
    void this.#compare(false);
  }

  #handleKeydown(event: KeyboardEvent): void {
    if (event.key !== "Escape") return;
    event.stopPropagation();
    this.#close();
  }

  #close(): void {
    this.dispatchEvent(new OverlayEvent(null));
    this.dispatchEvent(new CustomEvent("closed"));
  }

  get #sides(): readonly [Side, Side] {
    const sideOf = ({ name, parts }: SnapshotView): Side => ({
      name,
      appearance: appearanceOf({ sign: parts.layerSign, kind: "frozen" }),
    });
    const other = this.snapshots.find(({ id }) => id === this.other);
    const present: Side = {
      name: this.locale.text.insight.present,
      appearance: appearanceOf(this.activeLayer ?? { sign: "", kind: "active" }),
    };
    return [sideOf(this.snapshot), other === undefined ? present : sideOf(other)];
  }

  /** The blocks of all disks, by which of the two wrote them: those of both are with the first. */
  #overlay({ disks }: SnapshotComparison): BlockOverlay | null {
    const { insight } = this.locale.text;
    const [first, second] = this.#sides.map(({ name }, index) => ({
      label: insight.lane(name),
      runs: disks.flatMap(({ drive, runs }) =>
        runs
          .filter(({ writtenBy }) => (writtenBy === "second") === (index === 1))
          .map((run) => ({ drive, first: run.first, count: run.count })),
      ),
    }));
    const shown = [first, second].filter((side) => side !== undefined && side.runs.length > 0);
    return shown.length === 0 ? null : (shown as unknown as BlockOverlay);
  }

  #space(title: string, count: number, all: number, strip: TemplateResult): TemplateResult {
    const { text, format } = this.locale;
    return html`<div class="space">
      <p class="facts numbers">
        <strong>${title}</strong>
        <span>${text.insight.ofAll(format.count(count), format.count(all))}</span>
        <span>${format.bytes(count * BLOCK_BYTE_LENGTH)}</span>
      </p>
      ${strip}
    </div>`;
  }

  #disk(disk: DiskDifference, isOnlyDisk: boolean): TemplateResult {
    const { text, format } = this.locale;
    const [first, second] = this.#sides;
    const lanes = [
      { colour: first.appearance.colour, runs: disk.runs.filter(({ writtenBy }) => writtenBy !== "second") },
      { colour: second.appearance.colour, runs: disk.runs.filter(({ writtenBy }) => writtenBy !== "first") },
    ].filter(({ runs }) => runs.length > 0);
    const title = isOnlyDisk ? text.layers.title : text.insight.disk(format.count(disk.drive + 1));
    return html`${this.#space(title, countOf(disk), disk.blockCount, runStrip(lanes, disk.blockCount))}
    ${disk.runs.length === 0 ? nothing : runsTable(disk.runs, first.name, second.name, this.locale)}`;
  }

  #key(): TemplateResult {
    const { insight } = this.locale.text;
    return html`<p class="key quiet">
      ${this.#sides.map(
        ({ name, appearance }, index) =>
          html`<span>${layerBadge(`badge-${index}`, appearance)} ${insight.lane(name)}</span>`,
      )}
    </p>`;
  }

  #result({ disks, memory }: SnapshotComparison): TemplateResult {
    const { text, format } = this.locale;
    const { insight } = text;
    const spaces = [...disks, ...(memory === null ? [] : [memory])];
    const apartCount = spaces.reduce((sum, space) => sum + space.apartCount, 0);
    const differentCount = spaces.reduce((sum, space) => sum + countOf(space), 0);
    const equalCount = spaces.reduce((sum, space) => sum + (space.equalCount ?? 0), 0);
    const isVerified = spaces.every((space) => space.equalCount !== null);
    if (apartCount === 0)
      return html`<p class="note" role="status">${insight.nothingDiffers}</p>
        ${memory === null ? html`<p class="note quiet">${insight.noMemory}</p>` : nothing}`;
    return html`${disks.map((disk) => this.#disk(disk, disks.length === 1))}
      ${disks.some(({ runs }) => runs.length > 0) ? this.#key() : nothing}
      ${
        memory === null
          ? html`<p class="note quiet">${insight.noMemory}</p>`
          : this.#space(
              insight.memory,
              countOf(memory),
              memory.pageCount,
              runStrip([{ colour: "var(--ink)", runs: memory.runs }], memory.pageCount),
            )
      }
      <div class="answer">
        <p class="note ${isVerified ? "" : "quiet"} numbers" role="status">
          ${
            isVerified
              ? `${insight.verified({ value: equalCount, shown: format.count(equalCount) })}${differentCount === 0 ? ` ${insight.sameBytes}` : ""}`
              : insight.apartHint
          }
        </p>
        ${isVerified ? nothing : this.#verify()}
      </div>`;
  }

  #verify(): TemplateResult {
    const { text, format } = this.locale;
    if (this.progress !== null) {
      const [done, total] = this.progress;
      return html`<span class="note numbers">${text.insight.verifying(format.bytes(done), format.bytes(total))}</span>
        <button
          class="button"
          type="button"
          @click=${() => {
            this.#controller?.abort();
            this.progress = null;
          }}
        >
          ${text.timing.cancel}
        </button>`;
    }
    return html`<button class="button verify" type="button" @click=${() => void this.#compare(true)}>
      ${text.insight.verify}
    </button>`;
  }

  protected override render() {
    const { text } = this.locale;
    const { insight } = text;
    const { failure, found, snapshot } = this;
    return html`<div role="group" aria-labelledby="label" @keydown=${this.#handleKeydown}>
      <div class="ask">
        <label id="label" for="other">${insight.compareWith(snapshot.name)}</label>
        <select class="field" id="other" @change=${this.#choose}>
          <option value="" ?selected=${this.other === null}>${insight.present}</option>
          ${this.snapshots
            .filter(({ id }) => id !== snapshot.id)
            .toReversed()
            .map(({ id, name }) => html`<option value=${id} ?selected=${this.other === id}>${name}</option>`)}
        </select>
        <button
          class="button plain close"
          type="button"
          aria-label=${text.introduction.close}
          title=${text.introduction.close}
          @click=${this.#close}
        >
          ${closeIcon}
        </button>
      </div>
      ${failure === null ? nothing : html`<p class="note" role="alert">${text.notice.text[failure].happened}</p>`}
      ${found === null ? (failure === null ? html`<p class="note quiet">${insight.reading}…</p>` : nothing) : this.#result(found)}
    </div>`;
  }
}

/** Blocks or pages that differ, as far as is known. */
const countOf = (space: Pick<DiskDifference, "apartCount" | "equalCount">): number =>
  space.apartCount - (space.equalCount ?? 0);

customElements.define("strata-snapshot-comparison", StrataSnapshotComparison);

declare global {
  interface HTMLElementTagNameMap {
    "strata-snapshot-comparison": StrataSnapshotComparison;
  }
}
