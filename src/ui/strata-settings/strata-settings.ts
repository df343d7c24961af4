import { html, LitElement, nothing, type PropertyValues, type TemplateResult } from "lit";
import { live } from "lit/directives/live.js";
import type { DataDiskConfig, MachineConfig, NicModel, SystemDiskConfig } from "../../core/machine-config.ts";
import type { Locale } from "../../i18n/locale.ts";
import { emitCommand } from "../command.ts";
import { controls } from "../controls.styles.ts";
import { byContent } from "../same-value.ts";
import "../strata-confirm/strata-confirm.ts";
import type { ConfirmedEvent } from "../strata-confirm/strata-confirm.ts";
import { freeName } from "../strata-snapshots/suggested-name.ts";
import { settingsStyles } from "./strata-settings.styles.ts";

const ramChoices = [32, 64, 128, 256, 512, 1024] as const;
const MIB = 1024 * 1024;
type DiskChoice = Pick<DataDiskConfig, "byteLength" | "provisioning">;
/** Disks that can be added, by the value of their option. */
const diskChoices = new Map<string, DiskChoice>([
  ["64", { byteLength: 64 * MIB, provisioning: "thin" }],
  ["256", { byteLength: 256 * MIB, provisioning: "thin" }],
  ["1024", { byteLength: 1024 * MIB, provisioning: "thin" }],
  ["64-thick", { byteLength: 64 * MIB, provisioning: "thick-not-zeroed" }],
]);
const nicChoices: readonly NicModel[] = ["none", "virtio", "ne2k"];

/**
 * The machine's settings: shown always, to be changed only while it is off. A second disk is chosen, then added; one that
 * is there can only be removed, which is asked about, as is adding one that is not zeroed.
 *
 * Properties: `locale`; `config`; `isLocked` (the machine is on); `snapshotNames` (those in use).
 * Events: `strata-command` configure, remove-second-disk.
 */
export class StrataSettings extends LitElement {
  static override styles = [controls, settingsStyles];
  static override properties = {
    locale: { attribute: false },
    config: byContent,
    isLocked: { attribute: false },
    snapshotNames: byContent,
    chosen: { state: true },
    asked: { state: true },
  };
  declare locale: Locale;
  declare config: MachineConfig;
  declare isLocked: boolean;
  declare snapshotNames: readonly string[];
  /** The option for a second disk that is chosen and not yet added. */
  declare chosen: string;
  /** The question under way. */
  declare asked: "remove" | "thick" | null;
  /** A disk was added or removed here: its field and its button take turns, and the focus goes along. */
  #isFollowed = false;

  constructor() {
    super();
    this.chosen = "0";
    this.snapshotNames = [];
    this.asked = null;
  }

  protected override willUpdate(): void {
    const hasDisk = this.config.disks[1] !== undefined;
    // What was asked about is gone or there, or can't be had now.
    if (this.isLocked || hasDisk !== (this.asked === "remove")) this.asked = null;
    if (this.isLocked || hasDisk) this.chosen = "0";
  }

  protected override updated(changed: PropertyValues<this>): void {
    const before = changed.get("config");
    if (!this.#isFollowed || before === undefined) return;
    if (before.disks.length === this.config.disks.length) return;
    this.#isFollowed = false;
    if (document.activeElement === document.body) this.#focusDisk();
  }

  #focusDisk(): void {
    this.renderRoot.querySelector<HTMLElement>("#second-disk")?.focus();
  }

  #choose(select: HTMLSelectElement): void {
    this.chosen = select.value;
    this.asked = null;
  }

  #handleAdd(): void {
    const chosen = diskChoices.get(this.chosen);
    if (chosen === undefined) return;
    if (chosen.provisioning === "thick-not-zeroed") this.asked = this.asked === null ? "thick" : null;
    else this.#add(this.config.disks[0], chosen);
  }

  #add(system: SystemDiskConfig, chosen: DiskChoice): void {
    this.#isFollowed = true;
    const added = { bus: "primary-slave", image: null, ...chosen } as const;
    emitCommand(this, { kind: "configure", changes: { disks: [system, added] } });
  }

  #handleConfirmed(event: ConfirmedEvent): void {
    const chosen = diskChoices.get(this.chosen);
    if (this.asked === "thick" && chosen !== undefined) {
      this.#add(this.config.disks[0], chosen);
    } else {
      this.#isFollowed = true;
      emitCommand(this, { kind: "remove-second-disk", snapshotFirst: event.detail.snapshotFirst });
    }
    this.#closeQuestion();
  }

  #closeQuestion(): void {
    const button = this.asked === "thick" ? "#add-disk" : "#second-disk";
    this.asked = null;
    void this.updateComplete.then(() => this.renderRoot.querySelector<HTMLElement>(button)?.focus());
  }

  #secondDisk(): TemplateResult {
    const { text } = this.locale;
    const [, disk] = this.config.disks;
    const nameOf = ({ byteLength, provisioning }: DiskChoice): string =>
      text.machine.sizedDisk(this.locale.format.bytes(byteLength), provisioning);
    const present = html`<span class="numbers">${disk === undefined ? text.machine.noDisk : nameOf(disk)}</span>`;
    if (this.isLocked) return present;
    if (disk !== undefined) {
      return html`${present}
        <button
          id="second-disk"
          class="button"
          type="button"
          aria-labelledby="disk-name second-disk"
          aria-expanded=${this.asked === "remove"}
          @click=${() => {
            this.asked = this.asked === null ? "remove" : null;
          }}
        >
          ${text.machine.removeDisk}
        </button>`;
    }
    return html`<select
        id="second-disk"
        class="field"
        aria-labelledby="disk-name"
        .value=${live(this.chosen)}
        @change=${(event: Event) => this.#choose(event.currentTarget as HTMLSelectElement)}
      >
        <option value="0">${text.machine.noDisk}</option>
        ${[...diskChoices].map(([value, choice]) => html`<option value=${value}>${nameOf(choice)}</option>`)}
      </select>
      ${this.chosen === "0" ? nothing : this.#addButton()}`;
  }

  /** Apart from the choice: the arrow keys choose one after the other, and must not add what they pass. */
  #addButton(): TemplateResult {
    const isThick = diskChoices.get(this.chosen)?.provisioning === "thick-not-zeroed";
    return html`<button
      id="add-disk"
      class="button"
      type="button"
      aria-labelledby="disk-name add-disk"
      aria-expanded=${isThick ? String(this.asked === "thick") : nothing}
      @click=${this.#handleAdd}
    >
      ${this.locale.text.machine.addDisk}
    </button>`;
  }

  #question(): TemplateResult | typeof nothing {
    const { text } = this.locale;
    if (this.asked === null) return nothing;
    if (this.asked === "thick") {
      return html`<strata-confirm
        .locale=${this.locale}
        .question=${text.machine.confirmThickDisk}
        .consequences=${[text.machine.thickHint]}
        .confirmLabel=${text.machine.addDisk}
        @confirmed=${this.#handleConfirmed}
        @cancelled=${this.#closeQuestion}
      ></strata-confirm>`;
    }
    return html`<strata-confirm
      .locale=${this.locale}
      .question=${text.machine.confirmRemoveDisk}
      .consequences=${[text.machine.lossOfDisk]}
      .confirmLabel=${text.machine.removeDisk}
      .snapshotName=${freeName(this.snapshotNames, text.machine.beforeRemovingDisk)}
      @confirmed=${this.#handleConfirmed}
      @cancelled=${this.#closeQuestion}
    ></strata-confirm>`;
  }

  protected override render() {
    const { text, format } = this.locale;
    const { config, isLocked } = this;
    const memory = (ramMiB: number): string => format.bytes(ramMiB * MIB);
    return html`<dl title=${isLocked ? text.machine.settingsWhileOff : nothing}>
      <div>
        <dt><label for="ram">${text.machine.memory}</label></dt>
        <dd>
          ${
            !isLocked
              ? html`<select
                  id="ram"
                  class="field"
                  @change=${(event: Event) =>
                    emitCommand(this, {
                      kind: "configure",
                      changes: { ramMiB: Number((event.currentTarget as HTMLSelectElement).value) },
                    })}
                >
                  ${ramChoices.map(
                    (ramMiB) =>
                      html`<option value=${ramMiB} ?selected=${ramMiB === config.ramMiB}>${memory(ramMiB)}</option>`,
                  )}
                </select>`
              : html`<span class="numbers">${memory(config.ramMiB)}</span>`
          }
        </dd>
      </div>
      <div>
        <dt><label for="nic">${text.machine.network}</label></dt>
        <dd>
          ${
            !isLocked
              ? html`<select
                  id="nic"
                  class="field"
                  @change=${(event: Event) => {
                    const chosen = (event.currentTarget as HTMLSelectElement).value;
                    const nic = nicChoices.find((choice) => choice === chosen);
                    if (nic) emitCommand(this, { kind: "configure", changes: { nic } });
                  }}
                >
                  ${nicChoices.map(
                    (nic) =>
                      html`<option value=${nic} ?selected=${nic === config.nic}>${text.machine.nic[nic]}</option>`,
                  )}
                </select>`
              : html`<span>${text.machine.nic[config.nic]}</span>`
          }
        </dd>
      </div>
      <div>
        <dt>${text.machine.disk}</dt>
        <dd class="numbers">${format.bytes(config.disks[0].byteLength)}</dd>
      </div>
      <div>
        <dt id="disk-name">${text.machine.secondDisk}</dt>
        <dd class="choice">${this.#secondDisk()}</dd>
      </div>
    </dl>
    ${this.#question()}`;
  }
}

customElements.define("strata-settings", StrataSettings);

declare global {
  interface HTMLElementTagNameMap {
    "strata-settings": StrataSettings;
  }
}
