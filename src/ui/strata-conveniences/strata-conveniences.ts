import { html, LitElement, nothing } from "lit";
import type { Locale } from "../../i18n/locale.ts";
import type { ClockChoice, ClockView } from "../../lab/view-model.ts";
import { emitCommand } from "../command.ts";
import { controls } from "../controls.styles.ts";
import { byContent } from "../same-value.ts";
import { settingsStyles } from "../strata-settings/strata-settings.styles.ts";

const clockChoices: readonly ClockChoice[] = ["set", "kept"];
/** Less is what asking costs. */
const RIGHT_WITHIN_MS = 2000;

/**
 * What can be chosen while the machine runs, and is no part of it: what becomes of the guest's clock after a revert, and
 * whether its speaker is heard.
 *
 * Properties: `locale`; `clock`; `isSoundOn`; `isOn` (there is a guest with a clock).
 * Events: `strata-command` choose-clock, set-sound.
 */
export class StrataConveniences extends LitElement {
  static override styles = [controls, settingsStyles];
  static override properties = {
    locale: { attribute: false },
    clock: byContent,
    isSoundOn: { attribute: false },
    isOn: { attribute: false },
  };
  declare locale: Locale;
  declare clock: ClockView;
  declare isSoundOn: boolean;
  declare isOn: boolean;

  #offset(): string {
    const { text, format } = this.locale;
    const { offsetMs } = this.clock;
    if (offsetMs === null) return text.conveniences.clockUnknown;
    if (Math.abs(offsetMs) < RIGHT_WITHIN_MS) return text.conveniences.clockRight;
    const span = format.span(Math.abs(offsetMs));
    return offsetMs < 0 ? text.conveniences.clockBehind(span) : text.conveniences.clockAhead(span);
  }

  protected override render() {
    const { text } = this.locale;
    return html`<dl>
      <div>
        <dt><label for="clock">${text.conveniences.clock}</label></dt>
        <dd class="choice">
          <select
            id="clock"
            class="field"
            @change=${(event: Event) => {
              const chosen = (event.currentTarget as HTMLSelectElement).value;
              const choice = clockChoices.find((known) => known === chosen);
              if (choice) emitCommand(this, { kind: "choose-clock", choice });
            }}
          >
            ${clockChoices.map(
              (choice) =>
                html`<option value=${choice} ?selected=${choice === this.clock.choice}>
                  ${text.conveniences.clockChoice[choice]}
                </option>`,
            )}
          </select>
          ${this.isOn ? html`<span class="quiet numbers">${this.#offset()}</span>` : nothing}
        </dd>
      </div>
      <div>
        <dt><label for="sound">${text.conveniences.sound}</label></dt>
        <dd>
          <input
            id="sound"
            type="checkbox"
            .checked=${this.isSoundOn}
            @change=${(event: Event) =>
              emitCommand(this, {
                kind: "set-sound",
                isOn: (event.currentTarget as HTMLInputElement).checked,
              })}
          />
        </dd>
      </div>
    </dl>`;
  }
}

customElements.define("strata-conveniences", StrataConveniences);

declare global {
  interface HTMLElementTagNameMap {
    "strata-conveniences": StrataConveniences;
  }
}
