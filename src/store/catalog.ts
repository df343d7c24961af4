import type { LayerId, MachineId, SnapshotId } from "../core/identity.ts";
import type { Datastore } from "./datastore.ts";
import type { LayerRecord, MachineRecord, SnapshotRecord } from "./records.ts";

/** The small records of a store by their ids. */
export interface Records {
  /** The oldest first. */
  readonly machines: ReadonlyMap<MachineId, MachineRecord>;
  /** Within a machine the oldest first. */
  readonly snapshots: ReadonlyMap<SnapshotId, SnapshotRecord>;
  readonly layers: ReadonlyMap<LayerId, LayerRecord>;
}

/** The small records of the whole store, as the last commit left them. Changed by `StoreChange` alone. */
export class Catalog implements Records {
  machines: Records["machines"];
  snapshots: Records["snapshots"];
  layers: Records["layers"];

  constructor({ machines, snapshots, layers }: Records) {
    this.machines = machines;
    this.snapshots = snapshots;
    this.layers = layers;
  }

  /** Reads the records. On failure: rejects with `storage-failed`. */
  static async load(datastore: Datastore): Promise<Catalog> {
    const [machines, snapshots, layers] = await Promise.all(
      (["machines", "snapshots", "layers"] as const).map(async (table) =>
        (await datastore.getAll(table)).map((entry) => entry.value),
      ),
    );
    const inOrder = <Value extends { order: number }>(values: unknown[] = [], age: keyof Value): Value[] =>
      (values as Value[]).sort(
        (left, right) => left.order - right.order || Number(left[age]) - Number(right[age]),
      );
    const byId = <Id, Value extends { id: Id }>(values: Value[]): Map<Id, Value> =>
      new Map(values.map((value) => [value.id, value]));
    return new Catalog({
      machines: byId<MachineId, MachineRecord>(
        inOrder<MachineRecord>(machines?.map(withMachineDefaults), "createdAt"),
      ),
      snapshots: byId<SnapshotId, SnapshotRecord>(
        inOrder<SnapshotRecord>(snapshots?.map(withSnapshotDefaults), "takenAt"),
      ),
      layers: byId<LayerId, LayerRecord>((layers ?? []) as LayerRecord[]),
    });
  }
}

/** Snapshots of one machine, the oldest first. */
export const snapshotsOf = ({ snapshots }: Records, machine: MachineId): SnapshotRecord[] =>
  [...snapshots.values()].filter((snapshot) => snapshot.machine === machine);

/** The position that comes after all of `records`. */
export const nextOrder = (records: Iterable<{ readonly order: number }>): number =>
  [...records].reduce((last, { order }) => Math.max(last, order), 0) + 1;

// Records from before these properties existed lack them.
function withMachineDefaults(value: unknown): MachineRecord {
  const { origin = null, order = 0, key = null, ...rest } = value as MachineRecord;
  return { ...rest, origin, order, key };
}

function withSnapshotDefaults(value: unknown): SnapshotRecord {
  const { note = "", order = 0, ...rest } = value as SnapshotRecord;
  return { ...rest, note, order };
}
