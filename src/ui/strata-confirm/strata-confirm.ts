import { html, LitElement, nothing } from "lit";
import type { Locale } from "../../i18n/locale.ts";
import { controls } from "../controls.styles.ts";
import { confirmStyles } from "./strata-confirm.styles.ts";

/** How a person answered: with the name of the snapshot to take first, or null for none, and whether the extra is wanted. */
export class ConfirmedEvent extends CustomEvent<{
  readonly snapshotFirst: string | null;
  readonly wantsExtra: boolean;
}> {
  constructor(snapshotFirst: string | null, wantsExtra: boolean) {
    super("confirmed", { detail: { snapshotFirst, wantsExtra } });
  }
}

/**
 * The second click of a destructive action: says what will be lost, and offers to keep it as a snapshot.
 * Takes the focus when it appears; Escape answers no.
 *
 * Properties: `locale`; `question`; `consequences` (sentences); `confirmLabel`; `snapshotName` (the name that the
 * snapshot taken first would get, or null where none can be offered); `extra` (what can be asked for in addition, or
 * null).
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
    extra: { attribute: false },
    wantsExtra: { state: true },
    wantsSnapshot: { state: true },
  };
  declare locale: Locale;
  declare question: string;
  declare consequences: readonly string[];
  declare confirmLabel: string;
  declare snapshotName: string | null;
  declare extra: string | null;
  declare wantsExtra: boolean;
  declare wantsSnapshot: boolean;

  constructor() {
    super();
    this.wantsSnapshot = true;
    this.wantsExtra = false;
    this.extra = null;
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
    this.dispatchEvent(new ConfirmedEvent(this.wantsSnapshot ? this.snapshotName : null, this.wantsExtra));
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
        ${
          this.extra === null
            ? nothing
            : html`<label class="first extra">
                <input
                  type="checkbox"
                  .checked=${this.wantsExtra}
                  @change=${(event: Event) => {
                    this.wantsExtra = (event.currentTarget as HTMLInputElement).checked;
                  }}
                />
                <span>${this.extra}</span>
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
