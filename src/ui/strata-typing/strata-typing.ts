import { html, LitElement } from "lit";
import type { Locale } from "../../i18n/locale.ts";
import { emitCommand } from "../command.ts";
import { controls } from "../controls.styles.ts";
import { typedLines } from "../pasted-text.ts";
import { typingStyles } from "./strata-typing.styles.ts";

/**
 * A field whose text is typed in the guest: for pasting, also of several lines, and for devices without a keyboard. Enter
 * types it; Shift+Enter begins another line.
 *
 * Properties: `locale`; `console` (where it goes: what is in sight); `isDisabled`.
 * Events: `strata-command` send-text.
 */
export class StrataTyping extends LitElement {
  static override styles = [controls, typingStyles];
  static override properties = {
    locale: { attribute: false },
    console: { attribute: false },
    isDisabled: { attribute: false },
  };
  declare locale: Locale;
  declare console: "screen" | "serial";
  declare isDisabled: boolean;

  constructor() {
    super();
    this.console = "screen";
    this.isDisabled = false;
  }

  #handleText(event: SubmitEvent): void {
    event.preventDefault();
    const form = event.currentTarget as HTMLFormElement;
    const data = new FormData(form);
    const typed = typedLines(String(data.get("text") ?? ""));
    const text = data.has("enter") ? `${typed}\r` : typed;
    if (text === "") return;
    emitCommand(this, { kind: "send-text", text, console: this.console });
    const field = form.querySelector<HTMLTextAreaElement>("[name=text]");
    if (field) field.value = "";
  }

  #handleKey(event: KeyboardEvent): void {
    if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    (event.currentTarget as HTMLTextAreaElement).form?.requestSubmit();
  }

  protected override render() {
    const { text } = this.locale;
    const { isDisabled } = this;
    return html`<form @submit=${this.#handleText}>
      <textarea
        class="field"
        name="text"
        rows="1"
        ?disabled=${isDisabled}
        aria-label=${text.machine.typeText}
        placeholder=${text.machine.typeTextHint}
        autocapitalize="off"
        autocomplete="off"
        spellcheck="false"
        @keydown=${this.#handleKey}
      ></textarea>
      <label class="note"><input type="checkbox" name="enter" checked ?disabled=${isDisabled} /> ${text.machine.withEnter}</label>
      <button class="button" ?disabled=${isDisabled}>${text.machine.sendText}</button>
    </form>`;
  }
}

customElements.define("strata-typing", StrataTyping);

declare global {
  interface HTMLElementTagNameMap {
    "strata-typing": StrataTyping;
  }
}
