import type { BaseImage } from "../core/base-image.ts";
import type { LayerId, MachineId } from "../core/identity.ts";
import { assertValidConfig, type MachineConfig } from "../core/machine-config.ts";
import { StrataError } from "../core/strata-error.ts";
import type { Datastore } from "./datastore.ts";
import { Extents } from "./extents.ts";
import { assertName } from "./name.ts";
import { FORMAT_VERSION, type LayerRecord, type MachineRecord } from "./records.ts";
import { createChecksum } from "./sealed-bytes.ts";
import type { StoreContext } from "./store-context.ts";
import { StoredMachine } from "./stored-machine.ts";

/** All that is kept: machines, with their disks and snapshots. */
export class Store {
  readonly #context: StoreContext;

  private constructor(context: StoreContext) {
    this.#context = context;
  }

  /**
   * Opens what `datastore` holds and reclaims what an interrupted session left unpublished.
   * On failure: rejects with `storage-newer`, `storage-damaged` or `storage-failed`; nothing has changed.
   */
  static async open(
    datastore: Datastore,
    { newId, now }: { readonly newId: () => string; readonly now: () => number },
  ): Promise<Store> {
    const creation = (await datastore.get("meta", "creation")) as { format: number } | undefined;
    if (creation === undefined) {
      const value = { format: FORMAT_VERSION, createdAt: now() };
      await datastore.commit([{ kind: "put", table: "meta", key: "creation", value }]);
    } else if (creation.format > FORMAT_VERSION) {
      throw new StrataError(
        "storage-newer",
        `Open storage: format ${creation.format}, wanted format ${FORMAT_VERSION} or older`,
        { details: { format: creation.format } },
      );
    }
    const checksum = await createChecksum();
    const extents = await Extents.open(datastore, checksum);
    return new Store({ datastore, extents, checksum, newId, now });
  }

  /** Every machine, the oldest first. */
  async machines(): Promise<MachineRecord[]> {
    const entries = await this.#context.datastore.getAll("machines");
    return entries
      .map((entry) => entry.value as MachineRecord)
      .sort((left, right) => left.createdAt - right.createdAt);
  }

  /**
   * Makes a machine with an empty layer over `base`.
   * On failure: rejects with `name-invalid`, `configuration-invalid`, `storage-full` or `storage-failed`; none was made.
   */
  async createMachine(name: string, config: MachineConfig, base: BaseImage): Promise<MachineRecord> {
    assertName(name);
    assertValidConfig(config);
    const { datastore, newId, now } = this.#context;
    const layer: LayerRecord = {
      id: newId() as LayerId,
      machine: newId() as MachineId,
      parent: null,
      space: "disk",
      blockCount: 0,
    };
    const machine: MachineRecord = {
      id: layer.machine as MachineId,
      name,
      config,
      image: { name: base.name, sha256: base.sha256, byteLength: base.byteLength },
      activeLayer: layer.id,
      currentSnapshot: null,
      createdAt: now(),
    };
    await datastore.commit([
      { kind: "put", table: "layers", key: layer.id, value: layer },
      { kind: "put", table: "machines", key: machine.id, value: machine },
    ]);
    return machine;
  }

  /**
   * A machine's disk and snapshots, over the base image that it was made with.
   * On failure: rejects with `disk-changed` when `base` is another image, `storage-damaged` or `storage-failed`.
   */
  openMachine(id: MachineId, base: BaseImage): Promise<StoredMachine> {
    return StoredMachine.open(this.#context, id, base);
  }
}
