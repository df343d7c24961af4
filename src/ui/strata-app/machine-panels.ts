import { html, nothing, type TemplateResult } from "lit";
import { keyed } from "lit/directives/keyed.js";
import type { Locale } from "../../i18n/locale.ts";
import type { ViewModel } from "../../lab/view-model.ts";
import type { SerialConsolePort } from "../serial-console-port.ts";
import { saveStatus } from "../strata-storage/save-status.ts";

interface Shown {
  readonly view: ViewModel;
  readonly console: SerialConsolePort | null;
  readonly isFirstVisit: boolean;
  readonly now: number;
}

/** The machine that is open here, with its snapshots, its disk and what was measured. Another machine gets panels of its own. */
export const machinePanels = ({ view, console, isFirstVisit, now }: Shown, locale: Locale): TemplateResult =>
  html`${keyed(
    view.machine.id,
    html`<main>
      <div class="column">
        <strata-machine
          id="machine"
          .locale=${locale}
          .machine=${view.machine}
          .activity=${view.activity}
          .port=${console}
          .systems=${view.systems}
          .activeBlockCount=${view.layers.at(-1)?.blockCount ?? 0}
          .storage=${view.storage}
          .snapshotNames=${view.snapshots.map((snapshot) => snapshot.name)}
          .isFirstVisit=${isFirstVisit}
          .prepared=${view.prepared}
        >
          <slot name="screen" slot="screen"></slot>
          <span slot="saved" class="saved quiet numbers">${saveStatus(view.disk, now, locale)}</span>
        </strata-machine>
        ${view.network === null ? nothing : html`<strata-network .locale=${locale} .network=${view.network}></strata-network>`}
        <strata-snapshots
          .locale=${locale}
          .snapshots=${view.snapshots}
          .layers=${view.layers}
          .machine=${view.machine}
          .activity=${view.activity}
          .now=${now}
        ></strata-snapshots>
      </div>
      <div class="column">
        <strata-layer-stack .locale=${locale} .layers=${view.layers} .disk=${view.disk}></strata-layer-stack>
        <strata-timing
          .locale=${locale}
          .timings=${view.timings}
          .activity=${view.activity}
          .disk=${view.disk}
          .layers=${view.layers}
        ></strata-timing>
      </div>
    </main>`,
  )}`;
