import { html, LitElement, nothing, type PropertyValues, type TemplateResult } from "lit";
import type { Locale } from "../../i18n/locale.ts";
import type { TransferView } from "../../lab/view-model.ts";
import { progressStyles } from "../activity-progress.ts";
import { emitCommand } from "../command.ts";
import { controls } from "../controls.styles.ts";
import { closeIcon, downloadIcon, uploadIcon } from "../icons.ts";
import { byContent } from "../same-value.ts";
import { filesStyles } from "./strata-files.styles.ts";

/** Where files go that are put without another folder. */
export const HOME_FOLDER = "/root/";

/**
 * Puts files into the running guest, and takes one out: what is under way with its progress, or else two buttons, each of
 * which opens a line that asks where.
 *
 * Properties: `locale`; `transfer` (the file on its way, or the last one, or null); `isDisabled`.
 * Events: `strata-command` put-files, take-file, cancel-transfer.
 */
export class StrataFiles extends LitElement {
  static override styles = [controls, progressStyles, filesStyles];
  static override properties = {
    locale: { attribute: false },
    transfer: byContent,
    isDisabled: { attribute: false },
    asking: { state: true },
  };
  declare locale: Locale;
  declare transfer: TransferView | null;
  declare isDisabled: boolean;
  declare asking: TransferView["direction"] | null;
  /** The file with which came or went what had the focus: the focus goes along. */
  #followed: TransferView | null = null;

  constructor() {
    super();
    this.transfer = null;
    this.isDisabled = false;
    this.asking = null;
  }

  get #isUnderWay(): boolean {
    return this.transfer?.status === "under-way";
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (this.isDisabled) this.asking = null;
    if (!changed.has("transfer")) return;
    const wasUnderWay = changed.get("transfer")?.status === "under-way";
    if (this.#isUnderWay === wasUnderWay) return;
    this.asking = null;
    this.#followed = this.shadowRoot?.activeElement ? (changed.get("transfer") ?? this.transfer) : null;
  }

  protected override updated(changed: PropertyValues<this>): void {
    const focus = (selector: string): void => this.renderRoot.querySelector<HTMLElement>(selector)?.focus();
    if (changed.has("asking") && this.asking !== null) focus(".path");
    if (this.#followed === null) return;
    focus(this.#isUnderWay ? ".cancel" : `[data-direction="${this.#followed.direction}"]`);
    this.#followed = null;
  }

  #ask(direction: TransferView["direction"]): void {
    this.asking = this.asking === direction ? null : direction;
  }

  #handlePath(event: SubmitEvent): void {
    event.preventDefault();
    const path = String(new FormData(event.currentTarget as HTMLFormElement).get("path") ?? "").trim();
    if (this.asking === "put") this.renderRoot.querySelector<HTMLInputElement>("[type=file]")?.click();
    else if (path !== "") emitCommand(this, { kind: "take-file", path });
  }

  #handleChosen(event: Event): void {
    const chooser = event.currentTarget as HTMLInputElement;
    const files = [...(chooser.files ?? [])];
    chooser.value = "";
    const folder = this.renderRoot.querySelector<HTMLInputElement>(".path")?.value.trim() || HOME_FOLDER;
    if (files.length > 0) emitCommand(this, { kind: "put-files", files, folder });
  }

  #progress({ direction, path, done, total, waitingCount }: TransferView): TemplateResult {
    const { text, format } = this.locale;
    const said = text.files.underWay[direction](path);
    return html`<div class="progress">
      <p>
        <strong>${said}</strong>
        <span class="quiet numbers">
          ${text.timing.progress(format.bytes(done), format.bytes(total))}
          ${waitingCount > 0 ? text.files.waiting({ value: waitingCount, shown: format.count(waitingCount) }) : nothing}
        </span>
      </p>
      <button class="button cancel" type="button" @click=${() => emitCommand(this, { kind: "cancel-transfer" })}>
        ${closeIcon}${text.timing.cancel}
      </button>
      <progress
        aria-label=${said}
        max=${total > 0 ? total : nothing}
        value=${total > 0 ? done : nothing}
      ></progress>
    </div>`;
  }

  #button(direction: TransferView["direction"]): TemplateResult {
    const { text } = this.locale;
    return html`<button
      class="button"
      type="button"
      data-direction=${direction}
      aria-expanded=${this.asking === direction}
      ?disabled=${this.isDisabled}
      @click=${() => this.#ask(direction)}
    >
      ${direction === "put" ? uploadIcon : downloadIcon}${text.files.ask[direction]}
    </button>`;
  }

  #question(direction: TransferView["direction"]): TemplateResult {
    const { text } = this.locale;
    const isPut = direction === "put";
    return html`<form @submit=${this.#handlePath}>
      <label class="note" for="path">${text.files.where[direction]}</label>
      <input
        id="path"
        class="field path"
        name="path"
        .value=${isPut ? HOME_FOLDER : ""}
        placeholder=${isPut ? HOME_FOLDER : text.files.example}
        autocapitalize="off"
        autocomplete="off"
        spellcheck="false"
      />
      <button class="button primary">${text.files.go[direction]}</button>
      ${isPut ? html`<input type="file" multiple hidden @change=${this.#handleChosen} />` : nothing}
    </form>`;
  }

  /** What became of the last one. */
  #result({ direction, path, done }: TransferView): TemplateResult {
    const { text, format } = this.locale;
    return html`<p class="note quiet result">${text.files.ended[direction](path, format.bytes(done))}</p>`;
  }

  protected override render() {
    const { transfer } = this;
    const { text } = this.locale;
    return html`<div class="files" role="group" aria-label=${text.files.title}>
      ${
        transfer?.status === "under-way"
          ? this.#progress(transfer)
          : html`<div class="line">
                ${this.#button("put")} ${this.#button("get")}
                ${transfer === null ? html`<p class="note quiet result drop-hint">${text.files.hint}</p>` : this.#result(transfer)}
              </div>
              ${this.asking === null ? nothing : this.#question(this.asking)}`
      }
    </div>`;
  }
}

customElements.define("strata-files", StrataFiles);

declare global {
  interface HTMLElementTagNameMap {
    "strata-files": StrataFiles;
  }
}
