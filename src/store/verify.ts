import { type CancelSignal, throwIfCancelled } from "../core/cancel-signal.ts";
import { BLOCK_BYTE_LENGTH } from "../core/geometry.ts";
import type { LayerId, Place } from "../core/identity.ts";
import { extentOf, slotOf } from "../core/place.ts";
import { Catalog } from "./catalog.ts";
import { type Damage, damageOfLayers, damageOfRecord } from "./damage.ts";
import type { KeyRange } from "./datastore.ts";
import { numberNoted } from "./extent-numbers.ts";
import { keysInUse, layersUnder } from "./keyring.ts";
import { layersWithMaps } from "./layer-maps.ts";
import { type StateName, stateOfMachine, stateOfSnapshot } from "./live-state.ts";
import { decodeRegion } from "./map-record.ts";
import { LAST_EXTENT_KEY } from "./records.ts";
import { unseal } from "./sealed-bytes.ts";
import type { StoreContext } from "./store-context.ts";
import { isCreationWhole } from "./store-format.ts";
import { extentsNoted } from "./wipe-notes.ts";

/** Extents read together: 4 MiB. */
const EXTENTS_PER_STEP = 64;

export interface VerifyOptions {
  readonly signal?: CancelSignal | undefined;
  /** Extents looked at, of all. */
  readonly onProgress?: ((done: number, total: number) => void) | undefined;
}

export interface VerifyReport {
  /** Records read and checked: small records, extents, regions of maps, device states. */
  readonly recordCount: number;
  readonly damages: readonly Damage[];
  /** Extents that nothing refers to: freed, or written by an operation under way. */
  readonly freedExtentCount: number;
}

/**
 * Reads every record of the store and checks it (SPEC I2). Machines may run meanwhile; nothing is
 * changed.
 * On failure: rejects with `cancelled` or `storage-failed`.
 */
export async function verifyStore(context: StoreContext, options: VerifyOptions = {}): Promise<VerifyReport> {
  // What is checked must not be removed at the same time.
  const held = context.extents.hold();
  try {
    return await new Verification(context, options).run();
  } finally {
    held.release();
  }
}

class Verification {
  readonly #context: StoreContext;
  readonly #options: VerifyOptions;
  readonly #damages: Damage[] = [];
  /** Slots needed of each extent, and the layers that need them. */
  readonly #needs = new Map<number, { slotCount: number; readonly layers: Set<LayerId> }>();
  #recordCount = 0;

  constructor(context: StoreContext, options: VerifyOptions) {
    this.#context = context;
    this.#options = options;
  }

  async run(): Promise<VerifyReport> {
    // No operation comes between the list of layers and their maps.
    const last = await this.#context.queue.run(async () => {
      await this.#checkRecords();
      for (const [layer, blockCount] of await layersWithMaps(this.#context.datastore, this.#context.catalog))
        await this.#checkMaps(layer, blockCount);
      return this.#context.datastore.lastKey("extents");
    });
    await this.#checkStates();
    await this.#checkNotes();
    await this.#checkKeys();
    const freedExtentCount = await this.#checkExtents(typeof last === "number" ? last : 0);
    return { recordCount: this.#recordCount, damages: this.#damages, freedExtentCount };
  }

  /** The small records, as they are stored now; those in memory say what must be there. */
  async #checkRecords(): Promise<void> {
    const { datastore, checksum, catalog } = this.#context;
    const stored = await Catalog.load(datastore, checksum);
    if (!(await isCreationWhole(datastore, checksum)))
      this.#damages.push(damageOfRecord(catalog, "meta", "creation"));
    this.#recordCount++;
    const reported = new Map<string, Damage>(catalog.damages.map((damage) => [damage.record, damage]));
    for (const table of ["machines", "snapshots", "layers"] as const) {
      this.#recordCount += (await datastore.keys(table)).length;
      for (const key of catalog[table].keys()) {
        if ((stored[table] as ReadonlyMap<unknown, unknown>).has(key)) continue;
        const damage = damageOfRecord(catalog, table, key);
        reported.set(damage.record, damage);
      }
    }
    this.#damages.push(...reported.values());
  }

  async #checkMaps(layer: LayerId, blockCount: number | null): Promise<void> {
    const { datastore, checksum } = this.#context;
    const range: KeyRange = { from: [layer, 0], to: [layer, Number.MAX_SAFE_INTEGER] };
    let found = 0;
    let isWhole = true;
    for (const { key, value } of await datastore.getAll("maps", range)) {
      this.#recordCount++;
      const name = `map of layer ${layer}, region ${(key as readonly [string, number])[1]}`;
      try {
        for (const place of decodeRegion(value, checksum, name)) {
          if (place === 0) continue;
          found++;
          this.#need(place as Place, layer);
        }
      } catch {
        isWhole = false;
        this.#report(name, [layer]);
      }
    }
    if (isWhole && blockCount !== null && found !== blockCount)
      this.#report(`map of layer ${layer}`, [layer]);
  }

  #need(place: Place, layer: LayerId): void {
    const need = this.#needs.get(extentOf(place)) ?? { slotCount: 0, layers: new Set<LayerId>() };
    need.slotCount = Math.max(need.slotCount, slotOf(place) + 1);
    need.layers.add(layer);
    this.#needs.set(extentOf(place), need);
  }

  /** Notes of what is to be overwritten, and of the numbers of extents: damaged ones touch no snapshot. */
  async #checkNotes(): Promise<void> {
    const { datastore, checksum, catalog } = this.#context;
    for (const { key, value } of await datastore.getAll("wipes")) {
      this.#recordCount++;
      if (extentsNoted(key, value, checksum) === null)
        this.#damages.push(damageOfRecord(catalog, "wipes", key));
    }
    const note = await datastore.get("meta", LAST_EXTENT_KEY);
    if (note === undefined) return;
    this.#recordCount++;
    if (numberNoted(note, checksum) === null)
      this.#damages.push(damageOfRecord(catalog, "meta", LAST_EXTENT_KEY));
  }

  async #checkStates(): Promise<void> {
    const { catalog, datastore, checksum } = this.#context;
    const isWhole = async ({ key, name }: StateName): Promise<boolean> => {
      this.#recordCount++;
      try {
        unseal(await datastore.get("states", key), checksum, name);
        return true;
      } catch {
        return false;
      }
    };
    for (const { id, live } of [...catalog.snapshots.values()]) {
      if (live === null) continue;
      const state = stateOfSnapshot(id);
      if (!(await isWhole(state)) && catalog.snapshots.has(id))
        this.#damages.push({ record: state.name, layers: [], snapshots: [id] });
    }
    for (const { id, suspended } of [...catalog.machines.values()]) {
      if (suspended === undefined || suspended.isStale) continue;
      const state = stateOfMachine(id);
      // It may have gone, or another one have come, while this was read.
      if (!(await isWhole(state)) && catalog.machines.get(id)?.suspended === suspended)
        this.#damages.push({ record: state.name, layers: [], snapshots: [] });
    }
  }

  /** A key that is gone takes with it all that was encrypted under it. */
  async #checkKeys(): Promise<void> {
    const { catalog, keys } = this.#context;
    for (const key of keysInUse(catalog))
      if ((await keys.find(key)) === null) this.#report(`key ${key}`, layersUnder(key, catalog));
  }

  /** Checks the extents up to `last`; returns how many there are that nothing refers to. */
  async #checkExtents(last: number): Promise<number> {
    const { datastore } = this.#context;
    const missing = new Set(this.#needs.keys());
    let freedCount = 0;
    for (let from = 1; from <= last; from += EXTENTS_PER_STEP) {
      throwIfCancelled(this.#options.signal, "Verify the store");
      const to = Math.min(last, from + EXTENTS_PER_STEP - 1);
      for (const { key, value } of await datastore.getAll("extents", { from, to })) {
        const extent = key as number;
        const need = this.#needs.get(extent);
        if (need === undefined) {
          freedCount++;
          continue;
        }
        this.#recordCount++;
        missing.delete(extent);
        if (!this.#isWhole(value, extent, need.slotCount)) this.#report(`extent ${extent}`, need.layers);
      }
      this.#options.onProgress?.(to, last);
    }
    for (const extent of missing) this.#report(`extent ${extent}`, this.#needs.get(extent)?.layers ?? []);
    return freedCount;
  }

  #isWhole(record: unknown, extent: number, slotCount: number): boolean {
    try {
      const content = unseal(record, this.#context.checksum, `extent ${extent}`);
      // What encryption adds is less than a block, so that this holds for encrypted extents, and takes no key.
      return content.byteLength >= slotCount * BLOCK_BYTE_LENGTH;
    } catch {
      return false;
    }
  }

  #report(record: string, layers: Iterable<LayerId>): void {
    this.#damages.push(damageOfLayers(this.#context.catalog, record, layers));
  }
}
