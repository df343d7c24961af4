import type { LayerId, MachineId, SnapshotId } from "../core/identity.ts";
import type { Key } from "./datastore.ts";
import type { Records } from "./records.ts";

/** A small record that others refer to and that is not there. */
export interface MissingRecord {
  readonly table: "machines" | "snapshots" | "layers";
  readonly key: MachineId | SnapshotId | LayerId;
}

const isOfMachine = (key: Key): key is readonly [string, number] => typeof key === "object";

/**
 * The small records that the others refer to in vain, each once.
 *
 * @param maps keys of all regions of maps; each names its layer.
 * @param states keys of all device states; each is a snapshot, or names a suspended machine.
 */
export function missingRecords(
  records: Records,
  { maps, states }: { readonly maps: readonly Key[]; readonly states: readonly Key[] },
): MissingRecord[] {
  const wanted = {
    machines: new Set(states.filter(isOfMachine).map(([machine]) => machine as MachineId)),
    snapshots: new Set<SnapshotId | null>(states.filter((key) => !isOfMachine(key)) as SnapshotId[]),
    layers: new Set<LayerId | null>(maps.map((key) => (key as readonly [LayerId, number])[0])),
  };
  for (const { activeLayer, origin, currentSnapshot, suspended } of records.machines.values()) {
    wanted.layers
      .add(activeLayer)
      .add(origin)
      .add(suspended?.live.ramLayer ?? null);
    wanted.snapshots.add(currentSnapshot);
  }
  for (const { machine, parent, layer, live } of records.snapshots.values()) {
    wanted.machines.add(machine);
    wanted.snapshots.add(parent);
    wanted.layers.add(layer).add(live?.ramLayer ?? null);
  }
  for (const { parent } of records.layers.values()) wanted.layers.add(parent);
  return (["machines", "snapshots", "layers"] as const).flatMap((table) =>
    [...wanted[table]].flatMap((key) =>
      key === null || (records[table] as ReadonlyMap<unknown, unknown>).has(key) ? [] : [{ table, key }],
    ),
  );
}
