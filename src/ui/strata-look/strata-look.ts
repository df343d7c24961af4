import { html, LitElement, nothing, type PropertyValues, type TemplateResult } from "lit";
import type { Locale } from "../../i18n/locale.ts";
import type { LookView } from "../../lab/view-model.ts";
import { emitCommand } from "../command.ts";
import { controls } from "../controls.styles.ts";
import "../strata-confirm/strata-confirm.ts";
import type { ConfirmedEvent } from "../strata-confirm/strata-confirm.ts";
import "../strata-notice/strata-notice.ts";
import { freeName } from "../strata-snapshots/suggested-name.ts";
import { lookStyles } from "./strata-look.styles.ts";

/**
 * Says that this page only looks, who has the machine, and takes it over: at once, or where a running machine would lose
 * its memory after a question.
 *
 * Properties: `locale`; `look`; `snapshotNames` (those in use);
 * `separateStoreUrl` (this page with a store of its own, or null).
 * Events: `strata-command` take-over.
 */
export class StrataLook extends LitElement {
  static override styles = [controls, lookStyles];
  static override properties = {
    locale: { attribute: false },
    look: { attribute: false },
    snapshotNames: { attribute: false },
    separateStoreUrl: { attribute: false },
    isAsking: { state: true },
  };
  declare locale: Locale;
  declare look: LookView;
  declare snapshotNames: readonly string[];
  declare separateStoreUrl: string | null;
  declare isAsking: boolean;

  constructor() {
    super();
    this.snapshotNames = [];
    this.separateStoreUrl = null;
    this.isAsking = false;
  }

  override focus(options?: FocusOptions): void {
    this.renderRoot.querySelector<HTMLElement>(".take")?.focus(options);
  }

  /** What was asked about is no longer so: the machine there was switched off, or its tab closed. */
  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has("look") && this.isAsking && this.look.writer?.isOn !== true) this.#closeQuestion();
  }

  #handleTake(): void {
    if (this.look.isTaking) return;
    if (this.look.writer?.isOn === true) this.isAsking = !this.isAsking;
    else emitCommand(this, { kind: "take-over", snapshotFirst: null });
  }

  #handleConfirmed({ detail }: ConfirmedEvent): void {
    emitCommand(this, { kind: "take-over", snapshotFirst: detail.snapshotFirst });
    this.#closeQuestion();
  }

  #closeQuestion(): void {
    this.isAsking = false;
    void this.updateComplete.then(() => this.focus());
  }

  #question(machine: string): TemplateResult {
    const { text } = this.locale;
    return html`<strata-confirm
      .locale=${this.locale}
      .question=${text.look.confirm(machine)}
      .consequences=${[text.look.stops, text.look.lossOfMemory]}
      .confirmLabel=${text.look.takeOver.elsewhere}
      .snapshotName=${freeName(this.snapshotNames, text.look.beforeTakeOver)}
      @confirmed=${this.#handleConfirmed}
      @cancelled=${this.#closeQuestion}
    ></strata-confirm>`;
  }

  protected override render() {
    const { text } = this.locale;
    const { reason, writer, isTaking, refusal } = this.look;
    return html`<section aria-labelledby="title" data-reason=${reason}>
        <div class="words">
          <div role="status">
            <h2 id="title">${text.look.title[reason]}</h2>
            <p>
              ${text.look.explanation[reason]}
              ${writer === null ? nothing : writer.isOn ? text.look.isOn(writer.machine) : text.look.isOff(writer.machine)}
            </p>
          </div>
        </div>
        ${
          this.separateStoreUrl === null || reason === "free"
            ? nothing
            : html`<a class="button separate" href=${this.separateStoreUrl} title=${text.network.separateStoreHint}
                >${text.network.separateStore}</a
              >`
        }
        <button
          class="button primary take"
          type="button"
          aria-expanded=${writer?.isOn === true ? String(this.isAsking) : nothing}
          aria-disabled=${isTaking}
          @click=${this.#handleTake}
        >
          ${isTaking ? html`${text.look.taking}…` : text.look.takeOver[reason]}
        </button>
      </section>
      ${this.isAsking && writer !== null ? this.#question(writer.machine) : nothing}
      <strata-notice .locale=${this.locale} .notice=${refusal} .isLasting=${true}></strata-notice>`;
  }
}

customElements.define("strata-look", StrataLook);

declare global {
  interface HTMLElementTagNameMap {
    "strata-look": StrataLook;
  }
}
