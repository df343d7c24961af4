import { BlockMap } from "../core/block-map.ts";
import { BLOCK_BYTE_LENGTH } from "../core/geometry.ts";
import type { LayerId, MachineId, MediumId, Place, SnapshotId } from "../core/identity.ts";
import { extentOf, SLOTS_PER_EXTENT, slotOf } from "../core/place.ts";
import { snapshotsOf } from "./catalog.ts";
import { salvageLayerMap } from "./layer-maps.ts";
import { mediaOf } from "./media.ts";
import type { StoreContext } from "./store-context.ts";

/** What one point in time, or one machine, takes in the store. */
export interface SpaceUse {
  /** Bytes that nothing else reads: what its removal gives back. */
  readonly exclusiveBytes: number;
  /** Bytes that others read as well. */
  readonly sharedBytes: number;
}

export interface MachineUsage extends SpaceUse {
  readonly id: MachineId;
  /** The machine's disk as it stands. */
  readonly present: SpaceUse;
  /** The oldest first. A snapshot counts with all that a revert to it would read from the store. */
  readonly snapshots: readonly (SpaceUse & { readonly id: SnapshotId })[];
}

export interface StoreUsage {
  /** Bytes of all blocks and states that something reads, each once. */
  readonly liveBytes: number;
  /** Bytes that the extents in use take at most, dead slots included. */
  readonly extentBytes: number;
  /** Bytes that freed extents take at most: what was deleted, kept for reuse. */
  readonly freedBytes: number;
  readonly machines: readonly MachineUsage[];
  /** The oldest first. */
  readonly media: readonly (SpaceUse & { readonly id: MediumId })[];
}

/** Of one slot: how many points in time read it, one of them, and whether all are of one machine. */
interface SlotReaders {
  readonly counts: Uint32Array;
  readonly readers: Uint32Array;
  /** Position of the machine plus one; MANY for several. */
  readonly machines: Uint32Array;
  /** The last machine that was counted. */
  readonly lastMachines: Uint32Array;
}

const MANY = 0xffffffff;

/**
 * Who reads which bytes. Costs the maps of all layers, and for each point in time the blocks that it reads. What can't be
 * read of a damaged map does not count.
 */
export async function measureUsage(context: StoreContext): Promise<StoreUsage> {
  const { catalog, datastore, checksum, use, queue } = context;
  const { records, maps } = await queue.run(async () => {
    const loaded = new Map<LayerId, BlockMap>();
    for (const { id, blockCount } of catalog.layers.values())
      loaded.set(id, (await salvageLayerMap(datastore, id, checksum, blockCount)).map);
    const { machines, snapshots, layers } = catalog;
    return { records: { machines, snapshots, layers }, maps: loaded };
  });
  const folded = new Map<LayerId, BlockMap>();
  const fold = (id: LayerId): BlockMap => {
    const known = folded.get(id);
    if (known !== undefined) return known;
    const parent = records.layers.get(id)?.parent ?? null;
    const result = parent === null ? new BlockMap() : fold(parent).copy();
    for (const [block, place] of maps.get(id)?.entries() ?? []) result.set(block, place);
    folded.set(id, result);
    return result;
  };
  const ledger = new Ledger();
  const machines = [...records.machines.values()].map((machine) => ({
    id: machine.id,
    number: ledger.beginMachine(),
    present: ledger.addReader([fold(machine.activeLayer)]),
    origin: machine.origin === null ? null : ledger.addReader([fold(machine.origin)]),
    snapshots: snapshotsOf(records, machine.id).map(({ id, layer, live }) => ({
      id,
      reader: ledger.addReader([fold(layer), ...(live === null ? [] : [fold(live.ramLayer)])]),
      stateBytes: live?.deviceByteLength ?? 0,
    })),
  }));
  ledger.beginMachine();
  const readers = new Map<LayerId, number>();
  for (const { id, machine } of records.layers.values())
    if (machine === null) readers.set(id, ledger.addReader([fold(id)]));
  const totals = ledger.close();
  const stateBytes = machines
    .flatMap(({ snapshots }) => snapshots)
    .reduce((sum, each) => sum + each.stateBytes, 0);
  return {
    liveBytes: totals.slotCount * BLOCK_BYTE_LENGTH + stateBytes,
    extentBytes: use.extentCount * SLOTS_PER_EXTENT * BLOCK_BYTE_LENGTH,
    freedBytes: context.extents.freed.extentCount * SLOTS_PER_EXTENT * BLOCK_BYTE_LENGTH,
    machines: machines.map(({ id, number, present, snapshots }) => ({
      id,
      ...spaceUse(
        totals.machines[number],
        snapshots.reduce((sum, each) => sum + each.stateBytes, 0),
      ),
      present: spaceUse(totals.readers[present], 0),
      snapshots: snapshots.map((snapshot) => ({
        id: snapshot.id,
        ...spaceUse(totals.readers[snapshot.reader], snapshot.stateBytes),
      })),
    })),
    media: mediaOf(records).map(({ id }) => ({
      id,
      ...spaceUse(totals.readers[readers.get(id as string as LayerId) ?? -1], 0),
    })),
  };
}

interface SlotCount {
  all: number;
  exclusive: number;
}

const spaceUse = ({ all, exclusive }: SlotCount = { all: 0, exclusive: 0 }, ownBytes: number): SpaceUse => ({
  exclusiveBytes: exclusive * BLOCK_BYTE_LENGTH + ownBytes,
  sharedBytes: (all - exclusive) * BLOCK_BYTE_LENGTH,
});

/** Counts who reads each slot: machines one after another, with the points in time of each. */
class Ledger {
  readonly #slots = new Map<number, SlotReaders>();
  readonly #readers: SlotCount[] = [];
  readonly #machines: SlotCount[] = [];

  /** The points in time that follow are another machine's; returns its position. */
  beginMachine(): number {
    return this.#machines.push({ all: 0, exclusive: 0 }) - 1;
  }

  /** A point in time that reads all that `maps` refer to; returns its position. */
  addReader(maps: readonly BlockMap[]): number {
    const reader = this.#readers.push({ all: 0, exclusive: 0 }) - 1;
    for (const map of maps) {
      for (const [, place] of map.entries()) this.#count(place as Place, reader);
    }
    return reader;
  }

  #count(place: Place, reader: number): void {
    const slots = this.#slots.get(extentOf(place)) ?? {
      counts: new Uint32Array(SLOTS_PER_EXTENT),
      readers: new Uint32Array(SLOTS_PER_EXTENT),
      machines: new Uint32Array(SLOTS_PER_EXTENT),
      lastMachines: new Uint32Array(SLOTS_PER_EXTENT),
    };
    this.#slots.set(extentOf(place), slots);
    const slot = slotOf(place);
    const machine = this.#machines.length;
    (this.#readers[reader] as SlotCount).all++;
    slots.counts[slot] = (slots.counts[slot] ?? 0) + 1;
    slots.readers[slot] = reader;
    if (slots.lastMachines[slot] === machine) return;
    (this.#machines[machine - 1] as SlotCount).all++;
    slots.lastMachines[slot] = machine;
    slots.machines[slot] = slots.machines[slot] === 0 ? machine : MANY;
  }

  close(): { readers: readonly SlotCount[]; machines: readonly SlotCount[]; slotCount: number } {
    let slotCount = 0;
    for (const { counts, readers, machines } of this.#slots.values()) {
      for (let slot = 0; slot < SLOTS_PER_EXTENT; slot++) {
        if (counts[slot] === 0) continue;
        slotCount++;
        if (counts[slot] === 1) (this.#readers[readers[slot] ?? 0] as SlotCount).exclusive++;
        if (machines[slot] !== MANY) (this.#machines[(machines[slot] ?? 1) - 1] as SlotCount).exclusive++;
      }
    }
    return { readers: this.#readers, machines: this.#machines, slotCount };
  }
}
