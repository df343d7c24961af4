import type { LayerId, Place } from "../../src/core/identity.ts";
import { extentOf } from "../../src/core/place.ts";
import type { Datastore } from "../../src/store/datastore.ts";
import { loadLayerMap } from "../../src/store/layer-maps.ts";
import type { FreedRecord, LayerRecord, SnapshotRecord } from "../../src/store/records.ts";
import { type Checksum, unseal } from "../../src/store/sealed-bytes.ts";

/** The layers in the datastore, with the extents that each refers to, read record by record. */
async function layersWithExtents(
  datastore: Datastore,
  checksum: Checksum,
): Promise<{ layer: LayerRecord; extents: Set<number>; blockCount: number }[]> {
  const layers = (await datastore.getAll("layers")).map(({ value }) => value as LayerRecord);
  return Promise.all(
    layers.map(async (layer) => {
      const map = await loadLayerMap(datastore, layer.id, checksum);
      const extents = new Set([...map.entries()].map(([, place]) => extentOf(place as Place)));
      return { layer, extents, blockCount: map.count };
    }),
  );
}

/**
 * What is wrong with the references between records, as sentences: extents, maps and states that nothing refers to and
 * that wait for no reclaiming, and references to what is missing.
 */
export async function referenceComplaints(
  datastore: Datastore,
  checksum: Checksum,
  { isSettled }: { readonly isSettled: boolean },
): Promise<string[]> {
  const complaints: string[] = [];
  const layers = await layersWithExtents(datastore, checksum);
  const extents = new Map((await datastore.getAll("extents")).map(({ key, value }) => [key, value]));
  const freed = await datastore.getAll("freed");
  if (isSettled && freed.length > 0) complaints.push(`${freed.length} records of freed extents are left`);
  const waiting = new Set(freed.flatMap(({ value }) => [...(value as FreedRecord).extents]));
  const referredTo = new Map<number, string>();
  for (const { layer, extents: used, blockCount } of layers) {
    if (blockCount !== layer.blockCount)
      complaints.push(`layer ${layer.id}: ${blockCount} blocks, its record says ${layer.blockCount}`);
    for (const extent of used) {
      const other = referredTo.get(extent);
      if (other !== undefined) complaints.push(`extent ${extent}: of ${other} and ${layer.id}`);
      referredTo.set(extent, layer.id);
      if (!extents.has(extent)) complaints.push(`extent ${extent} of ${layer.id} is missing`);
      else unseal(extents.get(extent), checksum, `extent ${extent}`);
      if (waiting.has(extent)) complaints.push(`extent ${extent} of ${layer.id} counts as freed`);
    }
  }
  for (const extent of extents.keys()) {
    if (!referredTo.has(extent as number) && !waiting.has(extent as number))
      complaints.push(`extent ${extent}: nothing refers to it`);
  }
  const ids = new Set<string>(layers.map(({ layer }) => layer.id));
  for (const { key } of await datastore.getAll("maps")) {
    const [layer] = key as readonly [string, number];
    if (!ids.has(layer)) complaints.push(`map of ${layer}: no such layer`);
  }
  const snapshots = new Map((await datastore.getAll("snapshots")).map(({ key, value }) => [key, value]));
  for (const { key } of await datastore.getAll("states")) {
    if (!snapshots.has(key)) complaints.push(`state of ${key}: no such snapshot`);
  }
  for (const value of snapshots.values()) {
    const { id, layer, live } = value as SnapshotRecord;
    if (!ids.has(layer)) complaints.push(`snapshot ${id}: its layer is missing`);
    if (live !== null && !ids.has(live.ramLayer)) complaints.push(`snapshot ${id}: its memory is missing`);
  }
  return complaints;
}

/** All that a layer consists of in the datastore, as one text: equal texts, equal bytes (SPEC O3). */
export async function layerFingerprint(
  datastore: Datastore,
  checksum: Checksum,
  layer: LayerId,
): Promise<string> {
  const map = await loadLayerMap(datastore, layer, checksum);
  const entries = [...map.entries()].sort(([left], [right]) => left - right);
  const extents = [...new Set(entries.map(([, place]) => extentOf(place as Place)))];
  const records = await datastore.getMany("extents", extents);
  const contents = records.map((record) => {
    const bytes = record instanceof Uint8Array ? record : new Uint8Array();
    return `${bytes.byteLength}:${[...checksum(bytes)].join(".")}`;
  });
  return JSON.stringify({ record: await datastore.get("layers", layer), entries, extents, contents });
}
