import "../../../src/ui/strata-snapshots/strata-snapshots.ts";
import { localeOf } from "../../../src/i18n/locale.ts";
import type { LayerView, MachineView, SnapshotView } from "../../../src/lab/view-model.ts";
import { timed } from "./in-turn.ts";

/** Milliseconds until the page's list of snapshots is drawn, layout included, of a machine that is off. */
export async function drawSnapshots(
  snapshots: readonly SnapshotView[],
  layers: readonly LayerView[],
  machine: Pick<MachineView, "id" | "name" | "config">,
): Promise<number> {
  const list = document.createElement("strata-snapshots");
  try {
    return await timed(async () => {
      list.locale = localeOf("en");
      list.snapshots = snapshots;
      list.layers = layers;
      list.machine = {
        ...machine,
        state: "off",
        bootMs: null,
        resumedMs: null,
        hasAgent: false,
        usesMouse: false,
        isSoundOn: false,
        clock: { choice: "set", offsetMs: null },
        transfer: null,
      };
      list.now = Date.now();
      document.body.append(list);
      await list.updateComplete;
      const rows = list.shadowRoot?.querySelectorAll("li").length ?? 0;
      // One more for the present state.
      if (rows !== snapshots.length + 1)
        throw new Error(`Draw snapshots: ${rows} rows, wanted ${snapshots.length + 1}`);
      const cards = list.shadowRoot?.querySelectorAll("strata-snapshot-card") ?? [];
      await Promise.all([...cards].map((card) => card.updateComplete));
      // Asking for its height makes the browser lay it out.
      if (list.offsetHeight === 0) throw new Error("Draw snapshots: nothing is there, wanted a list");
    });
  } finally {
    list.remove();
  }
}
