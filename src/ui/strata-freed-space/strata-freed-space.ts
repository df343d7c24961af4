import { html, LitElement, nothing, type PropertyValues, type TemplateResult } from "lit";
import type { Locale } from "../../i18n/locale.ts";
import type { ActivityView } from "../../lab/view-model.ts";
import { activityProgress, progressStyles } from "../activity-progress.ts";
import { type Command, emitCommand } from "../command.ts";
import { controls } from "../controls.styles.ts";
import { byContent } from "../same-value.ts";
import { storagePart } from "../storage-part.styles.ts";
import type { FreedView } from "../store-findings.ts";
import { freedSpaceStyles } from "./strata-freed-space.styles.ts";

const isWiping = (activity: ActivityView | null | undefined): activity is ActivityView =>
  activity?.operation === "wipe";

/**
 * The space of what was deleted: how much is kept for reuse, whether old bytes are left in it, and how to overwrite it or
 * give it back.
 *
 * Properties: `locale`; `freedBytes` (as last measured, or null); `freed` (what was found in it, or null before anybody
 * looked); `activity` (the long operation under way, or null); `now`.
 * Events: `strata-command` inspect-freed, wipe-freed, give-back-freed, cancel.
 */
export class StrataFreedSpace extends LitElement {
  static override styles = [controls, progressStyles, storagePart, freedSpaceStyles];
  static override properties = {
    locale: { attribute: false },
    freedBytes: { attribute: false },
    freed: { attribute: false },
    activity: byContent,
    now: { attribute: false },
  };
  declare locale: Locale;
  declare freedBytes: number | null;
  declare freed: FreedView | null;
  declare activity: ActivityView | null;
  declare now: number;

  /** The amount that was measured when `freed` was found, or first after that. */
  #measuredThen: number | null = null;

  /** The buttons give way to the progress with its cancel button, and come back: the focus goes with them. */
  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has("freed") || this.#measuredThen === null) this.#measuredThen = this.freedBytes;
    if (!changed.has("activity") || isWiping(changed.get("activity")) === isWiping(this.activity)) return;
    if (!this.shadowRoot?.activeElement?.matches("[data-action], .cancel")) return;
    const next = isWiping(this.activity) ? ".cancel" : "[data-action]";
    void this.updateComplete.then(() => this.renderRoot.querySelector<HTMLElement>(next)?.focus());
  }

  #button(label: string, kind: "inspect-freed" | "wipe-freed" | "give-back-freed"): TemplateResult {
    const { activity } = this;
    const isBusy = activity !== null && activity.operation !== "boot";
    return html`<button
      class="button"
      type="button"
      data-action=${kind}
      ?disabled=${isBusy}
      @click=${() => emitCommand(this, { kind } satisfies Command)}
    >
      ${label}
    </button>`;
  }

  /** What was found stands until another amount is measured: then something was deleted or reused since. */
  get #standing(): FreedView | null {
    return this.freedBytes === this.#measuredThen ? this.freed : null;
  }

  #found({ extentCount, unwipedByteLength }: FreedView): TemplateResult {
    const { text, format } = this.locale;
    const extents = { value: extentCount, shown: format.count(extentCount) };
    const isWiped = unwipedByteLength === 0;
    if (extentCount === 0) return html`<span>${text.storage.freedNone}</span>`;
    const sentence = isWiped
      ? text.storage.allWiped(extents)
      : text.storage.unwiped(format.bytes(unwipedByteLength), extents);
    return html`<strong class=${isWiped ? "wiped" : ""}>${sentence}</strong>`;
  }

  #amount(freedBytes: number): TemplateResult {
    const { text, format } = this.locale;
    return html`<span>
      ${freedBytes === 0 ? text.storage.freedNone : text.storage.freedKept(format.bytes(freedBytes))}
    </span>`;
  }

  protected override render() {
    const { activity, freedBytes } = this;
    const { text, format } = this.locale;
    const { storage } = text;
    const found = isWiping(activity) ? null : this.#standing;
    return html`
      <h3>${storage.freed}</h3>
      <p class="quiet">${storage.freedHint}</p>
      <p class="numbers">
        <span role="status">${found === null ? nothing : this.#found(found)}</span>
        ${found !== null || freedBytes === null ? nothing : this.#amount(freedBytes)}
        ${found === null ? nothing : html`<span class="quiet">${storage.checked(format.ago(this.now - found.at))}</span>`}
      </p>
      ${
        isWiping(activity)
          ? activityProgress(activity, this.locale, this)
          : html`<div class="actions">
              ${this.#button(storage.inspectFreed, "inspect-freed")}
              ${this.#button(storage.wipeFreed, "wipe-freed")}
              ${this.#button(storage.giveBackFreed, "give-back-freed")}
            </div>`
      }
      <details>
        <summary>${storage.freedMeaning}</summary>
        ${storage.freedMeanings.map((meaning) => html`<p class="quiet">${meaning}</p>`)}
      </details>
    `;
  }
}

customElements.define("strata-freed-space", StrataFreedSpace);

declare global {
  interface HTMLElementTagNameMap {
    "strata-freed-space": StrataFreedSpace;
  }
}
