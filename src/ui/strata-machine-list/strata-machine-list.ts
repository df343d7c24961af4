import { html, LitElement, nothing, type TemplateResult } from "lit";
import { repeat } from "lit/directives/repeat.js";
import type { MachineId } from "../../core/identity.ts";
import type { Locale } from "../../i18n/locale.ts";
import type { MachineSummary } from "../../lab/strata.ts";
import { emitCommand } from "../command.ts";
import { controls } from "../controls.styles.ts";
import { byContent } from "../same-value.ts";
import type { ConfirmedEvent } from "../strata-confirm/strata-confirm.ts";
import "../strata-confirm/strata-confirm.ts";
import "../strata-inline-edit/strata-inline-edit.ts";
import type { SavedEvent } from "../strata-inline-edit/strata-inline-edit.ts";
import "../strata-machine-form/strata-machine-form.ts";
import { nameLengthLimit } from "../strata-snapshots/suggested-name.ts";
import { machineListStyles } from "./strata-machine-list.styles.ts";

type Action = "rename" | "remove";

/**
 * The machines of the store: makes one, gives new names to them and, in two clicks, an end to those that are not open here.
 *
 * Properties: `locale`; `machines` (oldest first); `isBusy`.
 * Events: `strata-command` create-machine, rename-machine, remove-machine.
 */
export class StrataMachineList extends LitElement {
  static override styles = [controls, machineListStyles];
  static override properties = {
    locale: { attribute: false },
    machines: byContent,
    isBusy: { attribute: false },
    open: { state: true },
  };
  declare locale: Locale;
  declare machines: readonly MachineSummary[];
  declare isBusy: boolean;
  /** The machine with an open question or field, and which; or the form for a new machine. */
  declare open: { readonly id: MachineId; readonly action: Action } | "create" | null;

  constructor() {
    super();
    this.isBusy = false;
    this.open = null;
  }

  #isOpen(id: MachineId, action: Action): boolean {
    return this.open !== null && this.open !== "create" && this.open.id === id && this.open.action === action;
  }

  #close(): void {
    const { open } = this;
    this.open = null;
    const button =
      open === null || open === "create"
        ? "[data-action=create]"
        : `[data-machine="${open.id}"] [data-action=${open.action}]`;
    void this.updateComplete.then(() => this.renderRoot.querySelector<HTMLElement>(button)?.focus());
  }

  #button(machine: MachineSummary, action: Action): TemplateResult {
    const { storage } = this.locale.text;
    const { id, name } = machine;
    return html`<button
      class="button plain"
      type="button"
      data-action=${action}
      aria-expanded=${this.#isOpen(id, action)}
      aria-label=${action === "rename" ? storage.renameNamed(name) : storage.removeNamed(name)}
      ?disabled=${this.isBusy}
      @click=${() => {
        this.open = this.#isOpen(id, action) ? null : { id, action };
      }}
    >
      ${storage[action]}
    </button>`;
  }

  #field({ id, name }: MachineSummary): TemplateResult {
    return html`<strata-inline-edit
      .locale=${this.locale}
      .label=${this.locale.text.storage.newMachineName(name)}
      .value=${name}
      .limit=${nameLengthLimit}
      @saved=${(event: SavedEvent) => {
        if (event.detail !== name) emitCommand(this, { kind: "rename-machine", id, name: event.detail });
        this.#close();
      }}
      @cancelled=${this.#close}
    ></strata-inline-edit>`;
  }

  #question({ id, name, isEncrypted }: MachineSummary): TemplateResult {
    const { storage } = this.locale.text;
    return html`<strata-confirm
      .locale=${this.locale}
      .question=${storage.confirmRemove(name)}
      .consequences=${[
        storage.lossOfMachine,
        storage.othersKept,
        isEncrypted ? storage.destroysKey : storage.bytesMayRemain,
      ]}
      .confirmLabel=${storage.remove}
      .extra=${storage.wipeToo}
      @confirmed=${(event: ConfirmedEvent) => {
        emitCommand(this, { kind: "remove-machine", id, wipe: event.detail.wantsExtra });
        this.#close();
      }}
      @cancelled=${this.#close}
    ></strata-confirm>`;
  }

  #machine(machine: MachineSummary): TemplateResult {
    const { text, format } = this.locale;
    const { id, name, createdAt, isCurrent, isEncrypted } = machine;
    return html`<li data-machine=${id}>
      <div class="who">
        <p class="name">${name}</p>
        <p class="quiet numbers">
          ${isCurrent ? html`<strong>${text.storage.isOpenHere}</strong> · ` : nothing}${text.storage.madeAt(format.moment(createdAt))}${isEncrypted ? ` · ${text.storage.isEncrypted}` : nothing}
        </p>
      </div>
      <div class="actions">
        ${this.#button(machine, "rename")} ${isCurrent ? nothing : this.#button(machine, "remove")}
      </div>
      <div class="below">
        ${this.#isOpen(id, "rename") ? this.#field(machine) : nothing}
        ${this.#isOpen(id, "remove") ? this.#question(machine) : nothing}
      </div>
    </li>`;
  }

  #creation(): TemplateResult {
    if (this.open !== "create") {
      return html`<button
        class="button create"
        type="button"
        data-action="create"
        ?disabled=${this.isBusy}
        @click=${() => {
          this.open = "create";
        }}
      >
        ${this.locale.text.storage.create}
      </button>`;
    }
    return html`<strata-machine-form
      .locale=${this.locale}
      .names=${this.machines.map(({ name }) => name)}
      @closed=${this.#close}
      @cancelled=${this.#close}
    ></strata-machine-form>`;
  }

  protected override render() {
    return html`
      <h3>${this.locale.text.storage.machines}</h3>
      <ul>
        ${repeat(
          this.machines,
          ({ id }) => id,
          (machine) => this.#machine(machine),
        )}
      </ul>
      ${this.#creation()}
    `;
  }
}

customElements.define("strata-machine-list", StrataMachineList);

declare global {
  interface HTMLElementTagNameMap {
    "strata-machine-list": StrataMachineList;
  }
}
