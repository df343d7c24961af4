import { html, LitElement, nothing, type PropertyValues, type TemplateResult } from "lit";
import { repeat } from "lit/directives/repeat.js";
import type { MachineId } from "../../core/identity.ts";
import type { Locale } from "../../i18n/locale.ts";
import type { SystemSummary } from "../../lab/machine-images.ts";
import type { MachineSummary } from "../../lab/strata.ts";
import type { ActivityView, MachineState } from "../../lab/view-model.ts";
import { emitCommand } from "../command.ts";
import { controls } from "../controls.styles.ts";
import { byContent } from "../same-value.ts";
import "../strata-confirm/strata-confirm.ts";
import type { ConfirmedEvent } from "../strata-confirm/strata-confirm.ts";
import "../strata-image-form/strata-image-form.ts";
import "../strata-inline-edit/strata-inline-edit.ts";
import type { SavedEvent } from "../strata-inline-edit/strata-inline-edit.ts";
import "../strata-machine-form/strata-machine-form.ts";
import { storagePart } from "../storage-part.styles.ts";
import { freeName, nameLengthLimit } from "../strata-snapshots/suggested-name.ts";
import { machineListStyles } from "./strata-machine-list.styles.ts";

type Action = "open" | "rename" | "remove";

/**
 * The machines of the store: opens another one, after a question where the present one is on; makes one; gives new names
 * and, in two clicks, an end to those that are not open here.
 *
 * Properties: `locale`; `machines` (oldest first); `systems` (that one can be made with); `presentState` (of the open machine); `snapshotNames` (of the open
 * machine); `isBusy`; `isLooking` (they can only be looked at); `activity` (or null).
 * Events: `strata-command` open-image, open-machine, create-machine, rename-machine, remove-machine.
 */
export class StrataMachineList extends LitElement {
  static override styles = [controls, storagePart, machineListStyles];
  static override properties = {
    locale: { attribute: false },
    machines: byContent,
    systems: byContent,
    presentState: { attribute: false },
    snapshotNames: byContent,
    isBusy: { attribute: false },
    isLooking: { attribute: false },
    activity: byContent,
    open: { state: true },
    isDropTarget: { state: true },
  };
  declare locale: Locale;
  declare machines: readonly MachineSummary[];
  declare systems: readonly SystemSummary[];
  declare presentState: MachineState;
  declare snapshotNames: readonly string[];
  declare isBusy: boolean;
  declare isLooking: boolean;
  declare activity: ActivityView | null;
  declare isDropTarget: boolean;
  /** The machine with an open question or field, and which; or the form for a new machine. */
  declare open: { readonly id: MachineId; readonly action: Action } | "create" | null;
  /** The machine that was asked for here, until it is open: the focus goes with it. */
  #awaited: MachineId | null = null;

  constructor() {
    super();
    this.systems = [];
    this.presentState = "off";
    this.snapshotNames = [];
    this.isBusy = false;
    this.isLooking = false;
    this.activity = null;
    this.open = null;
    this.isDropTarget = false;
  }

  protected override updated(changed: PropertyValues<this>): void {
    if (!changed.has("machines") || this.#awaited === null) return;
    const current = this.machines.find(({ isCurrent }) => isCurrent);
    if (current?.id !== this.#awaited) return;
    this.#awaited = null;
    this.renderRoot.querySelector<HTMLElement>(`[data-machine="${current.id}"]`)?.focus();
  }

  get #isOn(): boolean {
    return this.presentState !== "off" && this.presentState !== "stopped-by-guest";
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

  #handleOpen(id: MachineId): void {
    if (this.#isOn && !this.isLooking) this.open = this.#isOpen(id, "open") ? null : { id, action: "open" };
    else this.#ask(id, false, null);
  }

  #ask(id: MachineId, powersOff: boolean, snapshotFirst: string | null): void {
    this.#awaited = id;
    emitCommand(this, { kind: "open-machine", id, powersOff, snapshotFirst });
  }

  #button({ id, name }: MachineSummary, action: Action): TemplateResult {
    const { storage } = this.locale.text;
    const label = {
      open: this.isLooking ? storage.lookAtNamed(name) : storage.openNamed(name),
      rename: storage.renameNamed(name),
      remove: storage.removeNamed(name),
    }[action];
    const unfolds = action !== "open" || (this.#isOn && !this.isLooking);
    return html`<button
      class=${action === "open" ? "button" : "button plain"}
      type="button"
      data-action=${action}
      aria-expanded=${unfolds ? String(this.#isOpen(id, action)) : nothing}
      aria-label=${label}
      ?disabled=${this.isBusy}
      @click=${() => {
        if (action === "open") this.#handleOpen(id);
        else this.open = this.#isOpen(id, action) ? null : { id, action };
      }}
    >
      ${action === "open" && this.isLooking ? storage.lookAt : storage[action]}
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

  #questionOfOpening({ id, name }: MachineSummary): TemplateResult {
    const { storage } = this.locale.text;
    const present = this.machines.find(({ isCurrent }) => isCurrent)?.name ?? "";
    return html`<strata-confirm
      .locale=${this.locale}
      .question=${storage.confirmOpen(name)}
      .consequences=${[storage.switchesOff(present), storage.lossOfPresentMemory]}
      .confirmLabel=${storage.switchOffAndOpen}
      .snapshotName=${freeName(this.snapshotNames, storage.beforeOpening(name))}
      @confirmed=${({ detail }: ConfirmedEvent) => {
        this.#ask(id, true, detail.snapshotFirst);
        this.#close();
      }}
      @cancelled=${this.#close}
    ></strata-confirm>`;
  }

  #questionOfRemoval({ id, name, isEncrypted }: MachineSummary): TemplateResult {
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
      .extra=${isEncrypted ? null : storage.wipeToo}
      @confirmed=${(event: ConfirmedEvent) => {
        emitCommand(this, { kind: "remove-machine", id, wipe: event.detail.wantsExtra });
        this.#close();
      }}
      @cancelled=${this.#close}
    ></strata-confirm>`;
  }

  #machine(machine: MachineSummary): TemplateResult {
    const { text, format } = this.locale;
    const { id, name, createdAt, image, hasOwnImage, isCurrent, isEncrypted } = machine;
    const known = hasOwnImage ? undefined : this.systems.find((each) => each.id === image);
    const system = known?.name[this.locale.language] ?? image;
    const here = this.isLooking ? text.storage.isShownHere : text.storage.isOpenHere;
    return html`<li data-machine=${id} tabindex="-1" aria-current=${isCurrent ? "true" : nothing}>
      <div class="who">
        <p class="name">${name}</p>
        <p class="quiet numbers">
          ${isCurrent ? html`<strong>${here}</strong> · ` : nothing}${system} · ${isEncrypted ? `${text.storage.isEncrypted} · ` : nothing}<span title=${format.moment(createdAt)}
            >${text.storage.madeOn(format.day(createdAt))}</span
          >
        </p>
      </div>
      <div class="actions">
        ${isCurrent ? nothing : this.#button(machine, "open")}
        ${this.isLooking ? nothing : this.#button(machine, "rename")}
        ${this.isLooking || isCurrent ? nothing : this.#button(machine, "remove")}
      </div>
      <div class="below">
        ${this.#isOpen(id, "open") && this.#isOn ? this.#questionOfOpening(machine) : nothing}
        ${this.#isOpen(id, "rename") ? this.#field(machine) : nothing}
        ${this.#isOpen(id, "remove") ? this.#questionOfRemoval(machine) : nothing}
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
      .systems=${this.systems}
      .presentSystem=${this.machines.find(({ isCurrent }) => isCurrent)?.image ?? ""}
      @closed=${this.#close}
      @cancelled=${this.#close}
    ></strata-machine-form>`;
  }

  /** Whether an image may be dropped here now. */
  get #takesImages(): boolean {
    return !this.isLooking && !this.isBusy;
  }

  #handleDrag(event: DragEvent): void {
    const { dataTransfer } = event;
    if (dataTransfer === null || !dataTransfer.types.includes("Files")) return;
    event.preventDefault();
    dataTransfer.dropEffect = this.#takesImages ? "copy" : "none";
    this.isDropTarget = this.#takesImages;
  }

  #handleDrop(event: DragEvent): void {
    const file = event.dataTransfer?.files[0];
    this.isDropTarget = false;
    if (file === undefined) return;
    // What is not taken the browser would open in place of the page.
    event.preventDefault();
    if (this.#takesImages)
      emitCommand(this, { kind: "open-image", source: file, as: undefined, encrypted: false });
  }

  protected override render() {
    return html`<div
      class="list"
      @dragenter=${this.#handleDrag}
      @dragover=${this.#handleDrag}
      @dragleave=${() => {
        this.isDropTarget = false;
      }}
      @drop=${this.#handleDrop}
    >
      ${this.isDropTarget ? html`<p class="drop">${this.locale.text.ownImages.drop}</p>` : nothing}
      <h3>${this.locale.text.storage.machines}</h3>
      <ul>
        ${repeat(
          this.machines,
          ({ id }) => id,
          (machine) => this.#machine(machine),
        )}
      </ul>
      ${
        this.isLooking
          ? nothing
          : html`<div class="new">
              ${this.#creation()}
              <strata-image-form .locale=${this.locale} .activity=${this.activity}></strata-image-form>
            </div>`
      }
    </div>`;
  }
}

customElements.define("strata-machine-list", StrataMachineList);

declare global {
  interface HTMLElementTagNameMap {
    "strata-machine-list": StrataMachineList;
  }
}
