// Long because everything that the page shows passes through it.
import { html, LitElement, nothing, type PropertyValues, type TemplateResult } from "lit";
import type { Language } from "../../i18n/language.ts";
import type { Locale } from "../../i18n/locale.ts";
import type { MediumSummary } from "../../lab/image-commands.ts";
import type { SystemSummary } from "../../lab/machine-images.ts";
import type { MachineSummary } from "../../lab/strata.ts";
import type { LookView, NoticeView, ViewModel } from "../../lab/view-model.ts";
import { emitCommand } from "../command.ts";
import { controls } from "../controls.styles.ts";
import type { DiskPort } from "../disk-port.ts";
import { panelRegistry } from "../panels/panel-registry.ts";
import { PanelsController } from "../panels/panels-controller.ts";
import { byContent } from "../same-value.ts";
import type { SerialConsolePort } from "../serial-console-port.ts";
import type { BlockOverlay } from "../strata-block-map/block-overlay.ts";
import "../overlay-event.ts";
import type { SnapshotInsightPort } from "../snapshot-insight-port.ts";
import type { FreedView, StoreFindings, UsageView, VerificationView } from "../store-findings.ts";
import type { StorePlace } from "../store-place.ts";
import { emulatorScreenStyles } from "../strata-screen/emulator-screen.styles.ts";
import { fitEmulatorScreen } from "../strata-screen/fit-emulator-screen.ts";
import { tokens } from "../tokens.styles.ts";
import "../strata-look/strata-look.ts";
import "../strata-notice/strata-notice.ts";
import { aloneStyles } from "./alone.styles.ts";
import { aloneBar } from "./alone-bar.ts";
import { announcements } from "./announcements.ts";
import { explanation } from "./explanation.ts";
import { isFirstVisit } from "./first-visit.ts";
import { obstacle } from "./obstacle.ts";
import { pageHeader } from "./page-header.ts";
import { languageOfAddress, PageLanguage } from "./page-language.ts";
import { layoutStyles } from "./panel-layout.styles.ts";
import { type Layout, panelLayout, panelTabs } from "./panel-layout.ts";
import { appStyles } from "./strata-app.styles.ts";

/**
 * The whole page. Shows a view model and sends commands; holds no state but what is open and how it is read.
 *
 * Properties: `view` (or null, before the first); `screen` (the element that the emulator draws into: it becomes a
 * child of this element, in the document's own tree, because the emulator's mouse looks for it there); `console`
 * (the serial console, or null); `insight` (who can look into snapshots, or null); `disk` (how to look into the disks, or
 * null); `failure` (why there will be no view, or null); `look` (why this page only looks, or null); `store` (which one this is, or null); `machines` (those of the store);
 * `systems` (that one can be made with); `media` (of the store); `usage`, `verification` and `freed` (what was found when last asked for, or null);
 * `embeddedPanels` (ids of the panels to show, in a frame of another page; null for a page of its own); `language` (attribute
 * too; the document follows it; from `?lang=` and the browser at first). Slots: screen; lesson; page, in place of the panels (with the attribute `paged`).
 * Events: `strata-command`, a CommandEvent, for everything that a person asks.
 */
export class StrataApp extends LitElement implements StoreFindings {
  static override styles = [tokens, controls, appStyles, layoutStyles, aloneStyles];
  static override properties = {
    view: { attribute: false },
    screen: { attribute: false },
    console: { attribute: false },
    disk: { attribute: false },
    failure: { attribute: false },
    look: { attribute: false },
    store: { attribute: false },
    machines: byContent,
    systems: byContent,
    media: byContent,
    usage: { attribute: false },
    verification: { attribute: false },
    freed: { attribute: false },
    embeddedPanels: { attribute: false },
    language: { reflect: true },
    locale: { state: true },
    now: { state: true },
    announcement: { state: true },
    isExplaining: { state: true },
  };
  declare view: ViewModel | null;
  declare screen: HTMLElement | null;
  declare console: SerialConsolePort | null;
  declare disk: DiskPort | null;
  /** Not reactive: it comes and goes with a view. */
  insight: SnapshotInsightPort | null = null;
  declare failure: NoticeView | null;
  declare look: LookView | null;
  declare store: StorePlace | null;
  declare machines: readonly MachineSummary[];
  declare systems: readonly SystemSummary[];
  declare media: readonly MediumSummary[];
  declare usage: UsageView | null;
  declare verification: VerificationView | null;
  declare freed: FreedView | null;
  declare embeddedPanels: readonly string[] | null;
  declare language: Language;
  declare locale: Locale | null;
  declare now: number;
  declare announcement: string;
  declare isExplaining: boolean;
  /** What is to be seen on the map, and the component that wants it. */
  #overlaid: { readonly overlay: BlockOverlay | null; readonly source: Node } | null = null;
  #stopFitting: (() => void) | null = null;
  #clock: ReturnType<typeof setInterval> | undefined;
  readonly #panels = new PanelsController(this, panelRegistry);
  readonly #speech = new PageLanguage(this);

  constructor() {
    super();
    this.view = null;
    this.screen = null;
    this.console = null;
    this.disk = null;
    this.failure = null;
    this.look = null;
    this.store = null;
    this.machines = [];
    this.systems = [];
    this.media = [];
    this.usage = null;
    this.verification = null;
    this.freed = null;
    this.embeddedPanels = null;
    this.language = languageOfAddress();
    this.locale = null;
    this.now = Date.now();
    this.announcement = "";
    this.addEventListener("strata-overlay", (event) => {
      this.#overlaid = { overlay: event.detail, source: event.composedPath()[0] as Node };
      this.requestUpdate();
    });
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

  /** Where something is drawn there is one. */
  get #locale(): Locale {
    return this.locale as Locale;
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has("language")) this.#speech.take();
    if (changed.has("locale") && this.locale !== null) {
      document.documentElement.lang = this.locale.language;
      document.title = this.locale.text.page.documentTitle;
    }
    if (changed.has("embeddedPanels") && this.embeddedPanels) this.#panels.restrictTo(this.embeddedPanels);
    this.toggleAttribute("embedded", this.embeddedPanels !== null);
    if (changed.has("look")) this.#panels.isLooking = this.look !== null;
    this.#panels.loadOpen();
    this.toggleAttribute("alone", this.#panels.place.isAlone && this.view !== null);
    document.documentElement.toggleAttribute("data-projector", this.hasAttribute("alone"));
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
      if (before && this.view && this.locale) {
        // The clock ticks once a second; what was just saved must not lie in the future.
        this.now = Math.max(this.now, this.view.disk.savedAt ?? 0);
        const said = announcements(before, this.view, this.locale);
        if (said.length > 0) this.announcement = said.join(" ");
      }
    }
  }

  /** What had the focus went away with the machine, or came with it: the focus goes on, and what happened is said. */
  protected override updated(changed: PropertyValues<this>): void {
    if (this.view !== null) this.#panels.arrive(this.renderRoot);
    const before = changed.get("look");
    if (
      before === undefined ||
      this.view === null ||
      this.locale === null ||
      (before === null) === (this.look === null)
    )
      return;
    const { announce, look } = this.#locale.text;
    const said = this.look === null ? announce.opened(this.view.machine.name) : look.title[this.look.reason];
    const machine = this.renderRoot.querySelector<LitElement>("#machine");
    // The new parts have to be there, also the one that a screen reader listens to.
    void machine?.updateComplete.then(() => {
      this.announcement = said;
      if (this.shadowRoot?.activeElement === null) machine.focus({ preventScroll: true });
    });
  }

  #header(isFirst: boolean): TemplateResult {
    return pageHeader(
      {
        language: this.#locale.language,
        isExplaining: isFirst ? null : this.isExplaining,
        arranged: this.view === null ? [] : this.#panels.arranged,
      },
      this.#locale,
      {
        skip: (event) => {
          event.preventDefault();
          this.#focusMachine();
        },
        explain: () => {
          this.isExplaining = !this.isExplaining;
        },
        chooseLanguage: (language) => {
          this.language = language;
          emitCommand(this, { kind: "set-language", language });
        },
        changePanels: (change) => this.#panels.change(change),
      },
    );
  }

  #focusMachine(options?: FocusOptions): void {
    this.renderRoot.querySelector<HTMLElement>("#machine")?.focus(options);
  }

  #explanation(): TemplateResult {
    return explanation(this.#locale, () => {
      this.isExplaining = false;
      this.renderRoot.querySelector<HTMLElement>("[data-about]")?.focus();
    });
  }

  /** The panels, and the ways from one to another. */
  #layout(view: ViewModel, isFirst: boolean): TemplateResult {
    const { store, machines, systems, media, usage, verification, freed, console, now } = this;
    const { arranged, place, loader, visited } = this.#panels;
    const found = { usage, verification, freed };
    const layout: Layout = {
      context: {
        ...{ view, locale: this.#locale, store, machines, systems, media, ...found, console, now },
        insight: this.insight,
        overlay: this.#overlaid?.source.isConnected === true ? this.#overlaid.overlay : null,
        ...{ disk: this.disk, isFirstVisit: isFirst, isLooking: this.look !== null },
      },
      ...{ arranged, place, loader, visited },
    };
    return html`${
      place.isAlone && place.panel !== null
        ? aloneBar(place.panel, this.#panels.open, this.#locale, {
            go: (step) => this.#panels.goOn(step),
            leave: () => this.#panels.leaveAlone(),
          })
        : nothing
    }
    ${panelLayout(layout)} ${panelTabs(layout)}`;
  }

  /** The page while another tab has the machine, or nobody. */
  #looking(look: LookView): TemplateResult {
    const locale = this.#locale;
    const { view } = this;
    return html`<div class="page" lang=${this.#locale.language}>
      ${this.#header(false)} ${this.isExplaining ? this.#explanation() : nothing}
      <strata-look
        id="machine"
        .locale=${locale}
        .look=${look}
        .separateStoreUrl=${this.store?.separateUrl ?? null}
        .snapshotNames=${view?.snapshots.map(({ name }) => name) ?? []}
      ></strata-look>
      ${view === null ? nothing : this.#layout(view, false)}
      <div class="visually-hidden" role="status" aria-live="polite">${this.announcement}</div>
    </div>`;
  }

  /** The page before there is a machine to show, or when there will be none. */
  #withoutMachine(failure: NoticeView | null): TemplateResult {
    const takeOver = () => emitCommand(this, { kind: "take-over", snapshotFirst: null });
    return html`<div class="page" lang=${this.#locale.language}>
      ${this.#header(true)} ${failure === null ? nothing : obstacle(failure, this.#locale, takeOver)}
    </div>`;
  }

  protected override render() {
    if (this.locale === null) return nothing;
    const locale = this.#locale;
    const { view, look } = this;
    // Without its storage nothing can be done with the machine any more.
    const failure = this.failure ?? (view?.notice?.code === "storage-lost" ? view.notice : null);
    if (failure !== null) return this.#withoutMachine(failure);
    if (look !== null) return this.#looking(look);
    if (view === null) return this.#withoutMachine(null);
    const isFirst = isFirstVisit(view, this.machines);
    return html`
      <div class="page" lang=${this.#locale.language}>
        ${this.#header(isFirst)} ${this.isExplaining && !isFirst ? this.#explanation() : nothing}
        <strata-notice
          class="notice"
          .locale=${locale}
          .notice=${view.notice}
          @strata-command=${() => this.#focusMachine({ preventScroll: true })}
        ></strata-notice>
        <slot name="page"></slot> ${this.#layout(view, isFirst)}
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
