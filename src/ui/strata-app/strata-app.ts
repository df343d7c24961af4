import { html, LitElement, nothing, type PropertyValues, type TemplateResult } from "lit";
import { chooseLanguage, type Language } from "../../i18n/language.ts";
import { type Locale, localeOf } from "../../i18n/locale.ts";
import type { SystemSummary } from "../../lab/machine-images.ts";
import type { MachineSummary } from "../../lab/strata.ts";
import type { LookView, NoticeView, ViewModel } from "../../lab/view-model.ts";
import { emitCommand } from "../command.ts";
import { controls } from "../controls.styles.ts";
import { byContent } from "../same-value.ts";
import type { SerialConsolePort } from "../serial-console-port.ts";
import type { FreedView, StoreFindings, UsageView, VerificationView } from "../store-findings.ts";
import type { StorePlace } from "../store-place.ts";
import { emulatorScreenStyles } from "../strata-screen/emulator-screen.styles.ts";
import { fitEmulatorScreen } from "../strata-screen/fit-emulator-screen.ts";
import { tokens } from "../tokens.styles.ts";
import "../strata-layer-stack/strata-layer-stack.ts";
import "../strata-look/strata-look.ts";
import "../strata-machine/strata-machine.ts";
import "../strata-network/strata-network.ts";
import "../strata-notice/strata-notice.ts";
import "../strata-snapshots/strata-snapshots.ts";
import "../strata-storage/strata-storage.ts";
import "../strata-timing/strata-timing.ts";
import { announcements } from "./announcements.ts";
import { explanation } from "./explanation.ts";
import { lookedAt } from "./looked-at.ts";
import { machinePanels } from "./machine-panels.ts";
import { obstacle } from "./obstacle.ts";
import { pageHeader } from "./page-header.ts";
import { appStyles } from "./strata-app.styles.ts";

/**
 * The whole page. Shows a view model and sends commands; holds no state but what is open and how it is read.
 *
 * Properties: `view` (or null, before the first); `screen` (the element that the emulator draws into: it becomes a
 * child of this element, in the document's own tree, because the emulator's mouse looks for it there); `console`
 * (the serial console, or null); `failure` (why there will be no view, or null);
 * `look` (why this page only looks, or null); `store` (which store it works with, and where others are; or null); `machines` (those of the store); `systems` (that one can be made with); `usage`, `verification` and `freed` (what
 * was found when it was last asked for, or null); `language` (attribute too; the document follows it; chosen from
 * `?lang=` and the browser at first).
 * Events: `strata-command`, a CommandEvent, for everything that a person asks.
 */
export class StrataApp extends LitElement implements StoreFindings {
  static override styles = [tokens, controls, appStyles];
  static override properties = {
    view: { attribute: false },
    screen: { attribute: false },
    console: { attribute: false },
    failure: { attribute: false },
    look: { attribute: false },
    store: { attribute: false },
    machines: byContent,
    systems: byContent,
    usage: { attribute: false },
    verification: { attribute: false },
    freed: { attribute: false },
    language: { reflect: true },
    now: { state: true },
    announcement: { state: true },
    isExplaining: { state: true },
  };
  declare view: ViewModel | null;
  declare screen: HTMLElement | null;
  declare console: SerialConsolePort | null;
  declare failure: NoticeView | null;
  declare look: LookView | null;
  declare store: StorePlace | null;
  declare machines: readonly MachineSummary[];
  declare systems: readonly SystemSummary[];
  declare usage: UsageView | null;
  declare verification: VerificationView | null;
  declare freed: FreedView | null;
  declare language: Language;
  declare now: number;
  declare announcement: string;
  declare isExplaining: boolean;
  #stopFitting: (() => void) | null = null;
  #clock: ReturnType<typeof setInterval> | undefined;

  constructor() {
    super();
    this.view = null;
    this.screen = null;
    this.console = null;
    this.failure = null;
    this.look = null;
    this.store = null;
    this.machines = [];
    this.systems = [];
    this.usage = null;
    this.verification = null;
    this.freed = null;
    this.language = chooseLanguage(location.search, navigator.languages);
    this.now = Date.now();
    this.announcement = "";
    this.isExplaining = false;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.#clock = setInterval(() => {
      this.now = Date.now();
    }, 1000);
    const sheet = emulatorScreenStyles.styleSheet;
    if (sheet && !document.adoptedStyleSheets.includes(sheet)) document.adoptedStyleSheets.push(sheet);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    clearInterval(this.#clock);
  }

  get #locale(): Locale {
    return localeOf(this.language);
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has("language")) {
      document.documentElement.lang = this.language;
      document.title = this.#locale.text.page.documentTitle;
    }
    if (changed.has("screen")) {
      changed.get("screen")?.remove();
      this.#stopFitting?.();
      this.#stopFitting = null;
      if (this.screen) {
        this.#stopFitting = fitEmulatorScreen(this.screen);
        this.screen.slot = "screen";
        this.append(this.screen);
      }
    }
    if (changed.has("view")) {
      const before = changed.get("view");
      if (before && this.view) {
        // The clock ticks once a second; what was just saved must not lie in the future.
        this.now = Math.max(this.now, this.view.disk.savedAt ?? 0);
        const said = announcements(before, this.view, this.#locale);
        if (said.length > 0) this.announcement = said.join(" ");
      }
    }
  }

  /** What had the focus went away with the machine, or came with it: the focus goes on, and what happened is said. */
  protected override updated(changed: PropertyValues<this>): void {
    const before = changed.get("look");
    if (before === undefined || this.view === null || (before === null) === (this.look === null)) return;
    const { announce, look } = this.#locale.text;
    const said = this.look === null ? announce.opened(this.view.machine.name) : look.title[this.look.reason];
    const machine = this.renderRoot.querySelector<LitElement>("#machine");
    // The new parts have to be there, also the one that a screen reader listens to.
    void machine?.updateComplete.then(() => {
      this.announcement = said;
      if (this.shadowRoot?.activeElement === null) machine.focus({ preventScroll: true });
    });
  }

  #chooseLanguage(language: Language): void {
    this.language = language;
    emitCommand(this, { kind: "set-language", language });
  }

  #header(isFirstVisit: boolean): TemplateResult {
    return pageHeader(
      { language: this.language, isExplaining: isFirstVisit ? null : this.isExplaining },
      this.#locale,
      {
        skip: this.#skip,
        explain: () => {
          this.isExplaining = !this.isExplaining;
        },
        chooseLanguage: (language) => this.#chooseLanguage(language),
      },
    );
  }

  #skip = (event: Event): void => {
    event.preventDefault();
    this.#focusMachine();
  };

  #focusMachine(options?: FocusOptions): void {
    this.renderRoot.querySelector<HTMLElement>("#machine")?.focus(options);
  }

  #explanation(): TemplateResult {
    return explanation(this.#locale, () => {
      this.isExplaining = false;
      this.renderRoot.querySelector<HTMLElement>("[data-about]")?.focus();
    });
  }

  /** The page while another tab has the machine, or nobody. */
  #looking(look: LookView): TemplateResult {
    const locale = this.#locale;
    const { view } = this;
    return html`<div class="page" lang=${this.language}>
      ${this.#header(false)} ${this.isExplaining ? this.#explanation() : nothing}
      <strata-look
        id="machine"
        .locale=${locale}
        .look=${look}
        .separateStoreUrl=${this.store?.separateUrl ?? null}
        .snapshotNames=${view?.snapshots.map(({ name }) => name) ?? []}
      ></strata-look>
      ${view === null ? nothing : lookedAt({ view, machines: this.machines, systems: this.systems, store: this.store, usage: this.usage, now: this.now }, locale)}
      <div class="visually-hidden" role="status" aria-live="polite">${this.announcement}</div>
    </div>`;
  }

  /** The page before there is a machine to show, or when there will be none. */
  #withoutMachine(failure: NoticeView | null): TemplateResult {
    const takeOver = () => emitCommand(this, { kind: "take-over", snapshotFirst: null });
    return html`<div class="page" lang=${this.language}>
      ${this.#header(true)} ${failure === null ? nothing : obstacle(failure, this.#locale, takeOver)}
    </div>`;
  }

  protected override render() {
    const locale = this.#locale;
    const { view, look } = this;
    // Without its storage nothing can be done with the machine any more.
    const failure = this.failure ?? (view?.notice?.code === "storage-lost" ? view.notice : null);
    if (failure !== null) return this.#withoutMachine(failure);
    if (look !== null) return this.#looking(look);
    if (view === null) return this.#withoutMachine(null);
    const isFirstVisit =
      this.machines.length <= 1 &&
      view.machine.state === "off" &&
      view.snapshots.length === 0 &&
      view.timings.length === 0 &&
      view.layers.every((layer) => layer.kind === "base" || layer.blockCount === 0);
    return html`
      <div class="page" lang=${this.language}>
        ${this.#header(isFirstVisit)} ${this.isExplaining && !isFirstVisit ? this.#explanation() : nothing}
        <strata-notice
          class="notice"
          .locale=${locale}
          .notice=${view.notice}
          @strata-command=${() => this.#focusMachine({ preventScroll: true })}
        ></strata-notice>
        ${machinePanels({ view, console: this.console, isFirstVisit, now: this.now }, locale)}
        <footer>
          <strata-storage
            .locale=${locale}
            .storage=${view.storage}
            .store=${this.store}
            .disk=${view.disk}
            .machines=${this.machines}
            .systems=${this.systems}
            .machineState=${view.machine.state}
            .snapshots=${view.snapshots}
            .usage=${this.usage}
            .verification=${this.verification}
            .freed=${this.freed}
            .activity=${view.activity}
            .now=${this.now}
          ></strata-storage>
          <p class="note quiet">${locale.text.page.source}</p>
        </footer>
        <div class="visually-hidden" role="status" aria-live="polite">${this.announcement}</div>
      </div>
    `;
  }
}

customElements.define("strata-app", StrataApp);

declare global {
  interface HTMLElementTagNameMap {
    "strata-app": StrataApp;
  }
}
