import { BlockMap } from "../core/block-map.ts";
import type { BlockIndex, LayerId, Place } from "../core/identity.ts";
import { extentOf, SLOTS_PER_EXTENT } from "../core/place.ts";
import type { Write } from "./datastore.ts";
import type { ExtentUse } from "./extent-use.ts";
import type { Extents, PackedBlocks } from "./extents.ts";
import type { Cipher } from "./key-vault.ts";
import { mappedDensity, type PartedRange } from "./layer-density.ts";
import { writeRegions } from "./layer-maps.ts";
import type { Checksum } from "./sealed-bytes.ts";

/** Slots that may lie dead before extents are cleaned, whatever the size of the layer. */
const TOLERATED_DEAD_SLOTS = 256;
/** Blocks that one commit moves at most for cleaning, 4 MiB of them, or twice as many as it rewrites if that is more. */
const BLOCKS_PER_CLEANING = 1024;

/** A prepared change of the layer: its writes, and what counts once they are durable. */
export interface LayerChange {
  readonly writes: readonly Write[];
  readonly packed: PackedBlocks;
  /** Places by block, for the chain. */
  readonly places: ReadonlyMap<BlockIndex, Place>;
  readonly map: BlockMap;
  /** How many more references of the layer each extent has, or fewer. */
  readonly references: ReadonlyMap<number, number>;
  readonly extents: ReadonlyMap<number, SlotUse>;
}

interface SlotUse {
  readonly slots: number;
  readonly live: number;
}

/**
 * The committed part of the one layer that takes writes (SPEC L1): its own map, and how much of its extents is alive.
 * Extents that other layers refer to as well are theirs to clean.
 *
 * Extents are never changed, so rewriting a block leaves a dead slot behind. A commit that would leave more than a third
 * of the layer dead cleans the emptiest extents: what lives in them is written anew along with it. A layer so takes at
 * most one and a half times its blocks, plus 1 MiB, however often they are rewritten (SPEC O4, O5), and in the long run
 * a rewrite writes three blocks at most. A snapshot cleans nothing, to copy no block (SPEC S1): the layer that it
 * freezes may exceed the bound by what was waiting in memory.
 */
export class ActiveLayer {
  readonly id: LayerId;
  readonly #use: ExtentUse;
  #map: BlockMap;
  #extents: ReadonlyMap<number, SlotUse> = new Map();
  /** Extents that can't be read: what lives in them can't be moved. */
  readonly #unreadable = new Set<number>();

  /** @param use all references to extents, those of this layer included. */
  constructor(id: LayerId, use: ExtentUse, map: BlockMap = new BlockMap()) {
    this.id = id;
    this.#use = use;
    this.#map = new BlockMap();
    this.inherit(map);
  }

  /** Blocks that the layer holds durably. */
  get blockCount(): number {
    return this.#map.count;
  }

  holds(block: BlockIndex): boolean {
    return this.#map.get(block) !== 0;
  }

  /** How full equal parts of a range are with its blocks, 0 to 1. */
  densityOf(range: PartedRange): Float32Array {
    return mappedDensity(this.#map, range);
  }

  /** How many of its blocks lie in each extent. */
  *references(): Generator<[extent: number, count: number]> {
    for (const [extent, { live }] of this.#extents) yield [extent, live];
  }

  /** Takes over blocks that it does not hold itself, from a layer that was merged into it. */
  inherit(blocks: BlockMap): void {
    const map = this.#map.copy();
    const extents = new Map(this.#extents);
    for (const [block, place] of blocks.entries()) {
      if (map.get(block) !== 0) continue;
      map.set(block, place);
      const extent = extentOf(place as Place);
      // How full an extent was written is not recorded; taken as full, a short one is cleaned a little early.
      extents.set(extent, { slots: SLOTS_PER_EXTENT, live: (extents.get(extent)?.live ?? 0) + 1 });
    }
    this.#map = map;
    this.#extents = extents;
  }

  /** Writes that make the layer hold `blocks` too, which it does not hold yet; `inherit` takes them over afterwards. */
  prepareInheriting(
    blocks: BlockMap,
    checksum: Checksum,
  ): { readonly writes: readonly Write[]; readonly blockCount: number } {
    const map = this.#map.copy();
    const indices: number[] = [];
    for (const [block, place] of blocks.entries()) {
      map.set(block, place);
      indices.push(block);
    }
    return { writes: writeRegions(this.id, map, indices, checksum), blockCount: map.count };
  }

  /**
   * Prepares writing `blocks`, encrypted unless `cipher` is null, with cleaning where it is wanted and due. Nothing changes
   * until `apply`.
   */
  async prepare(
    blocks: ReadonlyMap<BlockIndex, Uint8Array>,
    extents: Extents,
    checksum: Checksum,
    {
      cipher = null,
      isCleaning = true,
    }: { readonly cipher?: Cipher | null; readonly isCleaning?: boolean } = {},
  ): Promise<LayerChange> {
    const uses = new Map(this.#extents);
    const leave = (block: BlockIndex): void => addUse(uses, this.#map.get(block) as Place, 0, -1);
    for (const block of blocks.keys()) leave(block);
    const moved = isCleaning ? await this.#cleaning(blocks, uses, extents) : [];
    for (const [block] of moved) leave(block);
    const all = new Map([...blocks, ...moved]);
    const indices = [...all.keys()].sort((left, right) => left - right);
    const packed = await extents.pack(
      indices.map((block) => all.get(block) as Uint8Array),
      cipher,
    );
    const map = this.#map.copy();
    const places = new Map<BlockIndex, Place>();
    indices.forEach((block, index) => {
      const place = packed.places[index] as Place;
      addUse(uses, place, 1, 1);
      map.set(block, place);
      places.set(block, place);
    });
    const references = new Map<number, number>();
    for (const [extent, use] of uses) {
      const change = use.live - (this.#extents.get(extent)?.live ?? 0);
      if (change !== 0) references.set(extent, change);
      if (use.live === 0) uses.delete(extent);
    }
    const writes = [...packed.writes, ...writeRegions(this.id, map, indices, checksum)];
    return { writes, packed, places, map, references, extents: uses };
  }

  /** Takes over a change whose writes are durable. */
  apply(change: LayerChange): void {
    this.#map = change.map;
    this.#extents = change.extents;
  }

  /** The blocks to move so that few enough slots are dead; `uses` are the extents' without what is rewritten anyway. */
  async #cleaning(
    rewritten: ReadonlyMap<BlockIndex, Uint8Array>,
    uses: ReadonlyMap<number, SlotUse>,
    extents: Extents,
  ): Promise<[BlockIndex, Uint8Array][]> {
    const emptiest = [...uses]
      .filter(
        ([extent, use]) =>
          use.live > 0 && use.live < use.slots && !this.#isShared(extent) && !this.#unreadable.has(extent),
      )
      .sort(([, left], [, right]) => left.live / left.slots - right.live / right.slots);
    let excess = emptiest.reduce((sum, [, use]) => sum + use.slots - use.live, 0);
    excess -= Math.max(TOLERATED_DEAD_SLOTS, this.#map.count / 2);
    // While a third of the slots is dead, each dead slot costs two moved blocks at most: twice the rewritten suffices.
    let room = Math.max(BLOCKS_PER_CLEANING, 2 * rewritten.size);
    const chosen = new Set<number>();
    for (const [extent, use] of emptiest) {
      if (excess <= 0 || room <= 0) break;
      chosen.add(extent);
      excess -= use.slots - use.live;
      room -= use.live;
    }
    if (chosen.size === 0) return [];
    const moving = [...this.#map.entries()].filter(
      ([block, place]) => chosen.has(extentOf(place as Place)) && !rewritten.has(block),
    );
    return this.#load(moving, extents);
  }

  /** Whether other layers refer to the extent as well: leaving it would free nothing. */
  #isShared(extent: number): boolean {
    return this.#use.count(extent) > (this.#extents.get(extent)?.live ?? 0);
  }

  /**
   * The contents of blocks, without those that can't be read: cleaning can wait, and the write that it came with must not
   * fail because of some other block.
   */
  async #load(
    blocks: readonly [BlockIndex, number][],
    extents: Extents,
  ): Promise<[BlockIndex, Uint8Array][]> {
    try {
      const contents = await extents.loadAll(blocks.map(([, place]) => place as Place));
      return blocks.map(([block], index) => [block, contents[index] as Uint8Array]);
    } catch {
      const loaded: [BlockIndex, Uint8Array][] = [];
      for (const [block, place] of blocks) {
        const extent = extentOf(place as Place);
        if (this.#unreadable.has(extent)) continue;
        try {
          loaded.push([block, await extents.load(place as Place)]);
        } catch {
          this.#unreadable.add(extent);
        }
      }
      return loaded;
    }
  }
}

/** Counts slots written to and blocks living in the extent of `place`; the place 0 has none. */
function addUse(uses: Map<number, SlotUse>, place: Place, slots: number, live: number): void {
  if (place === 0) return;
  const extent = extentOf(place);
  const use = uses.get(extent) ?? { slots: 0, live: 0 };
  uses.set(extent, { slots: use.slots + slots, live: use.live + live });
}
