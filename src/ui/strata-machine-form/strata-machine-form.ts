import { html } from "lit";
import type { Locale } from "../../i18n/locale.ts";
import { emitCommand } from "../command.ts";
import { controls } from "../controls.styles.ts";
import { NameForm, nameFormStyles } from "../name-form.ts";
import { byContent } from "../same-value.ts";
import { nameLengthLimit, suggestedName } from "../strata-snapshots/suggested-name.ts";

/**
 * Asks for the name of a new machine, and whether it is to be encrypted, which it can't become later.
 *
 * Properties: `locale`; `names` (of the machines that there are).
 * Events: `strata-command` create-machine, and those of `NameForm`.
 */
export class StrataMachineForm extends NameForm {
  static override styles = [controls, nameFormStyles];
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

  protected override suggestName(): string {
    const { text, format } = this.locale;
    return suggestedName(this.names, (number) => text.storage.suggestedMachineName(format.count(number)));
  }

  protected override answer(name: string, data: FormData): void {
    emitCommand(this, { kind: "create-machine", name, encrypted: data.has("encrypted") });
  }

  protected override render() {
    const { page, storage, confirm } = this.locale.text;
    return html`<form @submit=${this.handleSubmit} @keydown=${this.handleKeydown}>
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
        <button class="button plain" type="button" @click=${this.cancel}>${confirm.cancel}</button>
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
