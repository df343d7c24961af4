import { html, LitElement, nothing } from "lit";
import type { MachineConfig, NicModel } from "../../core/machine-config.ts";
import type { Locale } from "../../i18n/locale.ts";
import { emitCommand } from "../command.ts";
import { controls } from "../controls.styles.ts";
import { byContent } from "../same-value.ts";
import { settingsStyles } from "./strata-settings.styles.ts";

const ramChoices = [32, 64, 128, 256, 512, 1024] as const;
const nicChoices: readonly NicModel[] = ["none", "virtio", "ne2k"];

/**
 * The machine's settings: shown always, to be changed only while it is off.
 *
 * Properties: `locale`; `config`; `isLocked` (the machine is on).
 * Events: `strata-command` configure.
 */
export class StrataSettings extends LitElement {
  static override styles = [controls, settingsStyles];
  static override properties = {
    locale: { attribute: false },
    config: byContent,
    isLocked: { attribute: false },
  };
  declare locale: Locale;
  declare config: MachineConfig;
  declare isLocked: boolean;

  protected override render() {
    const { text, format } = this.locale;
    const { config, isLocked } = this;
    const memory = (ramMiB: number): string => format.bytes(ramMiB * 1024 * 1024);
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
    </dl>`;
  }
}

customElements.define("strata-settings", StrataSettings);

declare global {
  interface HTMLElementTagNameMap {
    "strata-settings": StrataSettings;
  }
}
