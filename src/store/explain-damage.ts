import type { LayerId, Place, SnapshotId } from "../core/identity.ts";
import { extentOf } from "../core/place.ts";
import { StrataError } from "../core/strata-error.ts";
import { type Damage, damageDetails, damageOfLayers } from "./damage.ts";
import { salvageLayerMap } from "./layer-maps.ts";
import type { StoreContext } from "./store-context.ts";

/**
 * What a reading that failed is to be rejected with: `storage-damaged` gets details that name the layers and the snapshots
 * that the damaged record touches (`layers`, `snapshots` by their ids, `snapshotNames`), as `verify` would report them
 * (SPEC I1). Any other cause stays as it is, and never does the explaining itself fail. Costs the maps of all layers when
 * an extent is damaged.
 */
export async function explainDamage(context: StoreContext, cause: unknown): Promise<unknown> {
  if (!(cause instanceof StrataError) || cause.code !== "storage-damaged") return cause;
  if (cause.details["layers"] !== undefined) return cause;
  try {
    const damage = await damageBehind(context, cause.details);
    return new StrataError(cause.code, cause.message, {
      cause,
      details: { ...cause.details, ...damageDetails(context.catalog, damage) },
    });
  } catch {
    return cause;
  }
}

async function damageBehind(
  context: StoreContext,
  { record, extent, layer, snapshot }: StrataError["details"],
): Promise<Damage> {
  const { catalog } = context;
  const name = String(record);
  if (typeof extent === "number")
    return damageOfLayers(catalog, name, await layersReferringTo(context, extent));
  if (typeof layer === "string") return damageOfLayers(catalog, name, [layer as LayerId]);
  const snapshots = typeof snapshot === "string" ? [snapshot as SnapshotId] : [];
  return { record: name, layers: [], snapshots };
}

async function layersReferringTo(
  { catalog, datastore, checksum }: StoreContext,
  extent: number,
): Promise<LayerId[]> {
  const layers: LayerId[] = [];
  for (const { id, blockCount } of catalog.layers.values()) {
    const { map } = await salvageLayerMap(datastore, id, checksum, blockCount);
    for (const [, place] of map.entries()) {
      if (extentOf(place as Place) !== extent) continue;
      layers.push(id);
      break;
    }
  }
  return layers;
}
