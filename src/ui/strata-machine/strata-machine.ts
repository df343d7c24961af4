import { html, LitElement, nothing, type TemplateResult } from "lit";
import type { Locale } from "../../i18n/locale.ts";
import type {
  ActivityView,
  MachineView,
  PreparedView,
  StorageView,
  ViewModel,
} from "../../lab/view-model.ts";
import { emitCommand } from "../command.ts";
import { controls } from "../controls.styles.ts";
import { byContent } from "../same-value.ts";
import type { SerialConsolePort } from "../serial-console-port.ts";
import "../strata-console/strata-console.ts";
import "../strata-conveniences/strata-conveniences.ts";
import { HOME_FOLDER } from "../strata-files/strata-files.ts";
import "../strata-install/strata-install.ts";
import "../strata-screen/strata-screen.ts";
import type { StrataScreen } from "../strata-screen/strata-screen.ts";
import "../strata-settings/strata-settings.ts";
import "../strata-switches/strata-switches.ts";
import "../strata-typing/strata-typing.ts";
import { consoleFoot } from "./console-foot.ts";
import { coverStyles } from "./cover.styles.ts";
import { cover, type Start } from "./cover.ts";
import { machineStyles } from "./strata-machine.styles.ts";

const viewNames = ["screen", "console", "both"] as const;
type ViewName = (typeof viewNames)[number];

/**
 * The machine: its state, its screen and serial console, its switches and its settings.
 *
 * Properties: `locale`; `machine`; `activity` (for the progress of the start and of an installation); `port` (serial
 * console or null); `snapshotNames` (those in use); `isFirstVisit` (explain what this is, on the dark screen); `prepared`
 * (what can be started without a boot, or null); `media` (what the store has for its drives); for what can be installed `systems`, `activeBlockCount` (of the active
 * layer) and `storage`.
 * Slots: `screen` (the emulator's element), `saved` (a short word on what is saved).
 * Events: `strata-command` power-on, start-prepared, and those of the components within: power-off, reset, pause, resume,
 * ctrl-alt-delete, capture-input, configure, reinstall, cancel, send-text, put-files, take-file, cancel-transfer, choose-clock, set-sound, take-picture.
 */
export class StrataMachine extends LitElement {
  static override styles = [controls, machineStyles, coverStyles];
  static override properties = {
    locale: { attribute: false },
    machine: byContent,
    activity: { attribute: false },
    port: { attribute: false },
    snapshotNames: byContent,
    isFirstVisit: { attribute: false },
    systems: { attribute: false },
    media: byContent,
    activeBlockCount: { attribute: false },
    storage: { attribute: false },
    prepared: byContent,
    shown: { state: true },
    readsAloud: { state: true },
    isDropTarget: { state: true },
  };
  declare locale: Locale;
  declare machine: MachineView;
  declare activity: ActivityView | null;
  declare port: SerialConsolePort | null;
  declare snapshotNames: readonly string[];
  declare isFirstVisit: boolean;
  declare systems: ViewModel["systems"];
  declare media: ViewModel["media"];
  declare activeBlockCount: number;
  declare storage: StorageView;
  declare prepared: PreparedView | null;
  declare shown: ViewName;
  declare readsAloud: boolean;
  declare isDropTarget: boolean;
  #isStartedByCover = false;

  constructor() {
    super();
    this.activity = null;
    this.port = null;
    this.snapshotNames = [];
    this.isFirstVisit = false;
    this.systems = [];
    this.media = [];
    this.activeBlockCount = 0;
    this.prepared = null;
    this.shown = "screen";
    this.readsAloud = true;
    this.isDropTarget = false;
  }

  get #hasMemory(): boolean {
    return this.machine.state === "running" || this.machine.state === "paused";
  }

  get #isOff(): boolean {
    return this.machine.state === "off" || this.machine.state === "stopped-by-guest";
  }

  /** Goes to the first switch that can be used. */
  override focus(options?: FocusOptions): void {
    this.renderRoot.querySelector<HTMLElement>(".start, strata-switches")?.focus(options);
  }

  /** The button on the screen goes away as the machine starts: what comes next is to type. */
  #start(kind: Start): void {
    this.#isStartedByCover = true;
    emitCommand(this, { kind });
  }

  protected override updated(): void {
    if (!this.#isStartedByCover || this.#isOff) return;
    this.#isStartedByCover = false;
    this.renderRoot.querySelector<StrataScreen>("strata-screen")?.focus();
  }

  /** Files that are dragged over the machine. What is dropped elsewhere the browser would open in place of the page. */
  #handleDrag(event: DragEvent): void {
    if (!event.dataTransfer?.types.includes("Files")) return;
    event.preventDefault();
    const isRunning = this.machine.state === "running";
    event.dataTransfer.dropEffect = isRunning ? "copy" : "none";
    this.isDropTarget = isRunning;
  }

  #handleDragLeave(event: DragEvent): void {
    const chassis = event.currentTarget as HTMLElement;
    if (!chassis.contains(event.relatedTarget as Node | null)) this.isDropTarget = false;
  }

  #handleDrop(event: DragEvent): void {
    if (!event.dataTransfer?.types.includes("Files")) return;
    event.preventDefault();
    this.isDropTarget = false;
    const files = [...event.dataTransfer.files];
    if (files.length > 0 && this.machine.state === "running") {
      emitCommand(this, { kind: "put-files", files, folder: HOME_FOLDER });
    }
  }

  #handleTabKey(event: KeyboardEvent): void {
    const step = event.key === "ArrowRight" ? 1 : event.key === "ArrowLeft" ? -1 : 0;
    if (step === 0) return;
    event.preventDefault();
    const next = viewNames[(viewNames.indexOf(this.shown) + step + viewNames.length) % viewNames.length];
    if (next) this.#show(next);
    this.#focusTab();
  }

  #show(name: ViewName): void {
    this.shown = name;
  }

  #focusTab(): void {
    void this.updateComplete.then(() =>
      this.renderRoot.querySelector<HTMLElement>('[role="tab"][aria-selected="true"]')?.focus(),
    );
  }

  #stateLine(): TemplateResult {
    const { text, format } = this.locale;
    const { state, bootMs } = this.machine;
    return html`<p class="state" data-state=${state}>
      <span class="lamp" aria-hidden="true"></span>
      <strong>${text.machine.state[state]}</strong>
      ${
        bootMs !== null && this.#hasMemory
          ? html`<span class="quiet numbers">${text.machine.bootedIn(format.duration(bootMs))}</span>`
          : nothing
      }
    </p>`;
  }

  #progress(): TemplateResult | typeof nothing {
    const { activity, machine } = this;
    if (machine.state !== "starting" && activity?.operation !== "boot") return nothing;
    const { text, format } = this.locale;
    const { done, total } = activity?.operation === "boot" ? activity : { done: 0, total: 0 };
    const said =
      total > 0 ? text.machine.partsRead(format.count(done), format.count(total)) : text.machine.booting;
    return html`<div class="progress">
      <progress aria-label=${text.machine.booting} max=${total > 0 ? total : nothing} value=${total > 0 ? done : nothing}></progress>
      <span class="note numbers">${said}</span>
    </div>`;
  }

  protected override render() {
    const { text } = this.locale;
    const hasScreen = this.shown !== "console";
    const hasConsole = this.shown !== "screen";
    return html`
      <div
        class="chassis"
        @dragenter=${this.#handleDrag}
        @dragover=${this.#handleDrag}
        @dragleave=${this.#handleDragLeave}
        @drop=${this.#handleDrop}
      >
        ${this.isDropTarget ? html`<p class="drop">${text.files.drop(HOME_FOLDER)}</p>` : nothing}
        <div class="top">
          <h2><span class="visually-hidden">${text.machine.title}${text.page.colon}</span>${this.machine.name}</h2>
          ${this.#stateLine()}
          <slot name="saved"></slot>
          <div class="tabs" role="tablist" aria-label=${text.machine.views} @keydown=${this.#handleTabKey}>
            ${viewNames.map(
              (name) => html`<button
                type="button"
                role="tab"
                id=${`tab-${name}`}
                aria-controls=${name === "both" ? "panel-screen panel-console" : `panel-${name}`}
                aria-selected=${this.shown === name}
                tabindex=${this.shown === name ? 0 : -1}
                @click=${() => this.#show(name)}
              >
                ${name === "both" ? text.screen.both : text.machine[name]}
              </button>`,
            )}
          </div>
        </div>
        <div class="views">
          ${this.#progress()}
          <div id="panel-screen" role="tabpanel" aria-labelledby="tab-screen" ?hidden=${!hasScreen}>
            <strata-screen .locale=${this.locale} .state=${this.machine.state} .usesMouse=${this.machine.usesMouse}>
              <slot name="screen" slot="screen"></slot>
              ${this.#isOff ? cover(this, (kind) => this.#start(kind)) : nothing}
            </strata-screen>
          </div>
          <div id="panel-console" role="tabpanel" aria-labelledby="tab-console" ?hidden=${!hasConsole}>
            <strata-console
              .locale=${this.locale}
              .port=${this.port}
              .isOpen=${hasConsole}
              .readsAloud=${this.readsAloud}
              @left=${this.#focusTab}
            ></strata-console>
            ${consoleFoot(this.locale, { isOff: this.#isOff, readsAloud: this.readsAloud }, (readsAloud) => {
              this.readsAloud = readsAloud;
            })}
          </div>
        </div>
        <div class="panel">
          <strata-switches
            .locale=${this.locale}
            .state=${this.machine.state}
            .snapshotNames=${this.snapshotNames}
          ></strata-switches>
          <strata-settings
            .locale=${this.locale}
            .config=${this.machine.config}
            .isLocked=${!this.#isOff}
            .media=${this.media}
            .snapshotNames=${this.snapshotNames}
          ></strata-settings>
          <strata-conveniences
            .locale=${this.locale}
            .clock=${this.machine.clock}
            .isSoundOn=${this.machine.isSoundOn}
            .isOn=${this.#hasMemory}
          ></strata-conveniences>
          <strata-install
            .locale=${this.locale}
            .systems=${this.systems}
            .config=${this.machine.config}
            .activeBlockCount=${this.activeBlockCount}
            .storage=${this.storage}
            .activity=${this.activity}
            .isOn=${!this.#isOff}
            .snapshotNames=${this.snapshotNames}
          ></strata-install>
          ${
            this.#isOff
              ? nothing
              : html`<strata-typing
                    .locale=${this.locale}
                    .console=${hasScreen ? "screen" : "serial"}
                    .isDisabled=${this.machine.state !== "running"}
                  ></strata-typing>
                  <strata-files
                    .locale=${this.locale}
                    .transfer=${this.machine.transfer}
                    .isDisabled=${this.machine.state !== "running"}
                  ></strata-files>`
          }
        </div>
      </div>
    `;
  }
}

customElements.define("strata-machine", StrataMachine);

declare global {
  interface HTMLElementTagNameMap {
    "strata-machine": StrataMachine;
  }
}
