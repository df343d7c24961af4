import type { StrataSnapshots } from "../../../src/ui/strata-snapshots/strata-snapshots.ts";
import "../../../src/ui/strata-snapshots/strata-snapshots.ts";
import { localeOf } from "../../../src/i18n/locale.ts";
import type { LayerView, MachineView, SnapshotView } from "../../../src/lab/view-model.ts";
import { timed } from "./in-turn.ts";

/** Milliseconds until the page's snapshots are drawn, as a list or as a tree, layout included, of a machine that is off. */
export async function drawSnapshots(
  form: "list" | "tree",
  snapshots: readonly SnapshotView[],
  layers: readonly LayerView[],
  machine: Pick<MachineView, "id" | "name" | "config">,
): Promise<number> {
  const list = document.createElement("strata-snapshots");
  try {
    return await timed(async () => {
      list.form = form;
      list.locale = localeOf("en");
      list.snapshots = snapshots;
      list.layers = layers;
      list.machine = {
        ...machine,
        state: "off",
        bootMs: null,
        hasAgent: false,
        usesMouse: false,
        isSoundOn: false,
        clock: { choice: "set", offsetMs: null },
        transfer: null,
      };
      list.now = Date.now();
      document.body.append(list);
      await list.updateComplete;
      if (form === "tree") await drawnTree(list);
      else assertRows(list, snapshots.length);
      const cards = list.shadowRoot?.querySelectorAll("strata-snapshot-card") ?? [];
      await Promise.all([...cards].map((card) => card.updateComplete));
      // Asking for its height makes the browser lay it out.
      if (list.offsetHeight === 0) throw new Error("Draw snapshots: nothing is there, wanted them");
    });
  } finally {
    list.remove();
  }
}

function assertRows(list: StrataSnapshots, snapshotCount: number): void {
  const rows = list.shadowRoot?.querySelectorAll("ol > li").length ?? 0;
  // One more for the present state.
  if (rows !== snapshotCount + 1)
    throw new Error(`Draw snapshots: ${rows} rows, wanted ${snapshotCount + 1}`);
}

async function drawnTree(list: StrataSnapshots): Promise<void> {
  const tree = list.shadowRoot?.querySelector("strata-snapshot-tree");
  await tree?.updateComplete;
  const points = tree?.shadowRoot?.querySelectorAll("[role=treeitem]").length ?? 0;
  if (points === 0) throw new Error("Draw snapshots: no point of a tree, wanted those in sight");
}
