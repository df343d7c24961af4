import { html, type TemplateResult } from "lit";
import { keyed } from "lit/directives/keyed.js";
import type { Locale } from "../../i18n/locale.ts";
import type { SystemSummary } from "../../lab/machine-images.ts";
import type { MachineSummary } from "../../lab/strata.ts";
import type { ViewModel } from "../../lab/view-model.ts";
import type { UsageView } from "../store-findings.ts";
import type { StorePlace } from "../store-place.ts";

interface LookedAt {
  readonly view: ViewModel;
  readonly machines: readonly MachineSummary[];
  readonly systems: readonly SystemSummary[];
  readonly store: StorePlace | null;
  readonly usage: UsageView | null;
  readonly now: number;
}

/** What another tab keeps, with nothing that would change it. */
export const lookedAt = (
  { view, machines, systems, store, usage, now }: LookedAt,
  locale: Locale,
): TemplateResult => html`${keyed(
  view.machine.id,
  html`<main>
      <div class="column">
        <strata-snapshots
          .locale=${locale}
          .snapshots=${view.snapshots}
          .layers=${view.layers}
          .machine=${view.machine}
          .isLooking=${true}
          .now=${now}
        ></strata-snapshots>
      </div>
      <div class="column">
        <strata-layer-stack
          .locale=${locale}
          .layers=${view.layers}
          .disk=${view.disk}
          .isLooking=${true}
        ></strata-layer-stack>
      </div>
    </main>`,
)}
  <footer>
    <strata-storage
      .locale=${locale}
      .storage=${view.storage}
      .store=${store}
      .disk=${view.disk}
      .machines=${machines}
      .systems=${systems}
      .snapshots=${view.snapshots}
      .usage=${usage}
      .isLooking=${true}
      .now=${now}
    ></strata-storage>
    <p class="note quiet">${locale.text.page.source}</p>
  </footer>`;
