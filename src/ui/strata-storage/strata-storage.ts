import { html, LitElement, nothing, type PropertyValues, type TemplateResult } from "lit";
import type { Locale } from "../../i18n/locale.ts";
import type { MediumSummary } from "../../lab/image-commands.ts";
import type { SystemSummary } from "../../lab/machine-images.ts";
import type { MachineSummary } from "../../lab/strata.ts";
import type {
  ActivityView,
  DiskView,
  MachineState,
  SnapshotView,
  StorageView,
} from "../../lab/view-model.ts";
import { activityProgress, progressStyles } from "../activity-progress.ts";
import { emitCommand } from "../command.ts";
import { controls } from "../controls.styles.ts";
import { byContent } from "../same-value.ts";
import type { FreedView, UsageView, VerificationView } from "../store-findings.ts";
import type { StorePlace } from "../store-place.ts";
import "../strata-freed-space/strata-freed-space.ts";
import "../strata-machine-list/strata-machine-list.ts";
import "../strata-media-list/strata-media-list.ts";
import "../strata-store-check/strata-store-check.ts";
import "../strata-usage/strata-usage.ts";
import { saveStatus } from "./save-status.ts";
import { storageStyles } from "./strata-storage.styles.ts";

/**
 * One line on the browser's storage: how much is used, of how much, how safe it is, and what is not saved yet; folded
 * below it who takes how much, the machines, the check of all that is stored, and what survives what.
 *
 * Properties: `locale`; `storage`; `store` (which one it is, or null); `disk`; `machines`; `systems`; `machineState` (of the open one); `snapshots`; `usage` and
 * `verification` (or null, before the first); `freed` (or null, before anybody looked); `activity` (the long operation
 * under way, or null); `isLooking` (only what reads is offered); `isAsked` (somebody came for
 * this: it unfolds); `now` (milliseconds since 1970).
 * Events: `strata-command` measure-usage when it is unfolded and when the machines or snapshots change then, and those of
 * its parts.
 */
export class StrataStorage extends LitElement {
  static override styles = [controls, progressStyles, storageStyles];
  static override properties = {
    locale: { attribute: false },
    storage: { attribute: false },
    store: byContent,
    disk: { attribute: false },
    machines: { attribute: false },
    systems: { attribute: false },
    media: byContent,
    machineState: { attribute: false },
    snapshots: { attribute: false },
    usage: { attribute: false },
    verification: { attribute: false },
    freed: { attribute: false },
    activity: byContent,
    isLooking: { attribute: false },
    isAsked: { attribute: false },
    now: { attribute: false },
    isUnfolded: { state: true },
  };
  declare locale: Locale;
  declare storage: StorageView;
  declare store: StorePlace | null;
  declare disk: DiskView;
  declare machines: readonly MachineSummary[];
  declare systems: readonly SystemSummary[];
  declare media: readonly MediumSummary[];
  declare machineState: MachineState;
  declare snapshots: readonly SnapshotView[];
  declare usage: UsageView | null;
  declare verification: VerificationView | null;
  declare freed: FreedView | null;
  declare activity: ActivityView | null;
  declare isLooking: boolean;
  declare isAsked: boolean;
  declare now: number;
  declare isUnfolded: boolean;
  /** The machines and snapshots at the last measurement; null while it is folded. */
  #measured: string | null = null;

  constructor() {
    super();
    this.store = null;
    this.machines = [];
    this.systems = [];
    this.media = [];
    this.snapshots = [];
    this.usage = null;
    this.verification = null;
    this.freed = null;
    this.activity = null;
    this.machineState = "off";
    this.isLooking = false;
    this.isAsked = false;
    this.isUnfolded = false;
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has("isAsked") && this.isAsked) this.isUnfolded = true;
  }

  #handleToggle(event: Event): void {
    this.isUnfolded = (event.currentTarget as HTMLDetailsElement).open;
  }

  /** What was measured is told only as long as the machines and snapshots are those that were measured. */
  protected override updated(): void {
    if (!this.isUnfolded) {
      this.#measured = null;
      return;
    }
    const present = JSON.stringify([
      this.machines.map(({ id, isCurrent }) => [id, isCurrent]),
      this.snapshots.map(({ id, status, isCurrent }) => [id, status, isCurrent]),
    ]);
    if (present === this.#measured) return;
    this.#measured = present;
    emitCommand(this, { kind: "measure-usage" });
  }

  #details(): TemplateResult {
    const { locale, machines, snapshots, activity, now } = this;
    const { storage } = locale.text;
    return html`<div class="details">
      <div class="group">
        <strata-usage
          .locale=${locale}
          .usage=${this.usage}
          .machines=${machines}
          .snapshots=${snapshots}
          .now=${now}
        ></strata-usage>
        <strata-machine-list
          .locale=${locale}
          .machines=${machines}
          .systems=${this.systems}
          .presentState=${this.machineState}
          .snapshotNames=${snapshots.map(({ name }) => name)}
          .isLooking=${this.isLooking}
          .isBusy=${activity !== null && activity.operation !== "boot"}
          .activity=${activity}
        ></strata-machine-list>
        <strata-media-list
          .locale=${locale}
          .media=${this.media}
          .isLooking=${this.isLooking}
          .isBusy=${activity !== null && activity.operation !== "boot"}
        ></strata-media-list>
      </div>
      <div class="group">
        ${
          this.isLooking
            ? nothing
            : html`<strata-store-check
                  .locale=${locale}
                  .verification=${this.verification}
                  .activity=${activity}
                  .snapshots=${snapshots}
                  .now=${now}
                ></strata-store-check>
                <strata-freed-space
                  .locale=${locale}
                  .freedBytes=${this.usage?.freedBytes ?? null}
                  .freed=${this.freed}
                  .activity=${activity}
                  .now=${now}
                ></strata-freed-space>`
        }
        <details class="survival">
          <summary>${storage.survival}</summary>
          <dl>
            ${storage.survivals.map(
              ({ event, outcome }) => html`<dt>${event}</dt>
                <dd class="quiet">${outcome}</dd>`,
            )}
          </dl>
        </details>
      </div>
    </div>`;
  }

  /** Which store this is, where it is not the site's first one. */
  #separateStore(): TemplateResult | typeof nothing {
    const { network } = this.locale.text;
    if (this.store === null || this.store.name === null) return nothing;
    return html`<p class="note store">
      ${network.storeName(this.store.name)} <a href=${this.store.firstUrl}>${network.firstStore}</a>
    </p>`;
  }

  protected override render() {
    const { text, format } = this.locale;
    const { usage, quota, isPersisted } = this.storage;
    const used =
      usage === null
        ? text.storage.unknown
        : quota === null
          ? text.storage.usedOnly(format.bytes(usage))
          : text.storage.used(format.bytes(usage), format.bytes(quota));
    return html`
      <div class="line">
        <h2>${text.storage.title}</h2>
        <p class="numbers">${used}</p>
        <p class="quiet">${isPersisted ? text.storage.persisted : text.storage.notPersisted}</p>
        ${this.isLooking ? nothing : html`<p class="quiet numbers">${saveStatus(this.disk, this.now, this.locale)}</p>`}
      </div>
      ${this.#separateStore()}
      ${
        !this.isUnfolded && (this.activity?.operation === "verify" || this.activity?.operation === "wipe")
          ? activityProgress(this.activity, this.locale, this)
          : nothing
      }
      <details class="fold" ?open=${this.isUnfolded} @toggle=${this.#handleToggle}>
        <summary>${text.storage.details}</summary>
        ${this.isUnfolded ? this.#details() : nothing}
      </details>
    `;
  }
}

customElements.define("strata-storage", StrataStorage);

declare global {
  interface HTMLElementTagNameMap {
    "strata-storage": StrataStorage;
  }
}
