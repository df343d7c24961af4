import { BlockMap } from "../core/block-map.ts";
import type { BlockIndex, LayerId, Place } from "../core/identity.ts";
import { extentOf, SLOTS_PER_EXTENT } from "../core/place.ts";
import type { Write } from "./datastore.ts";
import type { Extents, PackedBlocks } from "./extents.ts";
import { writeRegions } from "./layer-maps.ts";
import type { Checksum } from "./sealed-bytes.ts";

/** Slots that may lie dead before extents are cleaned, whatever the size of the layer. */
const TOLERATED_DEAD_SLOTS = 256;
/** Blocks that one commit moves at most for cleaning, 4 MiB of them, or twice as many as it rewrites if that is more. */
const BLOCKS_PER_CLEANING = 1024;

/** A prepared change of the layer: its writes, and what to do once they are durable. */
export interface LayerChange {
  readonly writes: readonly Write[];
  readonly packed: PackedBlocks;
  /** Places by block, for the chain. */
  readonly places: ReadonlyMap<BlockIndex, Place>;
  readonly map: BlockMap;
  /** Extents that hold nothing of the layer any more. */
  readonly deadExtents: readonly number[];
  readonly extents: ReadonlyMap<number, ExtentUse>;
}

interface ExtentUse {
  readonly slots: number;
  readonly live: number;
}

/**
 * The committed part of the one layer that takes writes (SPEC L1): its own map, and how much of its extents is alive.
 *
 * Extents are never changed, so rewriting a block leaves a dead slot behind. A commit that would leave more than a third
 * of the layer dead cleans the emptiest extents: what lives in them is written anew along with it. A layer so takes at
 * most one and a half times its blocks, plus 1 MiB, however often they are rewritten (SPEC O4, O5), and in the long run
 * a rewrite writes three blocks at most. A snapshot cleans nothing, to copy no block (SPEC S1): the layer that it
 * freezes may exceed the bound by what was waiting in memory.
 */
export class ActiveLayer {
  readonly id: LayerId;
  #map: BlockMap;
  #extents: ReadonlyMap<number, ExtentUse>;

  constructor(id: LayerId, map: BlockMap = new BlockMap()) {
    this.id = id;
    this.#map = map;
    const extents = new Map<number, ExtentUse>();
    for (const [, place] of map.entries()) {
      const extent = extentOf(place as Place);
      // How full an extent was written is not recorded; taken as full, a short one is cleaned a little early.
      extents.set(extent, { slots: SLOTS_PER_EXTENT, live: (extents.get(extent)?.live ?? 0) + 1 });
    }
    this.#extents = extents;
  }

  /** Blocks that the layer holds durably. */
  get blockCount(): number {
    return this.#map.count;
  }

  holds(block: BlockIndex): boolean {
    return this.#map.get(block) !== 0;
  }

  /** Extents that hold its blocks. */
  get extents(): IterableIterator<number> {
    return this.#extents.keys();
  }

  /** Prepares writing `blocks`, with cleaning where it is wanted and due. Nothing changes until `apply`. */
  async prepare(
    blocks: ReadonlyMap<BlockIndex, Uint8Array>,
    extents: Extents,
    checksum: Checksum,
    { isCleaning = true }: { readonly isCleaning?: boolean } = {},
  ): Promise<LayerChange> {
    const uses = new Map(this.#extents);
    const leave = (block: BlockIndex): void => addUse(uses, this.#map.get(block) as Place, 0, -1);
    for (const block of blocks.keys()) leave(block);
    const moved = isCleaning ? await this.#cleaning(blocks, uses, extents) : [];
    for (const [block] of moved) leave(block);
    const all = new Map([...blocks, ...moved]);
    const indices = [...all.keys()].sort((left, right) => left - right);
    const packed = extents.pack(indices.map((block) => all.get(block) as Uint8Array));
    const map = this.#map.copy();
    const places = new Map<BlockIndex, Place>();
    indices.forEach((block, index) => {
      const place = packed.places[index] as Place;
      addUse(uses, place, 1, 1);
      map.set(block, place);
      places.set(block, place);
    });
    const deadExtents = [...uses].filter(([, use]) => use.live === 0).map(([extent]) => extent);
    for (const extent of deadExtents) uses.delete(extent);
    const writes = [...packed.writes, ...writeRegions(this.id, map, indices, checksum)];
    return { writes, packed, places, map, deadExtents, extents: uses };
  }

  /** Takes over a change whose writes are durable. */
  apply(change: LayerChange): void {
    this.#map = change.map;
    this.#extents = change.extents;
  }

  /** The blocks to move so that few enough slots are dead; `uses` are the extents' without what is rewritten anyway. */
  async #cleaning(
    rewritten: ReadonlyMap<BlockIndex, Uint8Array>,
    uses: ReadonlyMap<number, ExtentUse>,
    extents: Extents,
  ): Promise<[BlockIndex, Uint8Array][]> {
    const emptiest = [...uses]
      .filter(([, use]) => use.live > 0 && use.live < use.slots)
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
    // Cleaning can wait; the write it came with must not fail because some other block can't be read.
    const contents = await extents.loadAll(moving.map(([, place]) => place as Place)).catch(() => null);
    if (contents === null) return [];
    return moving.map(([block], index) => [block, contents[index] as Uint8Array]);
  }
}

/** Counts slots written to and blocks living in the extent of `place`; the place 0 has none. */
function addUse(uses: Map<number, ExtentUse>, place: Place, slots: number, live: number): void {
  if (place === 0) return;
  const extent = extentOf(place);
  const use = uses.get(extent) ?? { slots: 0, live: 0 };
  uses.set(extent, { slots: use.slots + slots, live: use.live + live });
}
