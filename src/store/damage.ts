import type { LayerId, MachineId, SnapshotId } from "../core/identity.ts";
import type { ErrorDetails } from "../core/strata-error.ts";
import type { Key } from "./datastore.ts";
import type { RecordTable } from "./record-shapes.ts";
import type { Records, SnapshotRecord } from "./records.ts";
import { recordName } from "./sealed-record.ts";

/** A record that is not as it was written, and what can't be trusted any more because of it. */
export interface Damage {
  /** Which record it is, for people: "extent 12", "map of layer …". */
  readonly record: string;
  readonly layers: readonly LayerId[];
  readonly snapshots: readonly SnapshotId[];
}

/** The details of an error about it; of the snapshots also the names, for people. */
export const damageDetails = (records: Records, { record, layers, snapshots }: Damage): ErrorDetails => ({
  record,
  layers,
  snapshots,
  snapshotNames: snapshots.map((id) => records.snapshots.get(id)?.name ?? id),
});

/** The damage of something that lies in `layers`: it touches whatever reads through them. */
export function damageOfLayers(records: Records, record: string, layers: Iterable<LayerId>): Damage {
  const affected = [...layers];
  const snapshots = [...records.snapshots.values()].filter((snapshot) => reads(records, snapshot, affected));
  return { record, layers: affected, snapshots: snapshots.map(({ id }) => id) };
}

/** The damage of a small record: a machine's touches all that is the machine's. */
export function damageOfRecord(records: Records, table: RecordTable, key: Key): Damage {
  const record = recordName(table, key);
  if (table === "layers") return damageOfLayers(records, record, [key as LayerId]);
  if (table === "snapshots") return { record, layers: [], snapshots: [key as SnapshotId] };
  const isOfMachine = ({ machine }: { readonly machine: MachineId | null }): boolean =>
    table === "machines" && machine === key;
  return {
    record,
    layers: [...records.layers.values()].filter(isOfMachine).map(({ id }) => id),
    snapshots: [...records.snapshots.values()].filter(isOfMachine).map(({ id }) => id),
  };
}

function reads(records: Records, { layer, live }: SnapshotRecord, layers: readonly LayerId[]): boolean {
  if (live !== null && layers.includes(live.ramLayer)) return true;
  const lineage = new Set<LayerId>();
  for (let id: LayerId | null = layer; id !== null && !lineage.has(id); ) {
    lineage.add(id);
    id = records.layers.get(id)?.parent ?? null;
  }
  return layers.some((id) => lineage.has(id));
}
