import { html, LitElement, nothing, type TemplateResult } from "lit";
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
 * The machine's settings: shown always, to be changed only while it is off. A second disk that is there can only be
 * removed, which takes a second click; so does adding one that is not zeroed.
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
    asked: { state: true },
  };
  declare locale: Locale;
  declare config: MachineConfig;
  declare isLocked: boolean;
  declare snapshotNames: readonly string[];
  /** The question under way. */
  declare asked: "remove" | "thick" | null;

  constructor() {
    super();
    this.snapshotNames = [];
    this.asked = null;
  }

  protected override willUpdate(): void {
    // What was asked about is gone or there, or can't be had now.
    const isMoot =
      this.asked === "remove" ? this.config.disks[1] === undefined : this.config.disks[1] !== undefined;
    if (this.isLocked || isMoot) this.asked = null;
  }

  #chooseDisk(select: HTMLSelectElement): void {
    const [system, data] = this.config.disks;
    const chosen = diskChoices.get(select.value);
    if (data !== undefined) {
      this.asked = select.value === "0" ? "remove" : null;
      // It has this disk until it is taken away.
      select.value = "present";
    } else if (chosen?.provisioning === "thick-not-zeroed") {
      this.asked = "thick";
      select.value = "0";
    } else if (chosen !== undefined) {
      this.#add(system, chosen);
    }
  }

  #add(system: SystemDiskConfig, chosen: DiskChoice): void {
    const added = { bus: "primary-slave", image: null, ...chosen } as const;
    emitCommand(this, { kind: "configure", changes: { disks: [system, added] } });
  }

  #handleConfirmed(event: ConfirmedEvent): void {
    const thick = diskChoices.get("64-thick");
    if (this.asked === "thick" && thick !== undefined) this.#add(this.config.disks[0], thick);
    else emitCommand(this, { kind: "remove-second-disk", snapshotFirst: event.detail.snapshotFirst });
    this.#closeQuestion();
  }

  #closeQuestion(): void {
    this.asked = null;
    void this.updateComplete.then(() => this.renderRoot.querySelector<HTMLElement>("#second-disk")?.focus());
  }

  #secondDisk(): TemplateResult {
    const { text, format } = this.locale;
    const [, disk] = this.config.disks;
    const present =
      disk === undefined
        ? text.machine.noDisk
        : text.machine.sizedDisk(format.bytes(disk.byteLength), disk.provisioning);
    if (this.isLocked) return html`<span class="numbers">${present}</span>`;
    const options =
      disk === undefined
        ? [...diskChoices].map(
            ([value, { byteLength, provisioning }]) =>
              html`<option value=${value}>${text.machine.sizedDisk(format.bytes(byteLength), provisioning)}</option>`,
          )
        : html`<option value="present" selected>${present}</option>`;
    return html`<select
      id="second-disk"
      class="field"
      @change=${(event: Event) => this.#chooseDisk(event.currentTarget as HTMLSelectElement)}
    >
      <option value="0" ?selected=${disk === undefined}>${text.machine.noDisk}</option>
      ${options}
    </select>`;
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
        <dt><label for="second-disk">${text.machine.secondDisk}</label></dt>
        <dd>${this.#secondDisk()}</dd>
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
