import { html, LitElement, nothing, type TemplateResult } from "lit";
import type { Locale } from "../../i18n/locale.ts";
import type { MachineState } from "../../lab/view-model.ts";
import { emitCommand } from "../command.ts";
import { controls } from "../controls.styles.ts";
import { pauseIcon, playIcon, powerIcon, resetIcon } from "../icons.ts";
import { byContent } from "../same-value.ts";
import { freeName } from "../strata-snapshots/suggested-name.ts";
import "../strata-confirm/strata-confirm.ts";
import type { ConfirmedEvent } from "../strata-confirm/strata-confirm.ts";
import { switchesStyles } from "./strata-switches.styles.ts";

/**
 * The machine's switches. Power-off and reset of a guest that is up take a second click. A switch that turns into
 * another one (on and off, pause and resume) is one element, so that it keeps the focus.
 *
 * Properties: `locale`; `state`; `snapshotNames` (those in use).
 * Events: `strata-command` power-on, power-off, reset, pause, resume, ctrl-alt-delete.
 */
export class StrataSwitches extends LitElement {
  static override styles = [controls, switchesStyles];
  static override properties = {
    locale: { attribute: false },
    state: { attribute: false },
    snapshotNames: byContent,
    asking: { state: true },
  };
  declare locale: Locale;
  declare state: MachineState;
  declare snapshotNames: readonly string[];
  declare asking: "power-off" | "reset" | null;

  constructor() {
    super();
    this.state = "off";
    this.snapshotNames = [];
    this.asking = null;
  }

  get #hasMemory(): boolean {
    return this.state === "running" || this.state === "paused";
  }

  get #isOff(): boolean {
    return this.state === "off" || this.state === "stopped-by-guest";
  }

  /** Goes to the first switch that can be used. */
  override focus(options?: FocusOptions): void {
    this.renderRoot.querySelector<HTMLElement>("button:enabled")?.focus(options);
  }

  protected override willUpdate(): void {
    // What was asked about is gone.
    if (!this.#hasMemory) this.asking = null;
  }

  #ask(action: "power-off" | "reset"): void {
    // Nothing is lost where no guest is up.
    if (this.#hasMemory) this.asking = this.asking === action ? null : action;
    else emitCommand(this, { kind: action, snapshotFirst: null });
  }

  #handleConfirmed(event: ConfirmedEvent): void {
    if (this.asking === null) return;
    emitCommand(this, { kind: this.asking, snapshotFirst: event.detail.snapshotFirst });
    this.#closeQuestion();
  }

  #closeQuestion(): void {
    const asked = this.asking;
    this.asking = null;
    void this.updateComplete.then(() =>
      this.renderRoot.querySelector<HTMLElement>(`[data-action="${asked}"]`)?.focus(),
    );
  }

  #question(): TemplateResult | typeof nothing {
    if (this.asking === null) return nothing;
    const { text } = this.locale;
    const isPowerOff = this.asking === "power-off";
    const name = isPowerOff ? text.machine.beforePowerOff : text.machine.beforeReset;
    return html`<strata-confirm
      class="question"
      .locale=${this.locale}
      .question=${isPowerOff ? text.machine.confirmPowerOff : text.machine.confirmReset}
      .consequences=${[text.machine.lossOfMemory]}
      .confirmLabel=${isPowerOff ? text.machine.powerOff : text.machine.reset}
      .snapshotName=${freeName(this.snapshotNames, name)}
      @confirmed=${this.#handleConfirmed}
      @cancelled=${this.#closeQuestion}
    ></strata-confirm>`;
  }

  protected override render() {
    const { text } = this.locale;
    const isOff = this.#isOff;
    const isPaused = this.state === "paused";
    return html`<div class="switches" role="group" aria-label=${text.machine.controls}>
        <button
          class="button ${isOff ? "primary" : ""}"
          type="button"
          data-action="power-off"
          aria-expanded=${isOff ? nothing : this.asking === "power-off"}
          @click=${() => (isOff ? emitCommand(this, { kind: "power-on" }) : this.#ask("power-off"))}
        >
          ${powerIcon}${isOff ? text.machine.powerOn : text.machine.powerOff}
        </button>
        <button
          class="button ${isPaused ? "primary" : ""}"
          type="button"
          ?disabled=${!this.#hasMemory}
          @click=${() => emitCommand(this, { kind: isPaused ? "resume" : "pause" })}
        >
          ${isPaused ? playIcon : pauseIcon}${isPaused ? text.machine.resume : text.machine.pause}
        </button>
        <button
          class="button"
          type="button"
          data-action="reset"
          aria-expanded=${this.asking === "reset"}
          ?disabled=${isOff}
          @click=${() => this.#ask("reset")}
        >
          ${resetIcon}${text.machine.reset}
        </button>
        <button
          class="button"
          type="button"
          ?disabled=${this.state !== "running"}
          @click=${() => emitCommand(this, { kind: "ctrl-alt-delete" })}
        >
          ${text.machine.ctrlAltDelete}
        </button>
      </div>
      ${this.#question()}`;
  }
}

customElements.define("strata-switches", StrataSwitches);

declare global {
  interface HTMLElementTagNameMap {
    "strata-switches": StrataSwitches;
  }
}
