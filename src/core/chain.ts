import { BlockMap } from "./block-map.ts";
import type { BlockIndex, LayerId, Place } from "./identity.ts";

/** A layer's id with its own allocation map. */
export interface MappedLayer {
  readonly id: LayerId;
  readonly map: BlockMap;
  /** Whether nothing below it counts, the base image neither. */
  readonly standsAlone?: boolean | undefined;
}

/** Bytes of memory that a layer takes in a chain, about: two references to its id. */
const LAYER_BYTE_LENGTH = 16;

/**
 * An address space at a point in time: a chain of layers, folded into one map from block to place, so that neither the
 * result nor the cost of a read depends on how many layers there are (SPEC C1, C3).
 */
export class Chain {
  #layers: LayerId[];
  readonly #places: BlockMap;
  /** Position of the owning layer in `#holders`, plus one. */
  readonly #owners: BlockMap;
  /** The layers in the order in which they came; one that was merged away stands here as the one that has its blocks. */
  #holders: LayerId[];
  #standsAlone: boolean;

  private constructor(
    layers: LayerId[],
    places: BlockMap,
    owners: BlockMap,
    holders: LayerId[],
    standsAlone: boolean,
  ) {
    this.#layers = layers;
    this.#places = places;
    this.#owners = owners;
    this.#holders = holders;
    this.#standsAlone = standsAlone;
  }

  /** Folds layers, the oldest first. Costs their blocks. Throws RangeError when one occurs twice (SPEC C2). */
  static fold(layers: readonly MappedLayer[]): Chain {
    const chain = new Chain([], new BlockMap(), new BlockMap(), [], layers[0]?.standsAlone === true);
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

  /** Whether the base image does not count: what no layer holds is zeros. */
  get standsAlone(): boolean {
    return this.#standsAlone;
  }

  /** How many blocks some layer of the chain holds. */
  get blockCount(): number {
    return this.#places.count;
  }

  /** Bytes of memory that it takes at most, about: regions that it shares with other chains are counted as its own. */
  get byteLength(): number {
    return this.#places.byteLength + this.#owners.byteLength + this.#holders.length * LAYER_BYTE_LENGTH;
  }

  /** Where the nearest layer that has `block` keeps it; null where only the base image can answer. */
  place(block: BlockIndex): Place | null {
    const place = this.#places.get(block);
    return place === 0 ? null : (place as Place);
  }

  /** The nearest layer that has `block`, or null. */
  owner(block: BlockIndex): LayerId | null {
    return this.#holders[this.#owners.get(block) - 1] ?? null;
  }

  /**
   * The layers in the order in which they came, as `ownersOfRegion` counts them. One that was merged away stands here as
   * the layer that has its blocks; the last is the active one.
   */
  get holders(): readonly LayerId[] {
    return this.#holders;
  }

  /** The position in `holders` of the layer that answers `block`, plus one; 0 where none has it. */
  ownerPosition(block: BlockIndex): number {
    return this.#owners.get(block);
  }

  /** `ownerPosition` of all blocks of a region; undefined where no layer has any. Not to be written to. */
  ownersOfRegion(region: number): Readonly<Uint32Array> | undefined {
    return this.#owners.region(region);
  }

  /** Whether the active layer itself holds `block` (SPEC L2). */
  isInActiveLayer(block: BlockIndex): boolean {
    const owner = this.owner(block);
    return owner !== null && owner === this.#layers.at(-1);
  }

  /** Notes that the active layer now keeps `block` at `place`. */
  record(block: BlockIndex, place: Place): void {
    if (this.#layers.length === 0)
      throw new RangeError("Record a block: the chain has no layer, wanted an active one");
    this.#places.set(block, place);
    this.#owners.set(block, this.#holders.length);
  }

  /** Puts an empty layer on top; the layer below is frozen by that (SPEC L1, S2). */
  push(layer: LayerId): void {
    if (this.#layers.includes(layer))
      throw new RangeError(`Push a layer: ${layer} is in the chain, wanted a new one`);
    this.#layers.push(layer);
    this.#holders.push(layer);
  }

  /**
   * Layers went into those above them: each block of theirs that this chain reads belongs to the next layer that stays.
   * What is read does not change (SPEC M2). Throws RangeError when no layer above one of them stays.
   */
  mergeUp(gone: ReadonlySet<LayerId>): void {
    const heirs = new Map<LayerId, LayerId>();
    let heir: LayerId | undefined;
    for (const layer of this.#layers.toReversed()) {
      if (!gone.has(layer)) heir = layer;
      else if (heir !== undefined) heirs.set(layer, heir);
      else throw new RangeError(`Merge ${layer} upwards: it is on top, wanted a layer above it that stays`);
    }
    this.#bequeath(heirs);
  }

  /** `layer` went into the one below it, if it is in the chain. Throws RangeError when none is below. */
  mergeDown(layer: LayerId): void {
    const position = this.#layers.indexOf(layer);
    if (position === -1) return;
    const below = this.#layers[position - 1];
    if (below === undefined)
      throw new RangeError(`Merge ${layer} downwards: it is the lowest, wanted a layer below it`);
    this.#bequeath(new Map([[layer, below]]));
  }

  /**
   * `layer`, if it is in the chain, stands alone from now on: it holds all that the layers below it held, and `copies` of
   * the base image's blocks that none of them had.
   */
  flatten(layer: LayerId, copies: BlockMap): void {
    const position = this.#layers.indexOf(layer);
    if (position === -1) return;
    this.#bequeath(new Map(this.#layers.slice(0, position).map((below) => [below, layer])));
    const owner = this.#holders.lastIndexOf(layer) + 1;
    for (const [block, place] of copies.entries()) {
      if (this.#places.get(block) !== 0) continue;
      this.#places.set(block, place);
      this.#owners.set(block, owner);
    }
    this.#standsAlone = true;
  }

  /** Every block of which this chain and `other` keep different copies, or only one of them a copy, in ascending order. */
  differences(other: Chain): Generator<BlockIndex> {
    return this.#places.differences(other.#places);
  }

  /** Every block held by some layer, with its place. */
  entries(): Generator<[BlockIndex, number]> {
    return this.#places.entries();
  }

  /** This point in time, kept apart from what is recorded later. Costs one pointer for each 4 MiB in use. */
  copy(): Chain {
    return new Chain(
      [...this.#layers],
      this.#places.copy(),
      this.#owners.copy(),
      [...this.#holders],
      this.#standsAlone,
    );
  }

  /** Takes layers out of the chain; what they held belongs to others of it. */
  #bequeath(heirs: ReadonlyMap<LayerId, LayerId>): void {
    if (heirs.size === 0) return;
    this.#layers = this.#layers.filter((layer) => !heirs.has(layer));
    this.#holders = this.#holders.map((layer) => heirs.get(layer) ?? layer);
  }
}
