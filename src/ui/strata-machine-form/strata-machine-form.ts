import { html, LitElement } from "lit";
import type { Locale } from "../../i18n/locale.ts";
import { emitCommand } from "../command.ts";
import { controls } from "../controls.styles.ts";
import { byContent } from "../same-value.ts";
import { nameLengthLimit, suggestedName } from "../strata-snapshots/suggested-name.ts";
import { machineFormStyles } from "./strata-machine-form.styles.ts";

/**
 * Asks for the name of a new machine, and whether it is to be encrypted, which it can't become later. Takes the focus when
 * it appears; Escape gives up.
 *
 * Properties: `locale`; `names` (of the machines that there are).
 * Events: `strata-command` create-machine; `closed` when it is answered (not bubbling) and `cancelled` when it is not.
 */
export class StrataMachineForm extends LitElement {
  static override styles = [controls, machineFormStyles];
  static override properties = {
    locale: { attribute: false },
    names: byContent,
  };
  declare locale: Locale;
  declare names: readonly string[];

  constructor() {
    super();
    this.names = [];
  }

  protected override firstUpdated(): void {
    const field = this.renderRoot.querySelector<HTMLInputElement>("[name=name]");
    if (!field) return;
    const { text, format } = this.locale;
    // Set once: what is typed since must not be overwritten by a change that comes meanwhile.
    field.value = suggestedName(this.names, (number) =>
      text.storage.suggestedMachineName(format.count(number)),
    );
    field.select();
  }

  #handleSubmit(event: SubmitEvent): void {
    event.preventDefault();
    const data = new FormData(event.currentTarget as HTMLFormElement);
    const name = String(data.get("name") ?? "").trim();
    if (name === "") return;
    emitCommand(this, { kind: "create-machine", name, encrypted: data.has("encrypted") });
    this.dispatchEvent(new CustomEvent("closed"));
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
    const { page, storage, confirm } = this.locale.text;
    return html`<form @submit=${this.#handleSubmit} @keydown=${this.#handleKeydown}>
      <label class="name">
        ${storage.nameOfNew}
        <input class="field" name="name" maxlength=${nameLengthLimit} required autocomplete="off" />
      </label>
      <label class="choice">
        <input type="checkbox" name="encrypted" />
        <span><strong>${storage.encrypt}</strong>${page.colon}<span class="quiet">${storage.encryptHint}</span></span>
      </label>
      <div class="answers">
        <button class="button primary">${storage.makeMachine}</button>
        <button class="button plain" type="button" @click=${this.#cancel}>${confirm.cancel}</button>
      </div>
    </form>`;
  }
}

customElements.define("strata-machine-form", StrataMachineForm);

declare global {
  interface HTMLElementTagNameMap {
    "strata-machine-form": StrataMachineForm;
  }
}
