import type { LayerId, MachineId } from "../core/identity.ts";
import { type Records, snapshotsOf } from "./catalog.ts";
import type { LayerRecord, MachineRecord, SnapshotRecord } from "./records.ts";

/** What the small records tell of a machine: all that a view of it needs, but not its disk. */
export interface MachineOutline {
  readonly record: MachineRecord;
  /** The oldest first. */
  readonly snapshots: readonly SnapshotRecord[];
  /** From the oldest to the active one, with the blocks that each holds. */
  layers(): readonly { readonly id: LayerId; readonly blockCount: number }[];
  /** Blocks that one layer holds; 0 for one that is not there. */
  blockCountOf(layer: LayerId): number;
}

/** The machine as the last commit left it; null when there is none of this name. */
export function outlineOf(records: Records, id: MachineId): MachineOutline | null {
  const record = records.machines.get(id);
  if (record === undefined) return null;
  const lineage: LayerRecord[] = [];
  for (let layer = records.layers.get(record.activeLayer); layer !== undefined; ) {
    lineage.unshift(layer);
    const parent = layer.parent === null ? undefined : records.layers.get(layer.parent);
    layer = parent === undefined || lineage.includes(parent) ? undefined : parent;
  }
  return {
    record,
    snapshots: snapshotsOf(records, id),
    layers: () => lineage.map(({ id: layer, blockCount }) => ({ id: layer, blockCount })),
    blockCountOf: (layer) => records.layers.get(layer)?.blockCount ?? 0,
  };
}
