import { html, LitElement, nothing } from "lit";
import type { Locale } from "../../i18n/locale.ts";
import { controls } from "../controls.styles.ts";
import { confirmStyles } from "./strata-confirm.styles.ts";

/** How a person answered: with the name of the snapshot to take first, or null for none. */
export class ConfirmedEvent extends CustomEvent<{ readonly snapshotFirst: string | null }> {
  constructor(snapshotFirst: string | null) {
    super("confirmed", { detail: { snapshotFirst } });
  }
}

/**
 * The second click of a destructive action: says what will be lost, and offers to keep it as a snapshot.
 * Takes the focus when it appears; Escape answers no.
 *
 * Properties: `locale`; `question`; `consequences` (sentences); `confirmLabel`; `snapshotName` (the name that the
 * snapshot taken first would get, or null where none can be offered).
 * Events: `confirmed` (ConfirmedEvent) and `cancelled`, neither bubbling.
 */
export class StrataConfirm extends LitElement {
  static override styles = [controls, confirmStyles];
  static override properties = {
    locale: { attribute: false },
    question: { attribute: false },
    consequences: { attribute: false },
    confirmLabel: { attribute: false },
    snapshotName: { attribute: false },
    wantsSnapshot: { state: true },
  };
  declare locale: Locale;
  declare question: string;
  declare consequences: readonly string[];
  declare confirmLabel: string;
  declare snapshotName: string | null;
  declare wantsSnapshot: boolean;

  constructor() {
    super();
    this.wantsSnapshot = true;
    this.snapshotName = null;
    this.consequences = [];
  }

  protected override firstUpdated(): void {
    this.renderRoot.querySelector<HTMLElement>(".confirm")?.focus();
  }

  #handleKeydown(event: KeyboardEvent): void {
    if (event.key !== "Escape") return;
    event.stopPropagation();
    this.#cancel();
  }

  #cancel(): void {
    this.dispatchEvent(new CustomEvent("cancelled"));
  }

  #confirm(): void {
    this.dispatchEvent(new ConfirmedEvent(this.wantsSnapshot ? this.snapshotName : null));
  }

  protected override render() {
    const { text } = this.locale;
    return html`
      <div role="group" aria-labelledby="question" aria-describedby="consequences" @keydown=${this.#handleKeydown}>
        <p class="question" id="question">${this.question}</p>
        <ul id="consequences">
          ${this.consequences.map((sentence) => html`<li>${sentence}</li>`)}
        </ul>
        ${
          this.snapshotName === null
            ? nothing
            : html`<label class="first">
                <input
                  type="checkbox"
                  .checked=${this.wantsSnapshot}
                  @change=${(event: Event) => {
                    this.wantsSnapshot = (event.currentTarget as HTMLInputElement).checked;
                  }}
                />
                <span>${text.confirm.snapshotFirst}</span>
              </label>`
        }
        <div class="answers">
          <button class="button danger confirm" type="button" @click=${this.#confirm}>${this.confirmLabel}</button>
          <button class="button plain" type="button" @click=${this.#cancel}>${text.confirm.cancel}</button>
        </div>
      </div>
    `;
  }
}

customElements.define("strata-confirm", StrataConfirm);

declare global {
  interface HTMLElementTagNameMap {
    "strata-confirm": StrataConfirm;
  }
}
