import { BlockMap } from "../core/block-map.ts";
import type { LayerId } from "../core/identity.ts";
import { assertNothingHidden } from "./hidden-records.ts";
import { deleteLayerMap, loadLayerMap, loadRegions, salvageLayerMap, writeRegionsAt } from "./layer-maps.ts";
import { needlessLayers } from "./needed-layers.ts";
import type { LayerRecord } from "./records.ts";
import type { StoreChange } from "./store-change.ts";
import type { StoreContext } from "./store-context.ts";

/**
 * Takes the layers out of the change that nothing needs any more, `unwantedImage` among them. The blocks of each go, as references, into every layer
 * that stands on it and does not hold them itself; where none stands on it they are dropped (SPEC M1 to M4).
 *
 * Costs the blocks of the layers that go, and the map regions in which they lie, whatever the size of the disk.
 * On success: resolves with how many blocks found a new layer. On failure: rejects with `storage-damaged` (a layer that
 * others stand on can't be read, or a record that may need one of the layers; one that is only dropped may be damaged) or
 * `storage-failed`.
 */
export async function dropUnneededLayers(
  context: StoreContext,
  change: StoreChange,
  unwantedImage: LayerId | null = null,
): Promise<number> {
  // Only what this change makes needless: what was so before is needed by something that can't be read.
  const before = needlessLayers(context.catalog);
  const gone = new Set([...needlessLayers(change, unwantedImage)].filter((id) => !before.has(id)));
  if (gone.size === 0) return 0;
  // Nothing refers to a copied image, so that it can go whatever else can't be read.
  if ([...gone].some((id) => id !== unwantedImage)) assertNothingHidden(context.catalog, "Drop layers");
  const heirs = heirsOf(change, gone);
  const inherited = new Map<LayerId, BlockMap>();
  const maps = new Map<LayerId, BlockMap>();
  for (const id of new Set([...heirs.values()].flat())) {
    const blockCount = change.layers.get(id)?.blockCount;
    maps.set(id, await loadLayerMap(context.datastore, id, context.checksum, blockCount));
  }
  let movedBlockCount = 0;
  for (const [heir, below] of heirs) {
    const taken = await inherit(context, change, heir, fold(below.map((id) => maps.get(id) as BlockMap)));
    inherited.set(heir, taken);
    movedBlockCount += taken.count;
    restOnWhatIsLeft(change, heir, below, taken.count);
  }
  for (const id of gone) await drop(context, change, id, maps.get(id));
  change.reshapes.push({ kind: "merged-up", gone, inherited });
  return movedBlockCount;
}

/** For each layer that stays and stands on some that go: those, the nearest first. */
function heirsOf(change: StoreChange, gone: ReadonlySet<LayerId>): Map<LayerId, LayerId[]> {
  const heirs = new Map<LayerId, LayerId[]>();
  for (const { id, parent } of change.layers.values()) {
    if (gone.has(id)) continue;
    const below: LayerId[] = [];
    for (let at = parent; at !== null && gone.has(at) && !below.includes(at); ) {
      below.push(at);
      at = change.layers.get(at)?.parent ?? null;
    }
    if (below.length > 0) heirs.set(id, below);
  }
  return heirs;
}

/** What is seen through `maps`, the nearest first. */
function fold(maps: readonly BlockMap[]): BlockMap {
  if (maps.length === 1) return maps[0] as BlockMap;
  const seen = new BlockMap();
  for (const map of maps) {
    for (const [block, place] of map.entries()) if (seen.get(block) === 0) seen.set(block, place);
  }
  return seen;
}

/** Gives `heir` the blocks that it does not hold itself; returns these. */
async function inherit(
  { datastore, checksum }: StoreContext,
  change: StoreChange,
  heir: LayerId,
  blocks: BlockMap,
): Promise<BlockMap> {
  const own = await loadRegions(datastore, heir, checksum, blocks.regionIndices());
  const taken = new BlockMap();
  for (const [block, place] of blocks.entries()) {
    if (own.get(block) !== 0) continue;
    taken.set(block, place);
    own.set(block, place);
    change.refer(place, 1);
  }
  change.add(writeRegionsAt(heir, own, taken.regionIndices(), checksum));
  return taken;
}

/** `heir` holds `takenCount` blocks more, and stands on whatever the lowest of the layers that go stood on. */
function restOnWhatIsLeft(
  change: StoreChange,
  heir: LayerId,
  below: readonly LayerId[],
  takenCount: number,
): void {
  const layer = change.layers.get(heir) as LayerRecord;
  const lowest = change.layers.get(below.at(-1) as LayerId) as LayerRecord;
  change.layers.set(heir, {
    ...layer,
    parent: lowest.parent,
    blockCount: layer.blockCount + takenCount,
    ...(lowest.standsAlone === true ? { standsAlone: true } : {}),
  });
}

async function drop(
  { datastore, checksum }: StoreContext,
  change: StoreChange,
  id: LayerId,
  known: BlockMap | undefined,
): Promise<void> {
  const { blockCount = 0 } = change.layers.get(id) ?? {};
  const map = known ?? (await salvageLayerMap(datastore, id, checksum, blockCount)).map;
  for (const [, place] of map.entries()) change.refer(place, -1);
  change.add([deleteLayerMap(id)]);
  change.layers.delete(id);
}

/**
 * Puts a layer into the one that it stands on, which then holds its own blocks overwritten by the layer's (SPEC M1). What
 * stood on the layer, or began there, stands on the other. Costs the blocks of the layer.
 *
 * Prerequisites: nothing but `layer` stands on `into`, and what `into` reads is wanted by nobody any more.
 * On success: resolves with how many blocks were moved. On failure: rejects with `storage-damaged` or `storage-failed`.
 */
export async function mergeDown(
  { datastore, checksum }: StoreContext,
  change: StoreChange,
  layer: LayerRecord,
  into: LayerRecord,
): Promise<number> {
  const map = await loadLayerMap(datastore, layer.id, checksum, layer.blockCount);
  const merged = await loadRegions(datastore, into.id, checksum, map.regionIndices());
  let addedCount = 0;
  for (const [block, place] of map.entries()) {
    const before = merged.get(block);
    // The reference to the layer's own place moves along with it.
    if (before === 0) addedCount++;
    else change.refer(before, -1);
    merged.set(block, place);
  }
  change.add([...writeRegionsAt(into.id, merged, map.regionIndices(), checksum), deleteLayerMap(layer.id)]);
  change.layers.delete(layer.id);
  change.layers.set(into.id, { ...into, blockCount: into.blockCount + addedCount });
  for (const other of change.layers.values())
    if (other.parent === layer.id) change.layers.set(other.id, { ...other, parent: into.id });
  for (const machine of change.machines.values())
    if (machine.origin === layer.id) change.machines.set(machine.id, { ...machine, origin: into.id });
  change.reshapes.push({ kind: "merged-down", layer: layer.id });
  return map.count;
}
