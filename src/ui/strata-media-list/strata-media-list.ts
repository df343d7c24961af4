import { html, LitElement, nothing, type TemplateResult } from "lit";
import { repeat } from "lit/directives/repeat.js";
import type { MediumId } from "../../core/identity.ts";
import type { Locale } from "../../i18n/locale.ts";
import type { MediumSummary } from "../../lab/image-commands.ts";
import { emitCommand } from "../command.ts";
import { controls } from "../controls.styles.ts";
import { byContent } from "../same-value.ts";
import { storagePart } from "../storage-part.styles.ts";
import "../strata-confirm/strata-confirm.ts";
import type { ConfirmedEvent } from "../strata-confirm/strata-confirm.ts";
import "../strata-inline-edit/strata-inline-edit.ts";
import type { SavedEvent } from "../strata-inline-edit/strata-inline-edit.ts";
import { machineListStyles } from "../strata-machine-list/strata-machine-list.styles.ts";
import { nameLengthLimit } from "../strata-snapshots/suggested-name.ts";

type Action = "rename" | "remove";

/**
 * The media of the store: gives them new names and, in two clicks, an end. Shows nothing where there are none.
 *
 * Properties: `locale`; `media` (oldest first); `isBusy`; `isLooking` (they can only be looked at).
 * Events: `strata-command` rename-medium, remove-medium.
 */
export class StrataMediaList extends LitElement {
  static override styles = [controls, storagePart, machineListStyles];
  static override properties = {
    locale: { attribute: false },
    media: byContent,
    isBusy: { attribute: false },
    isLooking: { attribute: false },
    open: { state: true },
  };
  declare locale: Locale;
  declare media: readonly MediumSummary[];
  declare isBusy: boolean;
  declare isLooking: boolean;
  /** The medium with an open question or field, and which. */
  declare open: { readonly id: MediumId; readonly action: Action } | null;

  constructor() {
    super();
    this.media = [];
    this.isBusy = false;
    this.isLooking = false;
    this.open = null;
  }

  #isOpen(id: MediumId, action: Action): boolean {
    return this.open?.id === id && this.open.action === action;
  }

  #close(): void {
    const { open } = this;
    this.open = null;
    const button = open && `[data-medium="${open.id}"] [data-action=${open.action}]`;
    if (button !== null)
      void this.updateComplete.then(() => this.renderRoot.querySelector<HTMLElement>(button)?.focus());
  }

  #button({ id, name }: MediumSummary, action: Action): TemplateResult {
    const { storage } = this.locale.text;
    return html`<button
      class="button plain"
      type="button"
      data-action=${action}
      aria-expanded=${String(this.#isOpen(id, action))}
      aria-label=${action === "rename" ? storage.renameNamed(name) : storage.removeNamed(name)}
      ?disabled=${this.isBusy}
      @click=${() => {
        this.open = this.#isOpen(id, action) ? null : { id, action };
      }}
    >
      ${storage[action]}
    </button>`;
  }

  #field({ id, name }: MediumSummary): TemplateResult {
    return html`<strata-inline-edit
      .locale=${this.locale}
      .label=${this.locale.text.ownImages.newMediumName(name)}
      .value=${name}
      .limit=${nameLengthLimit}
      @saved=${(event: SavedEvent) => {
        if (event.detail !== name) emitCommand(this, { kind: "rename-medium", id, name: event.detail });
        this.#close();
      }}
      @cancelled=${this.#close}
    ></strata-inline-edit>`;
  }

  #question({ id, name }: MediumSummary): TemplateResult {
    const { ownImages, storage } = this.locale.text;
    return html`<strata-confirm
      .locale=${this.locale}
      .question=${ownImages.confirmRemoval(name)}
      .consequences=${[ownImages.lossOfMedium, storage.bytesMayRemain]}
      .confirmLabel=${storage.remove}
      .extra=${storage.wipeToo}
      @confirmed=${(event: ConfirmedEvent) => {
        emitCommand(this, { kind: "remove-medium", id, wipe: event.detail.wantsExtra });
        this.#close();
      }}
      @cancelled=${this.#close}
    ></strata-confirm>`;
  }

  #medium(medium: MediumSummary): TemplateResult {
    const { text, format } = this.locale;
    const { id, name, kind, byteLength, importedAt, machines } = medium;
    return html`<li data-medium=${id}>
      <div class="who">
        <p class="name">${name}</p>
        <p class="quiet numbers">
          ${text.ownImages.mediumKinds[kind]} · ${format.bytes(byteLength)} ·
          <span title=${format.moment(importedAt)}>${format.day(importedAt)}</span>
          ${machines.length > 0 ? html` · ${text.ownImages.isIn(machines)}` : nothing}
        </p>
      </div>
      ${
        this.isLooking
          ? nothing
          : html`<div class="actions">${this.#button(medium, "rename")} ${this.#button(medium, "remove")}</div>
            <div class="below">
              ${this.#isOpen(id, "rename") ? this.#field(medium) : nothing}
              ${this.#isOpen(id, "remove") ? this.#question(medium) : nothing}
            </div>`
      }
    </li>`;
  }

  protected override render() {
    if (this.media.length === 0) return nothing;
    return html`
      <h3>${this.locale.text.ownImages.media}</h3>
      <ul>
        ${repeat(
          this.media,
          ({ id }) => id,
          (medium) => this.#medium(medium),
        )}
      </ul>
    `;
  }
}

customElements.define("strata-media-list", StrataMediaList);

declare global {
  interface HTMLElementTagNameMap {
    "strata-media-list": StrataMediaList;
  }
}
