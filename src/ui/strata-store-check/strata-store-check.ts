import { html, LitElement, nothing, type PropertyValues, type TemplateResult } from "lit";
import type { Locale } from "../../i18n/locale.ts";
import type { ActivityView, SnapshotView } from "../../lab/view-model.ts";
import { activityProgress, progressStyles } from "../activity-progress.ts";
import { emitCommand } from "../command.ts";
import { controls } from "../controls.styles.ts";
import { byContent } from "../same-value.ts";
import { storagePart } from "../storage-part.styles.ts";
import type { VerificationView } from "../store-findings.ts";
import { storeCheckStyles } from "./strata-store-check.styles.ts";

const isChecking = (activity: ActivityView | null | undefined): activity is ActivityView =>
  activity?.operation === "verify";

/**
 * Checks everything that is stored, and tells what was found: whole, or which records are damaged and which snapshots
 * need them.
 *
 * Properties: `locale`; `verification` (or null, before the first); `activity` (the long operation under way, or null);
 * `snapshots` (those of the machine that is open); `now`.
 * Events: `strata-command` verify-storage, cancel.
 */
export class StrataStoreCheck extends LitElement {
  static override styles = [controls, progressStyles, storagePart, storeCheckStyles];
  static override properties = {
    locale: { attribute: false },
    verification: { attribute: false },
    activity: byContent,
    snapshots: byContent,
    now: { attribute: false },
  };
  declare locale: Locale;
  declare verification: VerificationView | null;
  declare activity: ActivityView | null;
  declare snapshots: readonly SnapshotView[];
  declare now: number;

  /** The button gives way to the progress with its cancel button, and comes back: the focus goes with them. */
  protected override willUpdate(changed: PropertyValues<this>): void {
    if (!changed.has("activity") || isChecking(changed.get("activity")) === isChecking(this.activity)) return;
    if (!this.shadowRoot?.activeElement?.matches(".check, .cancel")) return;
    const next = isChecking(this.activity) ? ".cancel" : ".check";
    void this.updateComplete.then(() => this.renderRoot.querySelector<HTMLElement>(next)?.focus());
  }

  #touched(snapshotIds: readonly string[]): string {
    const { storage } = this.locale.text;
    const names = this.snapshots.filter(({ id }) => snapshotIds.includes(id)).map(({ name }) => name);
    if (snapshotIds.length === 0) return storage.touchesNone;
    return [
      ...(names.length > 0 ? [storage.touches(names)] : []),
      ...(names.length < snapshotIds.length ? [storage.touchesOthers] : []),
    ].join(" ");
  }

  #report({ recordCount, damages, freedExtentCount }: VerificationView): TemplateResult {
    const { text, format } = this.locale;
    const quantity = (value: number) => ({ value, shown: format.count(value) });
    const isWhole = damages.length === 0;
    return html`<div class=${isWhole ? "whole" : "damaged"}>
      <p class="verdict numbers">
        ${
          isWhole
            ? text.storage.allWhole(quantity(recordCount))
            : text.storage.damaged(quantity(damages.length), format.count(recordCount))
        }
      </p>
      ${
        isWhole
          ? nothing
          : html`<ul>
              ${damages.map(
                ({ record, snapshots }) => html`<li><code>${record}</code> ${this.#touched(snapshots)}</li>`,
              )}
            </ul>`
      }
      ${freedExtentCount > 0 ? html`<p class="quiet">${text.storage.freedExtents(quantity(freedExtentCount))}</p>` : nothing}
    </div>`;
  }

  protected override render() {
    const { text, format } = this.locale;
    const { activity, verification } = this;
    const isBusy = activity !== null && activity.operation !== "boot";
    const found = isChecking(activity) ? null : verification;
    return html`
      <h3>${text.storage.check}</h3>
      <p class="quiet">${text.storage.checkHint}</p>
      ${
        isChecking(activity)
          ? activityProgress(activity, this.locale, this)
          : html`<button
              class="button check"
              type="button"
              ?disabled=${isBusy}
              @click=${() => emitCommand(this, { kind: "verify-storage" })}
            >
              ${text.storage.checkAll}
            </button>`
      }
      <div class="result">
        <div role="status">${found === null ? nothing : this.#report(found)}</div>
        ${found === null ? nothing : html`<p class="quiet numbers">${text.storage.checked(format.ago(this.now - found.at))}</p>`}
      </div>
    `;
  }
}

customElements.define("strata-store-check", StrataStoreCheck);

declare global {
  interface HTMLElementTagNameMap {
    "strata-store-check": StrataStoreCheck;
  }
}
