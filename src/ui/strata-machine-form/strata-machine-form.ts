import { css, html, type TemplateResult } from "lit";
import type { Locale } from "../../i18n/locale.ts";
import type { SystemSummary } from "../../lab/machine-images.ts";
import { emitCommand } from "../command.ts";
import { controls } from "../controls.styles.ts";
import { NameForm, nameFormStyles } from "../name-form.ts";
import { byContent } from "../same-value.ts";
import { nameLengthLimit, suggestedName } from "../strata-snapshots/suggested-name.ts";

const MIB = 1024 * 1024;

const systemStyles = css`
  fieldset {
    display: grid;
    gap: var(--space-2);
    min-width: 0;
    margin: 0;
    padding: 0;
    border: 0;
  }

  legend {
    padding: 0 0 var(--space-1);
  }

  .size {
    display: block;
  }
`;

/**
 * Asks for the name of a new machine, for its system, and whether it is to be encrypted; the last two can't be changed
 * later.
 *
 * Properties: `locale`; `names` (of the machines that there are); `systems` (that it can be made with); `presentSystem`
 * (the id of the one that is chosen at first).
 * Events: `strata-command` create-machine, and those of `NameForm`.
 */
export class StrataMachineForm extends NameForm {
  static override styles = [controls, nameFormStyles, systemStyles];
  static override properties = {
    locale: { attribute: false },
    names: byContent,
    systems: byContent,
    presentSystem: { attribute: false },
  };
  declare locale: Locale;
  declare names: readonly string[];
  declare systems: readonly SystemSummary[];
  declare presentSystem: string;

  constructor() {
    super();
    this.names = [];
    this.systems = [];
    this.presentSystem = "";
  }

  protected override suggestName(): string {
    const { text, format } = this.locale;
    return suggestedName(this.names, (number) => text.storage.suggestedMachineName(format.count(number)));
  }

  protected override answer(name: string, data: FormData): void {
    const image = String(data.get("system"));
    emitCommand(this, { kind: "create-machine", name, image, encrypted: data.has("encrypted") });
  }

  #system({ id, name, about, diskMiB, downloadMiB }: SystemSummary, isChosen: boolean): TemplateResult {
    const { language, text, format } = this.locale;
    const size = text.storage.systemSize(format.bytes(diskMiB * MIB), format.bytes(downloadMiB * MIB));
    return html`<label class="choice">
      <input type="radio" name="system" value=${id} ?checked=${isChosen} />
      <span>
        <strong>${name[language]}</strong>${text.page.colon}<span class="quiet">${about[language]}</span>
        <span class="quiet numbers size">${size}</span>
      </span>
    </label>`;
  }

  #systems(): TemplateResult {
    const chosen = this.systems.find(({ id }) => id === this.presentSystem) ?? this.systems[0];
    return html`<fieldset>
      <legend>${this.locale.text.storage.system}</legend>
      ${this.systems.map((system) => this.#system(system, system === chosen))}
    </fieldset>`;
  }

  protected override render() {
    const { page, storage, confirm } = this.locale.text;
    return html`<form @submit=${this.handleSubmit} @keydown=${this.handleKeydown}>
      <label class="name">
        ${storage.nameOfNew}
        <input class="field" name="name" maxlength=${nameLengthLimit} required autocomplete="off" />
      </label>
      ${this.#systems()}
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
