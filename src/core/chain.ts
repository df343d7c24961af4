import { BlockMap } from "./block-map.ts";
import type { BlockIndex, LayerId, Place } from "./identity.ts";

/** A layer's id with its own allocation map. */
export interface MappedLayer {
  readonly id: LayerId;
  readonly map: BlockMap;
}

/**
 * An address space at a point in time: a chain of layers, folded into one map from block to place, so that neither the
 * result nor the cost of a read depends on how many layers there are (SPEC C1, C3).
 */
export class Chain {
  readonly #layers: LayerId[];
  readonly #places: BlockMap;
  /** Position of the owning layer in `#layers`, plus one. */
  readonly #owners: BlockMap;

  private constructor(layers: LayerId[], places: BlockMap, owners: BlockMap) {
    this.#layers = layers;
    this.#places = places;
    this.#owners = owners;
  }

  /** Folds layers, the oldest first. Costs their blocks. Throws RangeError when one occurs twice (SPEC C2). */
  static fold(layers: readonly MappedLayer[]): Chain {
    const chain = new Chain([], new BlockMap(), new BlockMap());
    for (const { id, map } of layers) {
      chain.push(id);
      for (const [block, place] of map.entries()) chain.record(block, place as Place);
    }
    return chain;
  }

  /** Layers from the oldest to the active one. */
  get layers(): readonly LayerId[] {
    return this.#layers;
  }

  /** How many blocks some layer of the chain holds. */
  get blockCount(): number {
    return this.#places.count;
  }

  /** Where the nearest layer that has `block` keeps it; null where only the base image can answer. */
  place(block: BlockIndex): Place | null {
    const place = this.#places.get(block);
    return place === 0 ? null : (place as Place);
  }

  /** The nearest layer that has `block`, or null. */
  owner(block: BlockIndex): LayerId | null {
    return this.#layers[this.#owners.get(block) - 1] ?? null;
  }

  /** Whether the active layer itself holds `block` (SPEC L2). */
  isInActiveLayer(block: BlockIndex): boolean {
    return this.#owners.get(block) === this.#layers.length && this.#layers.length > 0;
  }

  /** Notes that the active layer now keeps `block` at `place`. */
  record(block: BlockIndex, place: Place): void {
    if (this.#layers.length === 0)
      throw new RangeError("Record a block: the chain has no layer, wanted an active one");
    this.#places.set(block, place);
    this.#owners.set(block, this.#layers.length);
  }

  /** Puts an empty layer on top; the layer below is frozen by that (SPEC L1, S2). */
  push(layer: LayerId): void {
    if (this.#layers.includes(layer))
      throw new RangeError(`Push a layer: ${layer} is in the chain, wanted a new one`);
    this.#layers.push(layer);
  }

  /** Every block held by some layer, with its place. */
  entries(): Generator<[BlockIndex, number]> {
    return this.#places.entries();
  }

  /** This point in time, kept apart from what is recorded later. Costs one pointer for each 4 MiB in use. */
  copy(): Chain {
    return new Chain([...this.#layers], this.#places.copy(), this.#owners.copy());
  }
}
