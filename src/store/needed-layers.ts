import type { LayerId } from "../core/identity.ts";
import type { Records } from "./records.ts";

/**
 * Layers that something needs: active layers, those that snapshots froze, memories of snapshots and of suspended machines,
 * beginnings of clones, copied images but for `unwanted`. Every layer of a store is one of them (SPEC V3).
 */
function neededLayers({ machines, snapshots, layers }: Records, unwanted: LayerId | null): Set<LayerId> {
  const needed = new Set<LayerId>();
  for (const { activeLayer, origin, suspended } of machines.values()) {
    needed.add(activeLayer);
    if (suspended !== undefined) needed.add(suspended.live.ramLayer);
    if (origin !== null) needed.add(origin);
  }
  for (const { layer, live } of snapshots.values()) {
    needed.add(layer);
    if (live !== null) needed.add(live.ramLayer);
  }
  for (const { id, machine } of layers.values()) if (machine === null && id !== unwanted) needed.add(id);
  return needed;
}

/** Layers that nothing needs. In a store there are none, unless what needs them can't be read. */
export function needlessLayers(records: Records, unwanted: LayerId | null = null): Set<LayerId> {
  const needed = neededLayers(records, unwanted);
  return new Set([...records.layers.keys()].filter((id) => !needed.has(id)));
}
