import { html, LitElement, nothing, type TemplateResult } from "lit";
import type { Locale } from "../../i18n/locale.ts";
import type { SnapshotView } from "../../lab/view-model.ts";
import { controls } from "../controls.styles.ts";
import { closeIcon } from "../icons.ts";
import type { SnapshotKin } from "../strata-snapshots/snapshot-kin.ts";
import type { Offer } from "../strata-snapshots/undo-offers.ts";
import { snapshotOutcomeStyles } from "./strata-snapshot-outcome.styles.ts";

/**
 * What became of the last operation, or will in a moment: what it cost beside what was foretold, and the way to take it
 * back where there is one.
 *
 * Properties: `locale`; `offer`; `snapshots`; `kinOf`; `graceMs` (how long what waits does).
 * Events: `undo`, `now`, `dismissed`, none bubbling.
 */
export class StrataSnapshotOutcome extends LitElement {
  static override styles = [controls, snapshotOutcomeStyles];
  static override properties = {
    locale: { attribute: false },
    offer: { attribute: false },
    snapshots: { attribute: false },
    kinOf: { attribute: false },
    graceMs: { attribute: false },
  };
  declare locale: Locale;
  declare offer: Offer;
  declare snapshots: readonly SnapshotView[];
  declare kinOf: (id: SnapshotView["id"]) => SnapshotKin | undefined;
  declare graceMs: number;

  #send(event: "undo" | "now" | "dismissed"): void {
    this.dispatchEvent(new CustomEvent(event));
  }

  #button(event: "undo" | "now", label: string): TemplateResult {
    return html`<button class="button" type="button" data-answer=${event} @click=${() => this.#send(event)}>
      ${label}
    </button>`;
  }

  #dismiss(): TemplateResult {
    const { insight } = this.locale.text;
    return html`<button
      class="button plain dismiss"
      type="button"
      data-answer="dismiss"
      aria-label=${insight.dismiss}
      title=${insight.dismiss}
      @click=${() => this.#send("dismissed")}
    >
      ${closeIcon}
    </button>`;
  }

  #waiting({ command }: Extract<Offer, { kind: "waiting" }>): TemplateResult {
    const { insight } = this.locale.text;
    const name = this.snapshots.find(({ id }) => id === command.id)?.name ?? "";
    const sentence =
      command.kind === "merge-snapshot"
        ? insight.mergeWaits(name, this.kinOf(command.id)?.parentName ?? "")
        : command.branch
          ? insight.branchWaits(name)
          : insight.removeWaits(name);
    return html`<p class="words"><strong>${sentence}</strong></p>
      <div class="answers">${this.#button("undo", insight.undo)} ${this.#button("now", insight.now)}</div>
      <div class="wait" aria-hidden="true" style=${`--grace:${this.graceMs}ms`}><i></i></div>`;
  }

  #done({ timing, prediction, keptName }: Extract<Offer, { kind: "done" }>): TemplateResult {
    const { text, format } = this.locale;
    const { insight } = text;
    const { operation, subject, cost } = timing;
    const quantity = (value: number) => ({ value, shown: format.count(value) });
    const beside =
      prediction === null
        ? null
        : prediction.blockCount === cost.blockCount
          ? insight.asPredicted
          : insight.predicted(quantity(prediction.blockCount));
    const isFinal = operation !== "flatten" && operation !== "clone" && keptName === null;
    return html`<p class="words numbers">
        <strong>${insight.done(text.timing.operation[operation], subject, format.duration(cost.elapsedMs))}</strong>
        · ${insight.measured(quantity(cost.blockCount), format.bytes(cost.bytesWritten))}${beside === null ? nothing : html` <span class="quiet">(${beside})</span>`}
        <br />
        ${keptName === null ? (isFinal ? html`<span class="quiet">${insight.cannotUndo}</span>` : nothing) : insight.keptBefore(keptName)}
      </p>
      <div class="answers">
        ${keptName === null ? nothing : this.#button("undo", insight.undo)} ${this.#dismiss()}
      </div>`;
  }

  #written(sentence: string): TemplateResult {
    return html`<p class="words">${sentence}</p>
      <div class="answers">${this.#button("undo", this.locale.text.insight.undo)} ${this.#dismiss()}</div>`;
  }

  protected override render() {
    const { offer } = this;
    const { insight } = this.locale.text;
    const shown =
      offer.kind === "waiting"
        ? this.#waiting(offer)
        : offer.kind === "done"
          ? this.#done(offer)
          : this.#written(
              offer.kind === "renamed"
                ? insight.renamed(offer.before, offer.after)
                : insight.noted(offer.name),
            );
    return html`<div class="outcome">${shown}</div>`;
  }
}

customElements.define("strata-snapshot-outcome", StrataSnapshotOutcome);

declare global {
  interface HTMLElementTagNameMap {
    "strata-snapshot-outcome": StrataSnapshotOutcome;
  }
}
