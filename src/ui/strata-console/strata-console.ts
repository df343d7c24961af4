import type { FitAddon } from "@xterm/addon-fit";
import type { Terminal } from "@xterm/xterm";
import { html, LitElement, type PropertyValues } from "lit";
import type { Locale } from "../../i18n/locale.ts";
import { controls } from "../controls.styles.ts";
import { ReleaseChord } from "../release-chord.ts";
import type { SerialConsolePort } from "../serial-console-port.ts";
import { ByteBacklog } from "./byte-backlog.ts";
import { consoleStyles } from "./strata-console.styles.ts";
import "./strata-sheet.ts";

/** Output kept while nobody looks, in bytes: some thousand lines. */
const backlogCapacity = 256 * 1024;

/**
 * The serial console as a terminal. Listens from the moment it gets its port and keeps the latest output; the
 * terminal's program is loaded when it is first opened.
 *
 * Properties: `locale`; `port`; `isOpen` (whether it can be seen); `readsAloud` (a screen reader is told what it says).
 * Events: `left` (Ctrl+Alt was pressed: the keyboard should go elsewhere), not bubbling.
 */
export class StrataConsole extends LitElement {
  static override styles = [controls, consoleStyles];
  static override properties = {
    locale: { attribute: false },
    port: { attribute: false },
    isOpen: { attribute: false },
    readsAloud: { attribute: false },
    phase: { state: true },
  };
  declare locale: Locale;
  declare port: SerialConsolePort | null;
  declare isOpen: boolean;
  declare readsAloud: boolean;
  declare phase: "unopened" | "loading" | "ready" | "failed";

  readonly #backlog = new ByteBacklog(backlogCapacity);
  readonly #chord = new ReleaseChord();
  readonly #sizeObserver = new ResizeObserver(() => this.#fit());
  #terminal: Terminal | null = null;
  #fitAddon: FitAddon | null = null;
  #unsubscribe: (() => void) | null = null;
  #heard: SerialConsolePort | null = null;

  constructor() {
    super();
    this.port = null;
    this.isOpen = false;
    this.readsAloud = true;
    this.phase = "unopened";
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.#listen();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#unsubscribe?.();
    this.#unsubscribe = null;
    this.#heard = null;
    this.#sizeObserver.disconnect();
  }

  /** Puts the keyboard into the terminal. */
  override focus(): void {
    this.#terminal?.focus();
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has("port")) this.#listen();
    if (this.isOpen && this.phase === "unopened") this.phase = "loading";
  }

  protected override updated(changed: PropertyValues<this>): void {
    if (changed.has("phase") && this.phase === "loading") void this.#open();
    if (changed.has("readsAloud") && this.#terminal)
      this.#terminal.options.screenReaderMode = this.readsAloud;
    if (changed.has("isOpen") && this.isOpen) this.#fit();
    if (changed.has("locale") && this.#terminal?.textarea) {
      this.#terminal.textarea.ariaLabel = this.locale.text.console.label;
    }
  }

  #listen(): void {
    if (this.port === this.#heard) return;
    this.#heard = this.port;
    this.#unsubscribe?.();
    this.#unsubscribe =
      this.port?.subscribe((bytes) => {
        if (this.#terminal) this.#terminal.write(bytes.slice());
        else this.#backlog.push(bytes);
      }) ?? null;
  }

  async #open(): Promise<void> {
    try {
      const [{ Terminal }, { FitAddon }, { default: sheetText }] = await Promise.all([
        import("@xterm/xterm"),
        import("@xterm/addon-fit"),
        import("@xterm/xterm/css/xterm.css?inline"),
      ]);
      const sheet = new CSSStyleSheet();
      sheet.replaceSync(sheetText);
      this.shadowRoot?.adoptedStyleSheets.push(sheet);

      const terminal = new Terminal({
        fontFamily: 'ui-monospace, "SF Mono", "Cascadia Mono", "Liberation Mono", Menlo, Consolas, monospace',
        fontSize: 14,
        scrollback: 5000,
        screenReaderMode: this.readsAloud,
        theme: {
          background: "#0a0b0c",
          foreground: "#eceae4",
          cursor: "#eceae4",
          selectionBackground: "#3d5a80",
        },
      });
      const fit = new FitAddon();
      terminal.loadAddon(fit);
      const place = this.renderRoot.querySelector<HTMLElement>(".terminal");
      if (!place) return;
      terminal.open(place);
      terminal.attachCustomKeyEventHandler((event) => {
        if (event.type === "keypress" || !this.#chord.accept(event)) return true;
        terminal.blur();
        this.dispatchEvent(new CustomEvent("left"));
        return false;
      });
      const encoder = new TextEncoder();
      terminal.onData((data) => this.port?.send(encoder.encode(data)));
      terminal.onBinary((data) =>
        this.port?.send(Uint8Array.from(data, (character) => character.charCodeAt(0))),
      );
      if (terminal.textarea) terminal.textarea.ariaLabel = this.locale.text.console.label;
      this.#fitAddon = fit;
      this.#terminal = terminal;
      terminal.write(this.#backlog.drain());
      this.#sizeObserver.observe(place);
      this.phase = "ready";
      this.#fit();
    } catch {
      // The person is told in place of the terminal; the output stays in the backlog.
      this.phase = "failed";
    }
  }

  #fit(): void {
    if (this.isOpen && this.phase !== "unopened") this.#fitAddon?.fit();
  }

  protected override render() {
    const { text } = this.locale;
    return html`
      <div class="terminal"></div>
      ${this.phase === "loading" ? html`<p class="message" role="status">${text.console.loading}…</p>` : null}
      ${this.phase === "failed" ? html`<p class="message" role="alert">${text.console.failed}</p>` : null}
    `;
  }
}

customElements.define("strata-console", StrataConsole);

declare global {
  interface HTMLElementTagNameMap {
    "strata-console": StrataConsole;
  }
}
