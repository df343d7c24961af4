import { html, LitElement } from "lit";
import type { Locale } from "../../i18n/locale.ts";
import { controls } from "../controls.styles.ts";
import { inlineEditStyles } from "./strata-inline-edit.styles.ts";

/** What a person has written in place of what stood there, without spaces around it. */
export class SavedEvent extends CustomEvent<string> {
  constructor(text: string) {
    super("saved", { detail: text });
  }
}

/**
 * A field in the place of the text that it changes. Takes the focus when it appears; Escape gives up.
 *
 * Properties: `locale`; `label`; `value`; `limit` (characters at most); `isLong` (several lines, and may be empty).
 * Events: `saved` (SavedEvent) and `cancelled`, neither bubbling.
 */
export class StrataInlineEdit extends LitElement {
  static override styles = [controls, inlineEditStyles];
  static override properties = {
    locale: { attribute: false },
    label: { attribute: false },
    value: { attribute: false },
    limit: { attribute: false },
    isLong: { attribute: false },
  };
  declare locale: Locale;
  declare label: string;
  declare value: string;
  declare limit: number;
  declare isLong: boolean;

  constructor() {
    super();
    this.value = "";
    this.isLong = false;
  }

  get #field(): HTMLInputElement | HTMLTextAreaElement | null {
    return this.renderRoot.querySelector(".field");
  }

  protected override firstUpdated(): void {
    // Set once: what is typed since must not be overwritten by a change that comes meanwhile.
    if (this.#field) this.#field.value = this.value;
    this.#field?.select();
  }

  #handleSubmit(event: SubmitEvent): void {
    event.preventDefault();
    const text = this.#field?.value.trim() ?? "";
    if (text === "" && !this.isLong) this.#field?.focus();
    else this.dispatchEvent(new SavedEvent(text));
  }

  #handleKeydown(event: KeyboardEvent): void {
    if (event.key !== "Escape") return;
    event.stopPropagation();
    this.#cancel();
  }

  #cancel(): void {
    this.dispatchEvent(new CustomEvent("cancelled"));
  }

  protected override render() {
    const { text } = this.locale;
    return html`<form @submit=${this.#handleSubmit} @keydown=${this.#handleKeydown}>
      ${
        this.isLong
          ? html`<textarea class="field" aria-label=${this.label} maxlength=${this.limit}></textarea>`
          : html`<input
              class="field"
              aria-label=${this.label}
              maxlength=${this.limit}
              required
              autocomplete="off"
            />`
      }
      <button class="button primary">${text.tree.save}</button>
      <button class="button plain" type="button" @click=${this.#cancel}>${text.confirm.cancel}</button>
    </form>`;
  }
}

customElements.define("strata-inline-edit", StrataInlineEdit);

declare global {
  interface HTMLElementTagNameMap {
    "strata-inline-edit": StrataInlineEdit;
  }
}
