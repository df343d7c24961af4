import { type BlockMap, REGION_BLOCK_COUNT } from "../core/block-map.ts";
import type { LayerId } from "../core/identity.ts";
import { loadRegions } from "./layer-maps.ts";
import type { StoreContext } from "./store-context.ts";

/** Regions of a map that are looked at at most, 4 GiB of a disk: of a layer with more, some stand for their neighbours. */
const REGIONS_LOOKED_AT = 1024;

/** A part of a machine's space of blocks, cut into `partCount` equal parts. */
export interface PartedRange {
  readonly firstBlock: number;
  readonly blockCount: number;
  readonly partCount: number;
}

/**
 * How full each part of a range is with a layer's own blocks, 0 to 1, as the last commit left it. Costs the keys of all
 * maps and some of the layer's records, whatever its size.
 * On failure: rejects with `storage-damaged` or `storage-failed`.
 */
export async function storedDensity(
  { datastore, checksum }: StoreContext,
  layer: LayerId,
  range: PartedRange,
): Promise<Float32Array> {
  const regions: number[] = [];
  for (const key of await datastore.keys("maps")) {
    const [owner, region] = key as readonly [LayerId, number];
    if (owner === layer) regions.push(region);
  }
  const wanted = lookedAt(within(regions, range));
  return densityOf(regions, await loadRegions(datastore, layer, checksum, new Set(wanted.values())), range);
}

/** The same of a map in memory. */
export const mappedDensity = (map: BlockMap, range: PartedRange): Float32Array =>
  densityOf(
    [...map.regionIndices()].sort((left, right) => left - right),
    map,
    range,
  );

function within(regions: readonly number[], { firstBlock, blockCount }: PartedRange): readonly number[] {
  const first = Math.floor(firstBlock / REGION_BLOCK_COUNT);
  const end = Math.ceil((firstBlock + blockCount) / REGION_BLOCK_COUNT);
  return regions.filter((region) => region >= first && region < end);
}

/** By region, the one that is looked at for it. */
function lookedAt(regions: readonly number[]): Map<number, number> {
  const stride = Math.max(1, regions.length / REGIONS_LOOKED_AT);
  return new Map(
    regions.map((region, index) => [
      region,
      regions[Math.floor(Math.floor(index / stride) * stride)] ?? region,
    ]),
  );
}

function densityOf(regions: readonly number[], map: BlockMap, range: PartedRange): Float32Array {
  const { firstBlock, blockCount, partCount } = range;
  const density = new Float32Array(partCount);
  const partSize = blockCount / partCount;
  for (const [region, shown] of lookedAt(within(regions, range))) {
    const numbers = map.region(shown);
    const start = region * REGION_BLOCK_COUNT - firstBlock;
    for (let index = 0; index < REGION_BLOCK_COUNT && start + index < blockCount; index++) {
      if (numbers === undefined || numbers[index] === 0) continue;
      const part = Math.floor((start + index) / partSize);
      density[part] = Math.min(1, (density[part] ?? 0) + 1 / partSize);
    }
  }
  return density;
}
