import { html, LitElement, nothing, type PropertyValues, type TemplateResult } from "lit";
import type { Locale } from "../../i18n/locale.ts";
import type { SnapshotContents } from "../../lab/snapshot-insight.ts";
import type { SnapshotView } from "../../lab/view-model.ts";
import { controls } from "../controls.styles.ts";
import { chevronIcon } from "../icons.ts";
import { appearanceOf } from "../layer-appearance.ts";
import { runStripStyles } from "../run-strip.ts";
import { byContent } from "../same-value.ts";
import type { SnapshotInsightPort } from "../snapshot-insight-port.ts";
import { configurationTable, devicesTable, diskTable, memoryTable } from "./part-tables.ts";
import { type Part, type PartName, partsOf } from "./snapshot-parts.ts";
import { snapshotPartsStyles } from "./strata-snapshot-parts.styles.ts";

/**
 * The four things that a snapshot keeps, with their sizes, as drawers: opened, each shows what is in it.
 *
 * Properties: `locale`; `snapshot`; `largestPartBytes` (length of a full bar); `insight` (who can look into a snapshot, or
 * null: then only what its record tells can be opened).
 */
export class StrataSnapshotParts extends LitElement {
  static override styles = [controls, runStripStyles, snapshotPartsStyles];
  static override properties = {
    locale: { attribute: false },
    snapshot: byContent,
    largestPartBytes: { attribute: false },
    insight: { attribute: false },
    open: { state: true },
    contents: { state: true },
    hasFailed: { state: true },
  };
  declare locale: Locale;
  declare snapshot: SnapshotView;
  declare largestPartBytes: number;
  declare insight: SnapshotInsightPort | null;
  declare open: PartName | null;
  /** Null until it was read. */
  declare contents: SnapshotContents | null;
  declare hasFailed: boolean;

  constructor() {
    super();
    this.insight = null;
    this.largestPartBytes = 0;
    this.open = null;
    this.contents = null;
    this.hasFailed = false;
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    const before = changed.get("snapshot");
    if (before === undefined) return;
    if (before.id !== this.snapshot.id) this.open = null;
    // A merge or a deletion below it changes what its layer holds.
    this.contents = null;
    if (this.open !== null) this.#read();
  }

  #read(): void {
    const { id } = this.snapshot;
    this.hasFailed = false;
    this.insight?.contents(id).then(
      (contents) => {
        if (this.snapshot.id === id) this.contents = contents;
      },
      () => {
        this.hasFailed = true;
      },
    );
  }

  #toggle(name: PartName): void {
    this.open = this.open === name ? null : name;
    const isRead = name === "memory" || name === "configuration" || this.contents !== null;
    if (this.open !== null && !isRead) this.#read();
  }

  #canOpen({ name, content }: Part): boolean {
    if (content === null) return false;
    return this.insight !== null || name === "memory" || name === "configuration";
  }

  #part(part: Part): TemplateResult {
    const { text, format } = this.locale;
    const share = this.largestPartBytes > 0 ? part.byteLength / this.largestPartBytes : 0;
    const isMissing = part.content === null;
    const canOpen = this.#canOpen(part);
    const inside = html`<span class="label" title=${part.label}><span>${part.label}</span>${canOpen ? chevronIcon : nothing}</span>
      <span class="bar" aria-hidden="true"
        >${isMissing ? nothing : html`<span style=${`width:${(share * 100).toFixed(3)}%`}></span>`}</span
      >
      <span class="amount numbers">
        ${isMissing ? text.snapshots.notKept : format.bytes(part.byteLength)}
        ${part.content ? html`<span class="content">${part.content}</span>` : nothing}
      </span>`;
    return html`<li ?data-missing=${isMissing}>
      ${
        canOpen
          ? html`<button
              class="part"
              type="button"
              data-part=${part.name}
              aria-expanded=${this.open === part.name}
              aria-controls=${this.open === part.name ? "drawer" : nothing}
              @click=${() => this.#toggle(part.name)}
            >
              ${inside}
            </button>`
          : html`<div class="part">${inside}</div>`
      }
    </li>`;
  }

  #drawer(name: PartName): TemplateResult {
    const { locale, contents, snapshot } = this;
    if (name === "memory") return memoryTable(snapshot.parts, locale);
    if (name === "configuration") return configurationTable(snapshot.parts, locale);
    if (this.hasFailed)
      return html`<p class="note">${locale.text.notice.text["storage-damaged"].happened}</p>`;
    if (contents === null) return html`<p class="note quiet">${locale.text.insight.reading}…</p>`;
    if (name === "devices") return devicesTable(contents, locale);
    const { colour } = appearanceOf({ sign: snapshot.parts.layerSign, kind: "frozen" });
    return diskTable(contents, colour, locale);
  }

  protected override render() {
    const parts = partsOf(this.snapshot, this.locale);
    const opened = parts.find(({ name }) => name === this.open);
    return html`<ul class="parts" aria-label=${this.locale.text.snapshots.parts}>
        ${parts.map((part) => this.#part(part))}
      </ul>
      ${
        opened === undefined
          ? nothing
          : html`<div class="drawer" id="drawer" role="region" aria-label=${opened.label}>
              ${this.#drawer(opened.name)}
            </div>`
      }`;
  }
}

customElements.define("strata-snapshot-parts", StrataSnapshotParts);

declare global {
  interface HTMLElementTagNameMap {
    "strata-snapshot-parts": StrataSnapshotParts;
  }
}
