import { html, LitElement, nothing, type TemplateResult } from "lit";
import type { Locale } from "../../i18n/locale.ts";
import type { MachineSummary } from "../../lab/strata.ts";
import type { SnapshotView } from "../../lab/view-model.ts";
import { emitCommand } from "../command.ts";
import { controls } from "../controls.styles.ts";
import { appearanceOf, layerBadge, layerSignStyles } from "../layer-appearance.ts";
import { byContent } from "../same-value.ts";
import type { UsageView } from "../store-findings.ts";
import { usageStyles } from "./strata-usage.styles.ts";

interface Space {
  readonly exclusiveBytes: number;
  readonly sharedBytes: number;
}

/**
 * What each machine and each snapshot takes in the store, as it was when it was last measured.
 *
 * Properties: `locale`; `usage` (or null, before it was measured); `machines`; `snapshots` (those of the machine that
 * is open: of other machines only their count is known here); `now`.
 * Events: `strata-command` measure-usage.
 */
export class StrataUsage extends LitElement {
  static override styles = [controls, layerSignStyles, usageStyles];
  static override properties = {
    locale: { attribute: false },
    usage: { attribute: false },
    machines: byContent,
    snapshots: byContent,
    now: { attribute: false },
  };
  declare locale: Locale;
  declare usage: UsageView | null;
  declare machines: readonly MachineSummary[];
  declare snapshots: readonly SnapshotView[];
  declare now: number;

  #row(label: unknown, space: Space, kind: "machine" | "part"): TemplateResult {
    const { format } = this.locale;
    return html`<tr class=${kind}>
      <th scope="row">${label}</th>
      <td class="number">${format.bytes(space.exclusiveBytes)}</td>
      <td class="number">${format.bytes(space.sharedBytes)}</td>
    </tr>`;
  }

  #machine(machine: UsageView["machines"][number]): TemplateResult | typeof nothing {
    const { text, format } = this.locale;
    const summary = this.machines.find(({ id }) => id === machine.id);
    // Gone since it was measured.
    if (summary === undefined) return nothing;
    const count = { value: machine.snapshots.length, shown: format.count(machine.snapshots.length) };
    const label = html`${text.storage.wholeMachine(summary.name)}${summary.isCurrent || count.value === 0 ? nothing : html` <span class="quiet">· ${text.storage.snapshotCount(count)}</span>`}`;
    const names = new Map(this.snapshots.map((snapshot) => [snapshot.id, snapshot]));
    return html`${this.#row(label, machine, "machine")}
      ${this.#row(text.storage.present, machine.present, "part")}
      ${machine.snapshots.map((space) => {
        const snapshot = names.get(space.id);
        if (snapshot === undefined) return nothing;
        const badge = layerBadge(
          `badge-${space.id}`,
          appearanceOf({ sign: snapshot.parts.layerSign, kind: "frozen" }),
        );
        return this.#row(html`${badge} ${snapshot.name}`, space, "part");
      })}`;
  }

  protected override render() {
    const { text, format } = this.locale;
    const { usage } = this;
    return html`
      <h3>${text.storage.usage}</h3>
      ${
        usage === null
          ? html`<p class="note quiet">${text.storage.measuring}…</p>`
          : html`<p class="note numbers">
                ${text.storage.total(format.bytes(usage.liveBytes), format.bytes(usage.extentBytes))}
                <span class="quiet">· ${text.storage.measured(format.ago(this.now - usage.at))}</span>
              </p>
              <div class="scroll" tabindex="0" role="region" aria-label=${text.storage.usage}>
                <table>
                  <thead>
                    <tr>
                      <th scope="col">${text.storage.columnWhat}</th>
                      <th scope="col" class="number">${text.storage.columnExclusive}</th>
                      <th scope="col" class="number">${text.storage.columnShared}</th>
                    </tr>
                  </thead>
                  <tbody>
                    ${usage.machines.map((machine) => this.#machine(machine))}
                  </tbody>
                </table>
              </div>`
      }
      <p class="note quiet">${text.storage.usageHint}</p>
      <button class="button" type="button" @click=${() => emitCommand(this, { kind: "measure-usage" })}>
        ${text.storage.measure}
      </button>
    `;
  }
}

customElements.define("strata-usage", StrataUsage);

declare global {
  interface HTMLElementTagNameMap {
    "strata-usage": StrataUsage;
  }
}
