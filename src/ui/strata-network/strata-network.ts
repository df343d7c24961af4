import { html, LitElement, nothing, type PropertyValues, type TemplateResult } from "lit";
import type { Locale } from "../../i18n/locale.ts";
import type { NetworkView } from "../../lab/network-view.ts";
import { emitCommand } from "../command.ts";
import { controls } from "../controls.styles.ts";
import { closeIcon, downloadIcon, uploadIcon } from "../icons.ts";
import { byContent } from "../same-value.ts";
import { networkStyles } from "./strata-network.styles.ts";

/**
 * The machine's network in one line: its address, whether the guest uses it, who else is there, what lies on the shelf.
 * Folded below it the particulars, the command to try in the guest, and the shelf, which takes files that are dropped.
 *
 * Properties: `locale`; `network`; `isAsked` (unfolded, since somebody came for it).
 * Events: `strata-command` shelve-files, save-shelved, remove-shelved.
 */
export class StrataNetwork extends LitElement {
  static override styles = [controls, networkStyles];
  static override properties = {
    locale: { attribute: false },
    network: byContent,
    isAsked: { attribute: false },
    isDropping: { state: true },
  };
  declare locale: Locale;
  declare network: NetworkView;
  declare isAsked: boolean;
  declare isDropping: boolean;

  constructor() {
    super();
    this.isAsked = false;
    this.isDropping = false;
  }

  /** Whoever comes by the address, or on a phone by the tab, comes for what is folded. */
  protected override updated(changed: PropertyValues<this>): void {
    const fold = this.renderRoot.querySelector("details");
    if (changed.has("isAsked") && this.isAsked && fold !== null) fold.open = true;
  }

  #handleDrag(event: DragEvent): void {
    if (!event.dataTransfer?.types.includes("Files")) return;
    event.preventDefault();
    event.dataTransfer.dropEffect = "copy";
    this.isDropping = true;
  }

  #handleDragLeave(event: DragEvent): void {
    const { currentTarget, relatedTarget } = event;
    if (relatedTarget instanceof Node && (currentTarget as Node).contains(relatedTarget)) return;
    this.isDropping = false;
  }

  #handleDrop(event: DragEvent): void {
    event.preventDefault();
    this.isDropping = false;
    this.#shelve([...(event.dataTransfer?.files ?? [])]);
  }

  #handleChosen(event: Event): void {
    const chooser = event.currentTarget as HTMLInputElement;
    const files = [...(chooser.files ?? [])];
    chooser.value = "";
    this.#shelve(files);
  }

  #shelve(files: readonly File[]): void {
    if (files.length > 0) emitCommand(this, { kind: "shelve-files", files });
  }

  #facts(): TemplateResult {
    const { network } = this.locale.text;
    const { state, address, mac, gateway, neighbours } = this.network;
    return html`<div>
      <dl class="facts numbers">
        <dt>${network.address}</dt>
        <dd><code>${address}</code>${state === "connected" ? nothing : html` <span class="quiet">${network.willHave}</span>`}</dd>
        <dt>${network.card}</dt>
        <dd><code>${mac}</code></dd>
        <dt>${network.gateway}</dt>
        <dd><code>${gateway}</code> <span class="quiet">${network.thisPage}</span></dd>
        <dt>${network.neighbours}</dt>
        <dd>
          ${
            neighbours.length === 0
              ? html`<span class="quiet">${network.alone}</span>`
              : html`<ul>
                  ${neighbours.map((other) => html`<li><code>${other.address}</code> ${other.name}</li>`)}
                </ul>`
          }
        </dd>
      </dl>
      <p class="note try">${network.tryIt} <code>wget -qO- gateway</code></p>
      <p class="note quiet">${network.noInternet}</p>
    </div>`;
  }

  #file({ name, byteLength, from }: NetworkView["files"][number]): TemplateResult {
    const { text, format } = this.locale;
    const { network } = text;
    return html`<li>
      <span class="name">${name}${from === "guest" ? html` <span class="quiet">${network.fromGuest}</span>` : nothing}</span>
      <span class="quiet numbers">${format.bytes(byteLength)}</span>
      <button
        class="button plain icon"
        type="button"
        title=${network.save(name)}
        aria-label=${network.save(name)}
        @click=${() => emitCommand(this, { kind: "save-shelved", name })}
      >
        ${downloadIcon}
      </button>
      <button
        class="button plain icon"
        type="button"
        title=${network.remove(name)}
        aria-label=${network.remove(name)}
        @click=${() => emitCommand(this, { kind: "remove-shelved", name })}
      >
        ${closeIcon}
      </button>
    </li>`;
  }

  #shelf(): TemplateResult {
    const { network } = this.locale.text;
    const { files } = this.network;
    return html`<div class="shelf" role="group" aria-labelledby="shelf">
      <h3 id="shelf">${network.shelf}</h3>
      ${
        files.length === 0
          ? html`<p class="note quiet">${network.emptyShelf}</p>`
          : html`<ul class="files">
                ${files.map((file) => this.#file(file))}
              </ul>
              <p class="note quiet">
                ${network.shelfHint} <code>wget gateway/files/${encodeURIComponent(files.at(-1)?.name ?? "")}</code>
              </p>`
      }
      <div class="line">
        <button
          class="button"
          type="button"
          @click=${() => this.renderRoot.querySelector<HTMLInputElement>("[type=file]")?.click()}
        >
          ${uploadIcon}${network.put}
        </button>
        <p class="note quiet drop-hint">${network.drop}</p>
        <input type="file" multiple hidden @change=${this.#handleChosen} />
      </div>
    </div>`;
  }

  protected override render() {
    const { text, format } = this.locale;
    const { state, address, neighbours, files } = this.network;
    const count = (value: number) => ({ value, shown: format.count(value) });
    return html`<section
      class="panel"
      aria-labelledby="title"
      data-state=${state}
      ?data-dropping=${this.isDropping}
      @dragenter=${this.#handleDrag}
      @dragover=${this.#handleDrag}
      @dragleave=${this.#handleDragLeave}
      @drop=${this.#handleDrop}
    >
      <details>
        <summary>
          <h2 id="title">${text.network.title}</h2>
          ${state === "connected" ? html`<code class="note numbers">${address}</code>` : nothing}
          <span class="note state">${text.network.state[state]}</span>
          ${neighbours.length === 0 ? nothing : html`<span class="note quiet numbers">${text.network.others(count(neighbours.length))}</span>`}
          ${files.length === 0 ? nothing : html`<span class="note quiet numbers">${text.network.onShelf(count(files.length))}</span>`}
        </summary>
        <div class="inside">${this.#facts()} ${this.#shelf()}</div>
      </details>
    </section>`;
  }
}

customElements.define("strata-network", StrataNetwork);

declare global {
  interface HTMLElementTagNameMap {
    "strata-network": StrataNetwork;
  }
}
