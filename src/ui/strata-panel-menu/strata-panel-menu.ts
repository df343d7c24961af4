import { html, LitElement, type TemplateResult } from "lit";
import { repeat } from "lit/directives/repeat.js";
import type { Locale } from "../../i18n/locale.ts";
import { controls } from "../controls.styles.ts";
import { downIcon, fullscreenIcon, upIcon } from "../icons.ts";
import { type ArrangedPanel, neighbour } from "../panels/arrangement.ts";
import { columns } from "../panels/panel.ts";
import type { PanelChange } from "./panel-change.ts";
import { menuStyles } from "./strata-panel-menu.styles.ts";

class PanelChangeEvent extends CustomEvent<PanelChange> {
  constructor(change: PanelChange) {
    super("panel-change", { detail: change });
  }
}

declare global {
  interface HTMLElementEventMap {
    "panel-change": PanelChangeEvent;
  }
}

/**
 * A button and, below it, every panel: whether it is shown, where it stands, and the way to show it alone.
 *
 * Properties: `locale`; `arranged` (the panels in their order).
 * Events: `panel-change`, a PanelChangeEvent, not bubbling.
 */
export class StrataPanelMenu extends LitElement {
  static override styles = [controls, menuStyles];
  static override properties = {
    locale: { attribute: false },
    arranged: { attribute: false },
    isOpen: { state: true },
  };
  declare locale: Locale;
  declare arranged: readonly ArrangedPanel[];
  declare isOpen: boolean;
  /** What was moved last, and has yet to get the focus back: its row may have gone elsewhere. */
  #moved: { readonly panel: string; readonly step: -1 | 1 } | null = null;

  constructor() {
    super();
    this.arranged = [];
    this.isOpen = false;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    document.addEventListener("pointerdown", this.#handlePointer);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    document.removeEventListener("pointerdown", this.#handlePointer);
  }

  readonly #handlePointer = (event: Event): void => {
    if (!event.composedPath().includes(this)) this.isOpen = false;
  };

  #handleKey(event: KeyboardEvent): void {
    if (event.key !== "Escape" || !this.isOpen) return;
    event.preventDefault();
    this.#close();
  }

  #close(): void {
    this.isOpen = false;
    this.renderRoot.querySelector<HTMLElement>("#menu")?.focus();
  }

  protected override updated(): void {
    if (this.#moved === null) return;
    const { panel, step } = this.#moved;
    this.#moved = null;
    const button = (by: number) =>
      this.renderRoot.querySelector<HTMLButtonElement>(`[data-row="${panel}"] [data-step="${by}"]`);
    const [pressed, other] = [button(step), button(-step)];
    (pressed?.disabled ? other : pressed)?.focus();
  }

  #tell(change: PanelChange): void {
    if (change.kind === "move") this.#moved = change;
    this.dispatchEvent(new PanelChangeEvent(change));
  }

  #row({ panel, column, isOpen }: ArrangedPanel): TemplateResult {
    const { text } = this.locale;
    const title = panel.title(text);
    const step = (by: -1 | 1) => html`<button
      class="button plain"
      type="button"
      data-step=${by}
      aria-label=${by < 0 ? text.shell.moveUp(title) : text.shell.moveDown(title)}
      ?disabled=${neighbour(this.arranged, panel.id, by) === null}
      @click=${() => this.#tell({ kind: "move", panel: panel.id, step: by })}
    >
      ${by < 0 ? upIcon : downIcon}
    </button>`;
    return html`<li data-row=${panel.id}>
      <label>
        <input
          type="checkbox"
          .checked=${isOpen}
          ?disabled=${panel.isFixed ?? false}
          aria-label=${text.shell.shown(title)}
          @change=${(event: Event) =>
            this.#tell({
              kind: "open",
              panel: panel.id,
              isOpen: (event.currentTarget as HTMLInputElement).checked,
            })}
        />
        <span>${title}</span>
      </label>
      <span class="place">
        <select
          class="field"
          aria-label=${text.shell.where(title)}
          ?disabled=${(panel.isFixed ?? false) || !isOpen}
          @change=${(event: Event) => {
            const chosen = (event.currentTarget as HTMLSelectElement).value;
            const target = columns.find((known) => known === chosen);
            if (target) this.#tell({ kind: "column", panel: panel.id, column: target });
          }}
        >
          ${columns.map(
            (each) =>
              html`<option value=${each} ?selected=${each === column}>${text.shell.column[each]}</option>`,
          )}
        </select>
        ${step(-1)}${step(1)}
      </span>
      <button
        class="button"
        type="button"
        aria-label=${text.shell.showAlone(title)}
        @click=${() => {
          this.isOpen = false;
          this.#tell({ kind: "alone", panel: panel.id });
        }}
      >
        ${fullscreenIcon}${text.shell.alone}
      </button>
    </li>`;
  }

  protected override render() {
    const { text } = this.locale;
    return html`<div class="whole" @keydown=${this.#handleKey}>
      <button
        id="menu"
        class="button plain"
        type="button"
        aria-expanded=${this.isOpen}
        aria-controls="panels"
        @click=${() => {
          this.isOpen = !this.isOpen;
        }}
      >
        ${text.shell.arrange}
      </button>
      <div id="panels" class="sheet" role="group" aria-label=${text.shell.panels} ?hidden=${!this.isOpen}>
        <ul>
          ${repeat(
            this.arranged,
            ({ panel }) => panel.id,
            (arranged) => this.#row(arranged),
          )}
        </ul>
        <div class="foot">
          <p class="note quiet">${text.shell.arrangeHint}</p>
          <button class="button" type="button" @click=${() => this.#tell({ kind: "as-at-first" })}>
            ${text.shell.asAtFirst}
          </button>
        </div>
      </div>
    </div>`;
  }
}

customElements.define("strata-panel-menu", StrataPanelMenu);

declare global {
  interface HTMLElementTagNameMap {
    "strata-panel-menu": StrataPanelMenu;
  }
}
