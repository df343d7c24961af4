import { html, LitElement, nothing, type PropertyValues } from "lit";
import type { Locale } from "../../i18n/locale.ts";
import type { MachineState } from "../../lab/view-model.ts";
import { emitCommand } from "../command.ts";
import { controls } from "../controls.styles.ts";
import { keyboardIcon, mouseIcon, pasteIcon } from "../icons.ts";
import { isPasteKey, typedLines } from "../pasted-text.ts";
import { ReleaseChord } from "../release-chord.ts";
import "../strata-screen-tools/strata-screen-tools.ts";
import { ScaledScreen } from "./scaled-screen.ts";
import type { ScreenScale } from "./screen-scale.ts";
import { screenStyles } from "./strata-screen.styles.ts";
import { keepFocus, touchKeyRow } from "./touch-key-row.ts";
import { pressKeys, sendKeys, type TouchKey } from "./touch-keys.ts";

const canType = (state: MachineState): boolean => state === "running" || state === "starting";

/**
 * The machine's screen in its frame, with the way into the guest's keyboard and the way out of it. A click on
 * the screen or the button captures; Ctrl+Alt, the button, a click elsewhere or leaving the window release.
 *
 * The emulator listens to keys on the window and to the mouse on the slotted element: only the commands
 * `capture-input` tell whether it should. While capturing, the focus is in a field inside the frame, so that
 * phones show their keyboard and anything that takes the focus away ends the capture.
 *
 * A guest that uses its mouse gets it whole (pointer lock) by a click on the screen or the button; Esc, Ctrl+Alt and
 * whatever ends the capture give it back. Text that is pasted while capturing is typed, at the guest's own pace.
 *
 * Properties: `locale`; `state`; `usesMouse` (the guest has turned its mouse on).
 * Slots: `screen` (the emulator's element), `cover` (shown over the screen while the machine is off or halted).
 * Events: `strata-command` capture-input, send-text, take-picture.
 */
export class StrataScreen extends LitElement {
  static override styles = [controls, screenStyles];
  static override properties = {
    locale: { attribute: false },
    state: { attribute: false },
    usesMouse: { attribute: false },
    isCapturing: { state: true },
    isMouseHeld: { state: true },
    held: { state: true },
  };
  declare locale: Locale;
  declare state: MachineState;
  declare usesMouse: boolean;
  declare isCapturing: boolean;
  declare isMouseHeld: boolean;
  /** Keys that a finger has put down, until the next one. */
  declare held: readonly string[];
  readonly #chord = new ReleaseChord();
  readonly #scaled = new ScaledScreen(this);

  constructor() {
    super();
    this.state = "off";
    this.usesMouse = false;
    this.isCapturing = false;
    this.isMouseHeld = false;
    this.held = [];
  }

  override connectedCallback(): void {
    super.connectedCallback();
    document.addEventListener("pointerlockchange", this.#handlePointerLock);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#release();
    document.removeEventListener("pointerlockchange", this.#handlePointerLock);
  }

  /** Also when the browser ended it, at Esc or because the window lost the focus. */
  readonly #handlePointerLock = (): void => {
    this.isMouseHeld = this.shadowRoot?.pointerLockElement != null;
  };

  /** Goes to the button that captures the keyboard, without pressing it. */
  override focus(): void {
    void this.updateComplete.then(() => this.renderRoot.querySelector<HTMLElement>(".capture")?.focus());
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has("state") && !canType(this.state)) this.#release();
    if (changed.has("usesMouse") && !this.usesMouse) this.#giveMouseBack();
  }

  get #keyboard(): HTMLTextAreaElement | null {
    return this.renderRoot.querySelector("textarea");
  }

  #capture(): void {
    if (!canType(this.state)) return;
    this.#keyboard?.focus({ preventScroll: true });
  }

  /** A browser may refuse, for instance right after the mouse was given back: the button is still there. */
  async #holdMouse(): Promise<void> {
    this.#capture();
    if (!this.usesMouse || this.isMouseHeld) return;
    try {
      await this.renderRoot.querySelector<HTMLElement>(".glass")?.requestPointerLock();
    } catch {
      this.isMouseHeld = false;
    }
  }

  #giveMouseBack(): void {
    if (this.isMouseHeld) document.exitPointerLock();
  }

  #handlePaste(event: ClipboardEvent): void {
    event.preventDefault();
    this.#type(event.clipboardData?.getData("text/plain") ?? "");
  }

  /** By the button, for which the browser may ask whether the page may read what was copied. */
  async #paste(): Promise<void> {
    this.#type(await navigator.clipboard.readText().catch(() => ""));
  }

  #type(text: string): void {
    if (text !== "") emitCommand(this, { kind: "send-text", text: typedLines(text), console: "screen" });
  }

  #handleFocus(): void {
    if (this.isCapturing) return;
    this.isCapturing = true;
    this.#chord.clear();
    emitCommand(this, { kind: "capture-input", isCapturing: true });
  }

  #release(): void {
    if (!this.isCapturing) return;
    this.isCapturing = false;
    this.#giveMouseBack();
    this.held = [];
    emitCommand(this, { kind: "capture-input", isCapturing: false });
    this.#keyboard?.blur();
  }

  #handleKey(event: KeyboardEvent): void {
    if (!this.isCapturing) return;
    // The emulator, which listens on the window, would keep the browser from pasting.
    if (isPasteKey(event)) {
      event.stopPropagation();
      return;
    }
    // Tab and the browser's other keys belong to the guest now.
    if (event.key === "Tab") event.preventDefault();
    if (!this.#chord.accept(event)) return;
    // After this event has reached the emulator as well, or the guest would keep a key pressed.
    setTimeout(() => {
      this.#release();
      this.focus();
    });
  }

  #press({ codes, isHeld = false }: TouchKey): void {
    if (!this.#keyboard) return;
    if (isHeld && this.held.length === 0) {
      this.held = codes;
      sendKeys(this.#keyboard, "keydown", codes);
      return;
    }
    if (!isHeld) pressKeys(this.#keyboard, codes);
    this.#letGo();
  }

  #letGo(): void {
    if (this.#keyboard) sendKeys(this.#keyboard, "keyup", this.held);
    this.held = [];
  }

  #handleInput(event: Event): void {
    // Once the emulator, which listens further out, has typed it.
    if (this.held.length > 0) setTimeout(() => this.#letGo());
    // The emulator has read the event's text; the field itself stays empty.
    (event.currentTarget as HTMLTextAreaElement).value = "";
  }

  protected override render() {
    const { text } = this.locale;
    const isCovered = this.state === "off" || this.state === "stopped-by-guest";
    const isOn = this.state !== "off";
    return html`<div class="whole">
      <div
        class="frame"
        role="group"
        aria-label=${text.input.screenLabel}
        ?data-capturing=${this.isCapturing}
        ?data-typing=${canType(this.state)}
        @keydown=${this.#handleKey}
        @keyup=${this.#handleKey}
      >
        <div
          class="glass"
          ?inert=${isCovered}
          ?data-scaled=${this.#scaled.properties !== ""}
          .style=${this.#scaled.properties}
          @click=${this.#holdMouse}
          @emulator-resized=${this.#scaled.noteGuestSize}
        >
          <slot name="screen"></slot>
        </div>
        <textarea
          class="phone_keyboard"
          tabindex="-1"
          rows="1"
          aria-label=${text.input.guestKeyboard}
          autocapitalize="off"
          autocomplete="off"
          autocorrect="off"
          spellcheck="false"
          @focus=${this.#handleFocus}
          @blur=${this.#release}
          @input=${this.#handleInput}
          @paste=${this.#handlePaste}
        ></textarea>
        ${this.state === "paused" ? html`<p class="paused">${text.machine.state.paused}</p>` : nothing}
        ${
          isCovered
            ? html`<div class="cover" ?data-sheer=${this.state === "stopped-by-guest"}><slot name="cover"></slot></div>`
            : nothing
        }
      </div>
      ${
        this.isCapturing
          ? touchKeyRow(text.input.touchKeys, this.held.length > 0, (key) => this.#press(key))
          : nothing
      }
      <div class="bar" ?data-capturing=${this.isCapturing}>
        <p class="note quiet">
          ${
            this.isCapturing
              ? this.isMouseHeld
                ? text.input.mouseHeld
                : html`${text.input.captured} <span class="chord">${text.input.wayOut}</span>`
              : canType(this.state)
                ? text.input.hint
                : text.machine.stateHint[this.state]
          }
        </p>
        <div class="ways">
          ${
            this.usesMouse && !this.isMouseHeld
              ? html`<button class="button" type="button" @mousedown=${keepFocus} @click=${this.#holdMouse}>
                  ${mouseIcon}${text.input.holdMouse}
                </button>`
              : nothing
          }
          ${
            this.isCapturing && "clipboard" in navigator
              ? html`<button
                  class="button"
                  type="button"
                  title=${text.input.pasteHint}
                  @mousedown=${keepFocus}
                  @click=${this.#paste}
                >
                  ${pasteIcon}${text.input.paste}
                </button>`
              : nothing
          }
          <button
            class="button capture"
            type="button"
            aria-pressed=${this.isCapturing}
            ?hidden=${!canType(this.state)}
            @mousedown=${keepFocus}
            @click=${() => (this.isCapturing ? this.#release() : this.#capture())}
          >
            ${keyboardIcon}${this.isCapturing ? text.input.release : text.input.capture}
            ${this.isCapturing ? html`<kbd class="chord">${text.input.chord}</kbd>` : nothing}
          </button>
          <strata-screen-tools
            .locale=${this.locale}
            .scale=${this.#scaled.scale}
            .isOn=${isOn}
            .isFullscreen=${this.#scaled.isFullscreen}
            @scale-chosen=${(event: CustomEvent<ScreenScale>) => this.#scaled.choose(event.detail)}
            @fullscreen-toggled=${() => this.#scaled.toggleFullscreen()}
          ></strata-screen-tools>
        </div>
      </div>
    </div>`;
  }
}

customElements.define("strata-screen", StrataScreen);

declare global {
  interface HTMLElementTagNameMap {
    "strata-screen": StrataScreen;
  }
}
