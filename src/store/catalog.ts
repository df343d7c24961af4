import type { MachineId } from "../core/identity.ts";
import { type Damage, damageOfLayers, damageOfRecord } from "./damage.ts";
import type { Datastore } from "./datastore.ts";
import { type MissingRecord, missingRecords } from "./missing-records.ts";
import { needlessLayers } from "./needed-layers.ts";
import type { LayerRecord, MachineRecord, Records, SnapshotRecord } from "./records.ts";
import type { Checksum } from "./sealed-bytes.ts";
import { unsealRecord } from "./sealed-record.ts";

type CatalogTable = MissingRecord["table"];

/** The small records of the whole store, as the last commit left them. Changed by `StoreChange` alone. */
export class Catalog implements Records {
  machines: Records["machines"];
  snapshots: Records["snapshots"];
  layers: Records["layers"];
  /** Small records that could not be read when the store was opened, or that others referred to in vain (SPEC I3). */
  readonly damages: readonly Damage[];

  private constructor({ machines, snapshots, layers }: Records, damages: readonly Damage[]) {
    this.machines = machines;
    this.snapshots = snapshots;
    this.layers = layers;
    this.damages = damages;
  }

  /**
   * Reads the records. Those that are damaged are left out, and named in `damages`. Costs them, and the keys of all maps.
   * On failure: rejects with `storage-failed`.
   */
  static async load(datastore: Datastore, checksum: Checksum): Promise<Catalog> {
    const absent: MissingRecord[] = [];
    const read = async <Value>(table: CatalogTable): Promise<Value[]> =>
      (await datastore.getAll(table)).flatMap(({ key, value }) => {
        try {
          return [unsealRecord(table, key, value, checksum) as Value];
        } catch {
          absent.push({ table, key: key as MissingRecord["key"] });
          return [];
        }
      });
    const [machines, snapshots, layers, maps, states] = await Promise.all([
      read<MachineRecord>("machines"),
      read<SnapshotRecord>("snapshots"),
      read<LayerRecord>("layers"),
      datastore.keys("maps"),
      datastore.keys("states"),
    ]);
    const records: Records = {
      machines: byId(inOrder(machines, "createdAt")),
      snapshots: byId(inOrder(snapshots, "takenAt")),
      layers: byId(layers),
    };
    for (const missing of missingRecords(records, { maps, states }))
      if (!absent.some(({ table, key }) => table === missing.table && key === missing.key))
        absent.push(missing);
    const damages = absent.map(({ table, key }) => damageOfRecord(records, table, key));
    // A record that is gone, and that nothing refers to, shows by what nothing needs any more.
    if (damages.length === 0)
      for (const layer of needlessLayers(records))
        damages.push(damageOfLayers(records, `record that needs layer ${layer}`, [layer]));
    return new Catalog(records, damages);
  }
}

/** Snapshots of one machine, the oldest first. */
export const snapshotsOf = ({ snapshots }: Records, machine: MachineId): SnapshotRecord[] =>
  [...snapshots.values()].filter((snapshot) => snapshot.machine === machine);

/** The position that comes after all of `records`. */
export const nextOrder = (records: Iterable<{ readonly order: number }>): number =>
  [...records].reduce((last, { order }) => Math.max(last, order), 0) + 1;

const inOrder = <Value extends { readonly order: number }>(values: Value[], age: keyof Value): Value[] =>
  values.sort((left, right) => left.order - right.order || Number(left[age]) - Number(right[age]));

const byId = <Id, Value extends { readonly id: Id }>(values: readonly Value[]): Map<Id, Value> =>
  new Map(values.map((value) => [value.id, value]));
