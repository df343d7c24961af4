import { html, LitElement, type TemplateResult } from "lit";
import type { Locale } from "../../i18n/locale.ts";
import type { ImageKind } from "../../lab/image-commands.ts";
import type { ActivityView } from "../../lab/view-model.ts";
import { activityProgress, progressStyles } from "../activity-progress.ts";
import { emitCommand } from "../command.ts";
import { controls } from "../controls.styles.ts";
import { nameFormStyles } from "../name-form.ts";
import { byContent } from "../same-value.ts";
import { imageFormStyles } from "./strata-image-form.styles.ts";

const KINDS = ["auto", "disk", "cd-rom", "floppy"] as const;

/**
 * Takes in an image of a person's own, from a file or from an address: a button, behind it a form, and while an image is
 * on its way how far it is.
 *
 * Properties: `locale`; `activity` (the long operation under way, or null).
 * Events: `strata-command` open-image, cancel.
 */
export class StrataImageForm extends LitElement {
  static override styles = [controls, progressStyles, nameFormStyles, imageFormStyles];
  static override properties = {
    locale: { attribute: false },
    activity: byContent,
    isOpen: { state: true },
  };
  declare locale: Locale;
  declare activity: ActivityView | null;
  declare isOpen: boolean;

  constructor() {
    super();
    this.activity = null;
    this.isOpen = false;
  }

  #close(): void {
    this.isOpen = false;
    void this.updateComplete.then(() => this.renderRoot.querySelector<HTMLElement>(".open")?.focus());
  }

  #take(source: File | string): void {
    const form = this.renderRoot.querySelector("form");
    const data = new FormData(form ?? undefined);
    const as = KINDS.find((kind) => kind === data.get("as")) ?? "auto";
    const image: { readonly as: ImageKind | undefined } = { as: as === "auto" ? undefined : as };
    emitCommand(this, { kind: "open-image", source, ...image, encrypted: data.has("encrypted") });
    this.#close();
  }

  #handleChosen(event: Event): void {
    const chooser = event.currentTarget as HTMLInputElement;
    const [file] = chooser.files ?? [];
    if (file !== undefined) this.#take(file);
  }

  #handleAddress(event: SubmitEvent): void {
    event.preventDefault();
    const address = String(new FormData(event.currentTarget as HTMLFormElement).get("address") ?? "").trim();
    if (address === "") this.renderRoot.querySelector<HTMLInputElement>("[name=address]")?.focus();
    else this.#take(address);
  }

  #handleKeydown(event: KeyboardEvent): void {
    if (event.key !== "Escape") return;
    event.stopPropagation();
    this.#close();
  }

  #form(): TemplateResult {
    const { ownImages, storage, confirm, page } = this.locale.text;
    return html`<form @submit=${this.#handleAddress} @keydown=${this.#handleKeydown} aria-label=${ownImages.open}>
      <p><strong>${ownImages.title}</strong><br /><span class="quiet">${ownImages.hint}</span></p>
      <label class="line">
        <span>${ownImages.as}</span>
        <select class="field" name="as">
          ${KINDS.map((kind) => html`<option value=${kind}>${ownImages.kinds[kind]}</option>`)}
        </select>
      </label>
      <label class="choice">
        <input type="checkbox" name="encrypted" />
        <span><strong>${storage.encrypt}</strong>${page.colon}<span class="quiet">${ownImages.encryptHint}</span></span>
      </label>
      <div class="line">
        <button
          class="button primary"
          type="button"
          @click=${() => this.renderRoot.querySelector<HTMLInputElement>("[type=file]")?.click()}
        >
          ${ownImages.choose}
        </button>
        <input type="file" hidden aria-hidden="true" tabindex="-1" @change=${this.#handleChosen} />
        <span class="note quiet drop-hint">${ownImages.dropHint}</span>
      </div>
      <div class="line address">
        <label class="note" for="address">${ownImages.address}</label>
        <input
          id="address"
          class="field"
          name="address"
          inputmode="url"
          placeholder="https://"
          autocapitalize="off"
          autocomplete="off"
          spellcheck="false"
        />
        <button class="button">${ownImages.fetch}</button>
      </div>
      <div class="answers">
        <button class="button plain" type="button" @click=${this.#close}>${confirm.cancel}</button>
      </div>
    </form>`;
  }

  protected override updated(): void {
    // For whoever lays it out: a button stands beside others, the rest wants a line of its own.
    this.toggleAttribute("data-wide", this.isOpen || this.activity?.operation === "open-image");
  }

  protected override render() {
    const { activity } = this;
    if (activity?.operation === "open-image") return activityProgress(activity, this.locale, this);
    if (this.isOpen) return this.#form();
    return html`<button
      class="button open"
      type="button"
      aria-expanded="false"
      ?disabled=${activity !== null && activity.operation !== "boot"}
      @click=${() => {
        this.isOpen = true;
        void this.updateComplete.then(() =>
          this.renderRoot.querySelector<HTMLElement>(".button.primary")?.focus(),
        );
      }}
    >
      ${this.locale.text.ownImages.open}
    </button>`;
  }
}

customElements.define("strata-image-form", StrataImageForm);

declare global {
  interface HTMLElementTagNameMap {
    "strata-image-form": StrataImageForm;
  }
}
