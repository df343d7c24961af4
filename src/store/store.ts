import type { BaseImage } from "../core/base-image.ts";
import { Emitter } from "../core/emitter.ts";
import type { LayerId, MachineId, Place } from "../core/identity.ts";
import { assertValidConfig, type MachineConfig } from "../core/machine-config.ts";
import { extentOf } from "../core/place.ts";
import { StrataError } from "../core/strata-error.ts";
import { Catalog, nextOrder } from "./catalog.ts";
import type { Damage } from "./damage.ts";
import type { Datastore } from "./datastore.ts";
import { readOnly } from "./datastore-with-commit.ts";
import { explainDamage } from "./explain-damage.ts";
import { ExtentUse } from "./extent-use.ts";
import { Extents } from "./extents.ts";
import type { FreedReport, WipeOptions, WipeReport } from "./freed-report.ts";
import type { ProgressOptions } from "./full-copy.ts";
import { hiddenRecordsError } from "./hidden-records.ts";
import type { ImageBytes } from "./image-staging.ts";
import { Keyring } from "./keyring.ts";
import { salvageAllMaps } from "./layer-maps.ts";
import { settleDisks } from "./machine-disks.ts";
import { type ImportedMachine, type ImportedMachineRequest, importMachine } from "./machine-import.ts";
import { type MachineOutline, outlineOf } from "./machine-outline.ts";
import { type MachineRemoval, removeMachine } from "./machine-removal.ts";
import { Media } from "./media.ts";
import { assertName } from "./name.ts";
import type { LayerRecord, MachineRecord } from "./records.ts";
import type { RemoveOptions } from "./removal.ts";
import { keepReserve } from "./reserve.ts";
import { Room } from "./room.ts";
import { type Checksum, createChecksum } from "./sealed-bytes.ts";
import { SerialQueue } from "./serial-queue.ts";
import { settledRecords, textOf } from "./settled-records.ts";
import { StoreChange } from "./store-change.ts";
import type { StoreContext } from "./store-context.ts";
import { ensureFormat } from "./store-format.ts";
import type { StoreOptions } from "./store-options.ts";
import { StoredMachine } from "./stored-machine.ts";
import { measureUsage, type StoreUsage } from "./usage.ts";
import { type VerifyOptions, type VerifyReport, verifyStore } from "./verify.ts";

/** All that is kept: machines, with their disks and snapshots. */
export class Store {
  /** Images of CD-ROMs and floppy disks, for the drives of any machine. */
  readonly media: Media;
  readonly #context: StoreContext;
  #revision = 0;

  private constructor(context: StoreContext) {
    this.#context = context;
    this.media = new Media(context);
  }

  /**
   * Opens what `datastore` holds, and counts which extents its layers refer to: all others are free, what an interrupted
   * session left too; keys that nothing refers to are destroyed. A store of an older format is upgraded first, by one
   * commit. A damaged record or map does not hinder the opening, but then nothing is free and no key is destroyed, since
   * nobody knows what it needs (SPEC I3). Costs the maps of all layers.
   *
   * With `isReadOnly` nothing is written, neither now nor later: whatever would change the store is refused with
   * `store-in-use`. Another page may write meanwhile; `reload` follows it.
   * On failure: rejects with `storage-newer`, `storage-full` (of the upgrade) or `storage-failed`; nothing has changed.
   */
  static async open(
    given: Datastore,
    { newId, now, delay, measureRoom, isReadOnly = false, vault = null, ...limits }: StoreOptions,
  ): Promise<Store> {
    const datastore = isReadOnly ? readOnly(given) : given;
    const checksum = await createChecksum();
    const isCreationWhole = await ensureFormat(datastore, checksum, { now, isReadOnly });
    const load = (): Promise<Catalog> => Catalog.load(datastore, checksum);
    const catalog = isReadOnly ? await settledRecords(load) : await load();
    const { use, areMapsWhole } = await countReferences(datastore, checksum, catalog);
    const isWhole = isCreationWhole && catalog.damages.length === 0 && areMapsWhole;
    const keys = new Keyring(vault);
    // What seems left over to who only looks may be the key of a machine that another page is making.
    if (isWhole && !isReadOnly) await keys.sweep(catalog);
    const room = new Room(measureRoom, delay);
    void room.refresh();
    const extents = await Extents.open(datastore, checksum, use, {
      // Who only looks removes nothing.
      isWhole: isWhole && !isReadOnly,
      ...limits,
      keys,
      room,
    });
    const context: StoreContext = {
      datastore,
      extents,
      checksum,
      newId,
      now,
      catalog,
      use,
      keys,
      room,
      queue: new SerialQueue((cause) => explainDamage(context, cause)),
      reshaped: new Emitter(),
      opened: new Set(),
      openMedia: new Map(),
    };
    return new Store(context);
  }

  /** Small records that could not be read at the opening: whatever they say is left alone (SPEC I3). */
  get damages(): readonly Damage[] {
    return this.#context.catalog.damages;
  }

  /** What is to be said of them; null when there are none. */
  get damageFound(): StrataError | null {
    return hiddenRecordsError(this.#context.catalog, "Open storage");
  }

  /** How often `reload` has found something else than before. */
  get revision(): number {
    return this.#revision;
  }

  /**
   * Reads the small records again, as another page may have committed them meanwhile.
   * Prerequisites: opened read-only, since a store that writes knows what it has written. On failure: `storage-failed`.
   */
  reload(): Promise<void> {
    return this.#context.queue.run(async () => {
      const { catalog, checksum, datastore } = this.#context;
      const found = await settledRecords(() => Catalog.load(datastore, checksum));
      if (textOf(found) === textOf(catalog)) return;
      catalog.machines = found.machines;
      catalog.snapshots = found.snapshots;
      catalog.layers = found.layers;
      this.#revision++;
    });
  }

  /** What the records tell of a machine; null when there is none of this name. */
  outline(id: MachineId): MachineOutline | null {
    return outlineOf(this.#context.catalog, id);
  }

  /** Every machine that can be read, the oldest first. */
  machines(): MachineRecord[] {
    return [...this.#context.catalog.machines.values()];
  }

  /**
   * Makes a machine with an empty layer over `base`. With `isEncrypted` every block, memory page, device state and picture
   * of it is encrypted under a key of its own; its name, its configuration and its notes are not.
   * On failure: rejects with `name-invalid`, `configuration-invalid`, `encryption-unavailable` (this browser has no place
   * for keys), `storage-full` or `storage-failed`; none was made.
   */
  async createMachine(
    name: string,
    config: MachineConfig,
    base: BaseImage,
    { isEncrypted = false }: { readonly isEncrypted?: boolean } = {},
  ): Promise<MachineRecord> {
    assertName(name);
    assertValidConfig(config);
    const { keys, queue, newId, now } = this.#context;
    return queue.run(async () => {
      const change = new StoreChange(this.#context);
      const layer: LayerRecord = {
        id: newId() as LayerId,
        machine: newId() as MachineId,
        parent: null,
        space: "disk",
        blockCount: 0,
      };
      // Before the machine: a key without one is swept at the next opening, a machine without its key would be lost.
      const key = isEncrypted ? (await keys.create()).key : null;
      const machine: MachineRecord = {
        id: layer.machine as MachineId,
        name,
        config: settleDisks(config, null, () => 1),
        image: { name: base.name, sha256: base.sha256, byteLength: base.byteLength },
        activeLayer: layer.id,
        currentSnapshot: null,
        origin: null,
        key,
        createdAt: now(),
        order: nextOrder(change.machines.values()),
      };
      change.layers.set(layer.id, layer);
      change.machines.set(machine.id, machine);
      await change.commit();
      return machine;
    });
  }

  /** Makes a machine whose disk begins as an image that somebody brings along: see `importMachine`. */
  importMachine(
    request: ImportedMachineRequest,
    image: ImageBytes,
    options?: ProgressOptions,
  ): Promise<ImportedMachine> {
    return importMachine(this.#context, request, image, options);
  }

  /**
   * Gives a machine another name.
   * On failure: rejects with `name-invalid`, `machine-unknown`, `storage-full` or `storage-failed`; nothing has changed.
   */
  async renameMachine(id: MachineId, name: string): Promise<void> {
    assertName(name);
    await this.#context.queue.run(async () => {
      const change = new StoreChange(this.#context);
      change.machines.set(id, { ...this.#machine(id), name });
      await change.commit();
    });
  }

  /**
   * Removes a machine with its snapshots. A layer on which a linked clone began stays until no clone needs it; what lies
   * below it goes into it. The key of an encrypted machine is destroyed behind the commit, so that nothing can read what
   * it wrote any more, whatever the browser's files still hold (SPEC E6); unless something else is encrypted under it.
   *
   * Prerequisites: the machine is not open.
   * On success: every other machine reads the same bytes (SPEC M2); with `wipe` what became free is overwritten.
   * On failure: rejects with `machine-unknown`, `machine-in-use`, `storage-damaged`, `storage-full` or `storage-failed`;
   * nothing has changed. With `wipe-incomplete` or `key-remains` the removal has held: see `runRemoval`.
   */
  removeMachine(id: MachineId, options?: RemoveOptions): Promise<MachineRemoval> {
    return removeMachine(this.#context, () => this.#machine(id), options);
  }

  /**
   * A machine's disk and snapshots, over the base image that it was made with. `close` it before it is opened again.
   * On failure: rejects with `machine-unknown`, `machine-in-use` (it is open already), `disk-changed` when `base` is
   * another image, `storage-damaged` or `storage-failed`.
   */
  openMachine(id: MachineId, base: BaseImage): Promise<StoredMachine> {
    return this.#context.queue.run(() => StoredMachine.open(this.#context, this.#machine(id), base));
  }

  /** What everything takes, and what its removal would give back: see `measureUsage`. */
  usage(): Promise<StoreUsage> {
    return measureUsage(this.#context);
  }

  /** Reads and checks everything that is stored: see `verifyStore`. */
  verify(options?: VerifyOptions): Promise<VerifyReport> {
    return verifyStore(this.#context, options);
  }

  /** Makes the reserve from which a removal is written when the storage is full: see `keepReserve`. Never rejects. */
  keepReserve(noise: () => Uint8Array): Promise<void> {
    return keepReserve(this.#context, noise);
  }

  /** Freed extents that are kept for reuse. */
  get freedExtentCount(): number {
    return this.#context.extents.freed.extentCount;
  }

  /** Resolves when what goes on behind the operations is done. */
  settled(): Promise<void> {
    return this.#context.extents.freed.settled();
  }

  /** What the freed extents hold: see `FreedSpace.inspect`. Costs reading them. */
  inspectFreed(options?: WipeOptions): Promise<FreedReport> {
    return this.#context.extents.freed.inspect(options);
  }

  /** Overwrites all freed space with zeros: see `FreedSpace.wipe`. Costs reading it twice and writing it. */
  async wipeFreed(options?: WipeOptions): Promise<WipeReport> {
    return this.#context.extents.freed.wipe(options);
  }

  /** Gives all freed space back to the browser; resolves with how many extents went. Rejects with `storage-failed`. */
  giveBackFreed(): Promise<number> {
    return this.#context.extents.freed.giveBack();
  }

  #machine(id: MachineId): MachineRecord {
    const record = this.#context.catalog.machines.get(id);
    if (record !== undefined) return record;
    const found = JSON.stringify(id);
    throw new StrataError("machine-unknown", `Find machine: ${found}, wanted one of this store`, {
      details: { id: String(id) },
    });
  }
}

/** How often the maps of all layers refer to each extent, and whether every map could be read. */
async function countReferences(
  datastore: Datastore,
  checksum: Checksum,
  catalog: Catalog,
): Promise<{ use: ExtentUse; areMapsWhole: boolean }> {
  const use = new ExtentUse();
  let areMapsWhole = true;
  for await (const { map, isWhole } of salvageAllMaps(datastore, catalog, checksum)) {
    areMapsWhole &&= isWhole;
    for (const [, place] of map.entries()) use.add(extentOf(place as Place), 1);
  }
  return { use, areMapsWhole };
}
