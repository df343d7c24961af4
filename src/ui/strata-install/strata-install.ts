import { html, LitElement, nothing, type PropertyValues, type TemplateResult } from "lit";
import type { MachineConfig } from "../../core/machine-config.ts";
import type { Locale } from "../../i18n/locale.ts";
import type { ActivityView, StorageView, ViewModel } from "../../lab/view-model.ts";
import { activityProgress, progressStyles } from "../activity-progress.ts";
import { emitCommand } from "../command.ts";
import { controls } from "../controls.styles.ts";
import { byContent } from "../same-value.ts";
import "../strata-confirm/strata-confirm.ts";
import type { ConfirmedEvent } from "../strata-confirm/strata-confirm.ts";
import { freeName } from "../strata-snapshots/suggested-name.ts";
import { installConsequences } from "./install-consequences.ts";
import { installStyles } from "./strata-install.styles.ts";

/**
 * Another system over the whole disk: chosen, asked about with what it costs, and its progress.
 *
 * Properties: `locale`; `systems` (nothing is shown without any); `config`; `activeBlockCount` (blocks of the active layer, of all disks);
 * `storage`; `activity`; `isOn` (the machine is, and would be switched off); `snapshotNames` (those in use).
 * Events: `strata-command` reinstall, cancel.
 */
export class StrataInstall extends LitElement {
  static override styles = [controls, progressStyles, installStyles];
  static override properties = {
    locale: { attribute: false },
    systems: { attribute: false },
    config: byContent,
    activeBlockCount: { attribute: false },
    storage: { attribute: false },
    activity: { attribute: false },
    isOn: { attribute: false },
    snapshotNames: byContent,
    chosen: { state: true },
    isAsking: { state: true },
  };
  declare locale: Locale;
  declare systems: ViewModel["systems"];
  declare config: MachineConfig;
  declare activeBlockCount: number;
  declare storage: StorageView;
  declare activity: ActivityView | null;
  declare isOn: boolean;
  declare snapshotNames: readonly string[];
  declare chosen: string | null;
  declare isAsking: boolean;
  /** An installation was begun here: button and progress take turns, and the focus goes along. */
  #isFollowed = false;

  constructor() {
    super();
    this.systems = [];
    this.activity = null;
    this.snapshotNames = [];
    this.isOn = false;
    this.chosen = null;
    this.isAsking = false;
  }

  protected override willUpdate(): void {
    if (this.activity !== null && this.activity.operation !== "boot") this.isAsking = false;
  }

  protected override updated(changed: PropertyValues<this>): void {
    if (!this.#isFollowed || !changed.has("activity")) return;
    const isInstalling = this.activity?.operation === "reinstall";
    const wasInstalling = changed.get("activity")?.operation === "reinstall";
    if (isInstalling === wasInstalling) return;
    if (wasInstalling) this.#isFollowed = false;
    if (document.activeElement !== document.body) return;
    this.renderRoot.querySelector<HTMLElement>(isInstalling ? ".cancel" : "#install")?.focus();
  }

  get #system(): ViewModel["systems"][number] | undefined {
    return this.systems.find(({ id }) => id === this.chosen) ?? this.systems[0];
  }

  #choose(id: string): void {
    this.chosen = id;
    this.isAsking = false;
  }

  #closeQuestion(): void {
    this.isAsking = false;
    void this.updateComplete.then(() => this.renderRoot.querySelector<HTMLElement>("#install")?.focus());
  }

  #handleConfirmed(system: string, { detail: { snapshotFirst } }: ConfirmedEvent): void {
    this.#closeQuestion();
    this.#isFollowed = true;
    emitCommand(this, { kind: "reinstall", system, snapshotFirst });
  }

  #question(): TemplateResult | typeof nothing {
    const system = this.#system;
    if (!this.isAsking || system === undefined) return nothing;
    const { text } = this.locale;
    return html`<strata-confirm
      .locale=${this.locale}
      .question=${text.install.confirm(system.name)}
      .consequences=${installConsequences(this, this.locale)}
      .confirmLabel=${text.install.begin}
      .snapshotName=${freeName(this.snapshotNames, text.install.before(system.name))}
      @confirmed=${(event: ConfirmedEvent) => this.#handleConfirmed(system.id, event)}
      @cancelled=${this.#closeQuestion}
    ></strata-confirm>`;
  }

  protected override render() {
    const { locale, activity } = this;
    const system = this.#system;
    if (system === undefined) return nothing;
    if (activity?.operation === "reinstall") return activityProgress(activity, locale, this);
    const { text } = locale;
    return html`<div class="row">
        <label for="system">${text.install.title}</label>
        <select
          id="system"
          class="field"
          aria-label=${text.install.system}
          aria-describedby="about"
          @change=${(event: Event) => this.#choose((event.currentTarget as HTMLSelectElement).value)}
        >
          ${this.systems.map(
            ({ id, name }) => html`<option value=${id} ?selected=${id === system.id}>${name}</option>`,
          )}
        </select>
        <button
          id="install"
          class="button"
          type="button"
          aria-expanded=${this.isAsking}
          ?disabled=${activity !== null && activity.operation !== "boot"}
          @click=${() => {
            this.isAsking = !this.isAsking;
          }}
        >
          ${text.install.choose}
        </button>
        <span id="about" class="note quiet">${system.about[locale.language]}</span>
      </div>
      ${this.#question()}`;
  }
}

customElements.define("strata-install", StrataInstall);

declare global {
  interface HTMLElementTagNameMap {
    "strata-install": StrataInstall;
  }
}
