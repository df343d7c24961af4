import { BlockMap, REGION_BLOCK_COUNT } from "../core/block-map.ts";
import type { LayerId } from "../core/identity.ts";
import { StrataError } from "../core/strata-error.ts";
import type { Datastore, Entry, KeyRange, Write } from "./datastore.ts";
import { decodeRegion, encodeRegion } from "./map-record.ts";
import type { Records } from "./records.ts";
import type { Checksum } from "./sealed-bytes.ts";

/** Records of maps that are read together, about 4 MiB of them. */
const REGIONS_AT_ONCE = 1024;

const rangeOf = (layer: LayerId): KeyRange => ({ from: [layer, 0], to: [layer, Number.MAX_SAFE_INTEGER] });

const nameOf = (layer: LayerId, region: number): string => `map of layer ${layer}, region ${region}`;

/**
 * Reads a layer's own allocation map, which must have `blockCount` blocks where that is given: a region that got lost
 * would else read as the bytes below (SPEC I1). Costs its records.
 * On failure: rejects with `storage-damaged` or `storage-failed`.
 */
export async function loadLayerMap(
  datastore: Datastore,
  layer: LayerId,
  checksum: Checksum,
  blockCount?: number,
): Promise<BlockMap> {
  const map = new BlockMap();
  for (const { key, value } of await datastore.getAll("maps", rangeOf(layer))) {
    const region = (key as readonly [string, number])[1];
    map.setRegion(region, decodeRegion(value, checksum, nameOf(layer, region), { layer }));
  }
  if (blockCount !== undefined && map.count !== blockCount) {
    throw new StrataError(
      "storage-damaged",
      `Read map of layer ${layer}: ${map.count} blocks, wanted ${blockCount}`,
      { details: { record: `map of layer ${layer}`, layer } },
    );
  }
  return map;
}

/** As much of a layer's map as can be read, and whether that is all of it. Rejects with `storage-failed` only. */
export async function salvageLayerMap(
  datastore: Datastore,
  layer: LayerId,
  checksum: Checksum,
  blockCount: number | null,
): Promise<{ readonly map: BlockMap; readonly isWhole: boolean }> {
  const map = new BlockMap();
  for (const entry of await datastore.getAll("maps", rangeOf(layer))) salvageRegion(map, entry, checksum);
  return { map, isWhole: map.count === blockCount };
}

/**
 * The same for every layer of which there is a record or a map, with few requests: layers that stand next to one another
 * in the table are read together. Costs all records of maps, and the memory of some of them.
 */
export async function* salvageAllMaps(
  datastore: Datastore,
  { layers }: Records,
  checksum: Checksum,
): AsyncGenerator<{ readonly map: BlockMap; readonly isWhole: boolean }> {
  const regionCounts = new Map<LayerId, number>();
  for (const key of await datastore.keys("maps")) {
    const [layer] = key as readonly [LayerId, number];
    regionCounts.set(layer, (regionCounts.get(layer) ?? 0) + 1);
  }
  for (const { id, blockCount } of layers.values())
    if (!regionCounts.has(id)) yield { map: new BlockMap(), isWhole: blockCount === 0 };
  for (const group of groupsOf(regionCounts)) {
    const maps = new Map(group.map((layer) => [layer, new BlockMap()]));
    const range = { from: [group[0], 0], to: [group.at(-1), Number.MAX_SAFE_INTEGER] } as KeyRange;
    for (const entry of await datastore.getAll("maps", range)) {
      const map = maps.get((entry.key as readonly [LayerId, number])[0]);
      if (map !== undefined) salvageRegion(map, entry, checksum);
    }
    for (const [layer, map] of maps)
      yield { map, isWhole: map.count === (layers.get(layer)?.blockCount ?? null) };
  }
}

/** Layers in the table's order, as many together as have no more than `REGIONS_AT_ONCE`; a larger one stands alone. */
function* groupsOf(regionCounts: ReadonlyMap<LayerId, number>): Generator<LayerId[]> {
  let group: LayerId[] = [];
  let total = 0;
  for (const [layer, count] of regionCounts) {
    if (group.length > 0 && total + count > REGIONS_AT_ONCE) {
      yield group;
      group = [];
      total = 0;
    }
    group.push(layer);
    total += count;
  }
  if (group.length > 0) yield group;
}

/** Puts a region into `map` when it can be read; what was lost shows in the count. */
function salvageRegion(map: BlockMap, { key, value }: Entry, checksum: Checksum): void {
  const [layer, region] = key as readonly [LayerId, number];
  try {
    map.setRegion(region, decodeRegion(value, checksum, nameOf(layer, region)));
  } catch {
    // Counted by whoever asked.
  }
}

/** All layers with their counts of blocks; null for one of which only the map is there. Costs the keys of all maps. */
export async function layersWithMaps(
  datastore: Datastore,
  { layers }: Records,
): Promise<Map<LayerId, number | null>> {
  const all = new Map<LayerId, number | null>();
  for (const key of await datastore.keys("maps")) all.set((key as readonly [LayerId, number])[0], null);
  for (const { id, blockCount } of layers.values()) all.set(id, blockCount);
  return all;
}

/**
 * Some regions of a layer's map, those that it does not have left out. Costs these regions, whatever the layer holds.
 * On failure: rejects with `storage-damaged` or `storage-failed`.
 */
export async function loadRegions(
  datastore: Datastore,
  layer: LayerId,
  checksum: Checksum,
  regions: Iterable<number>,
): Promise<BlockMap> {
  const indices = [...regions];
  const records = await datastore.getMany(
    "maps",
    indices.map((region) => [layer, region] as const),
  );
  const map = new BlockMap();
  for (const [index, region] of indices.entries()) {
    const record = records[index];
    if (record !== undefined)
      map.setRegion(region, decodeRegion(record, checksum, nameOf(layer, region), { layer }));
  }
  return map;
}

/** Writes for the regions of `map` in which `blocks` lie. */
export function writeRegions(
  layer: LayerId,
  map: BlockMap,
  blocks: Iterable<number>,
  checksum: Checksum,
): Write[] {
  const regions = new Set<number>();
  for (const block of blocks) regions.add(Math.floor(block / REGION_BLOCK_COUNT));
  return writeRegionsAt(layer, map, regions, checksum);
}

/** Writes for the regions of `map` with these indices. */
export const writeRegionsAt = (
  layer: LayerId,
  map: BlockMap,
  regions: Iterable<number>,
  checksum: Checksum,
): Write[] =>
  [...regions].map((region) => ({
    kind: "put",
    table: "maps",
    key: [layer, region],
    value: encodeRegion(map.region(region) ?? new Uint32Array(REGION_BLOCK_COUNT), checksum),
  }));

/** The write that removes a layer's whole map. */
export const deleteLayerMap = (layer: LayerId): Write => ({
  kind: "delete-range",
  table: "maps",
  range: rangeOf(layer),
});
