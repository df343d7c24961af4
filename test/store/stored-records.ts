import type { LayerId, Place } from "../../src/core/identity.ts";
import { extentOf } from "../../src/core/place.ts";
import type { Datastore, Write } from "../../src/store/datastore.ts";
import { loadLayerMap } from "../../src/store/layer-maps.ts";
import type { LayerRecord, MachineRecord, SnapshotRecord, WipeRecord } from "../../src/store/records.ts";
import { type Checksum, unseal } from "../../src/store/sealed-bytes.ts";
import { putRecord, type SealedRecord } from "../../src/store/sealed-record.ts";

/** The values of small records, past the checksums that go with them. */
export async function recordsIn<Value>(
  datastore: Datastore,
  table: "machines" | "snapshots" | "layers" | "wipes",
): Promise<Value[]> {
  return (await datastore.getAll(table)).map(({ value }) => (value as SealedRecord).value as Value);
}

/** Writes that give all small records of a table other values, sealed anew. */
export async function amendedRecords(
  datastore: Datastore,
  table: "machines" | "snapshots" | "layers",
  values: object,
  checksum: Checksum,
): Promise<Write[]> {
  const records = await recordsIn<{ readonly id: string }>(datastore, table);
  return records.map((record) => putRecord(table, record.id, { ...record, ...values }, checksum));
}

/** The layers in the datastore, with the extents that each refers to, read record by record. */
async function layersWithExtents(
  datastore: Datastore,
  checksum: Checksum,
): Promise<{ layer: LayerRecord; extents: Set<number>; blockCount: number }[]> {
  const layers = await recordsIn<LayerRecord>(datastore, "layers");
  return Promise.all(
    layers.map(async (layer) => {
      const map = await loadLayerMap(datastore, layer.id, checksum);
      const extents = new Set([...map.entries()].map(([, place]) => extentOf(place as Place)));
      return { layer, extents, blockCount: map.count };
    }),
  );
}

/**
 * What is wrong with the references between records, as sentences: maps and states that nothing refers to, references to
 * what is missing, and, once all is settled, extents that are lost: neither referred to nor known to be free.
 *
 * @param freedExtentCount how many extents the store knows to be free; null while something is under way.
 */
export async function referenceComplaints(
  datastore: Datastore,
  checksum: Checksum,
  { freedExtentCount }: { readonly freedExtentCount: number | null },
): Promise<string[]> {
  const complaints: string[] = [];
  const layers = await layersWithExtents(datastore, checksum);
  const extents = new Map((await datastore.getAll("extents")).map(({ key, value }) => [key, value]));
  const referredTo = new Map<number, string>();
  const ids = new Set<string>(layers.map(({ layer }) => layer.id));
  complaints.push(
    ...(await needlessLayers(
      datastore,
      layers.map(({ layer }) => layer),
    )),
  );
  for (const { layer, extents: used, blockCount } of layers) {
    if (layer.parent !== null && !ids.has(layer.parent))
      complaints.push(`layer ${layer.id}: its parent is missing`);
    if (blockCount !== layer.blockCount)
      complaints.push(`layer ${layer.id}: ${blockCount} blocks, its record says ${layer.blockCount}`);
    for (const extent of used) {
      referredTo.set(extent, layer.id);
      if (!extents.has(extent)) complaints.push(`extent ${extent} of ${layer.id} is missing`);
      else unseal(extents.get(extent), checksum, `extent ${extent}`);
    }
  }
  // What is in use is overwritten when it goes.
  const wipes = (await datastore.getAll("wipes")).filter(({ value }) =>
    ((value as SealedRecord).value as WipeRecord).extents.some((extent) => !referredTo.has(extent)),
  );
  if (freedExtentCount !== null && wipes.length > 0) complaints.push(`${wipes.length} wipes are not done`);
  const unreferred = [...extents.keys()].filter((extent) => !referredTo.has(extent as number));
  if (freedExtentCount !== null && unreferred.length !== freedExtentCount) {
    complaints.push(
      `extents ${unreferred}: nothing refers to these ${unreferred.length}, the store knows of ${freedExtentCount}`,
    );
  }
  for (const { key } of await datastore.getAll("maps")) {
    const [layer] = key as readonly [string, number];
    if (!ids.has(layer)) complaints.push(`map of ${layer}: no such layer`);
  }
  const snapshots = await recordsIn<SnapshotRecord>(datastore, "snapshots");
  const machines = await recordsIn<MachineRecord>(datastore, "machines");
  const states = (await datastore.keys("states")).map(String);
  const suspended = machines.filter((machine) => machine.suspended?.isStale === false);
  const wanted = [...snapshots.filter(({ live }) => live !== null), ...suspended].map((each) =>
    "takenAt" in each ? each.id : `${each.id},0`,
  );
  for (const key of states) if (!wanted.includes(key)) complaints.push(`state of ${key}: nothing needs it`);
  for (const key of wanted) if (!states.includes(key)) complaints.push(`state of ${key} is missing`);
  for (const { id, suspended: memory } of machines) {
    if (memory !== undefined && !ids.has(memory.live.ramLayer))
      complaints.push(`machine ${id}: the memory that it goes on from is missing`);
  }
  for (const { id, layer, live } of snapshots) {
    if (!ids.has(layer)) complaints.push(`snapshot ${id}: its layer is missing`);
    if (live !== null && !ids.has(live.ramLayer)) complaints.push(`snapshot ${id}: its memory is missing`);
  }
  return complaints;
}

/** Extents that no layer refers to, in order. */
export async function unreferredExtents(datastore: Datastore, checksum: Checksum): Promise<number[]> {
  const layers = await layersWithExtents(datastore, checksum);
  const used = new Set(layers.flatMap(({ extents }) => [...extents]));
  return ((await datastore.keys("extents")) as number[]).filter((extent) => !used.has(extent));
}

/** Layers that nothing needs: each must be active, frozen by a snapshot, a memory, a beginning or an image. */
async function needlessLayers(datastore: Datastore, layers: readonly LayerRecord[]): Promise<string[]> {
  const machines = await recordsIn<MachineRecord>(datastore, "machines");
  const snapshots = await recordsIn<SnapshotRecord>(datastore, "snapshots");
  const needed = new Set<LayerId | null | undefined>([
    ...machines.flatMap(({ activeLayer, origin, suspended }) => [
      activeLayer,
      origin,
      suspended?.live.ramLayer,
    ]),
    ...snapshots.flatMap(({ layer, live }) => [layer, live?.ramLayer]),
  ]);
  return layers
    .filter(({ id, machine }) => machine !== null && !needed.has(id))
    .map(({ id }) => `layer ${id}: nothing needs it`);
}

/** What each point in time reads, by plain sets of places: the present of each machine by its id, snapshots by theirs. */
export async function placesRead(
  datastore: Datastore,
  checksum: Checksum,
): Promise<Map<string, Set<number>>> {
  const layers = new Map(
    (await recordsIn<LayerRecord>(datastore, "layers")).map((layer) => [layer.id, layer]),
  );
  const read = async (tops: readonly LayerId[]): Promise<Set<number>> => {
    const places = new Set<number>();
    for (const top of tops) {
      const seen = new Map<number, number>();
      for (let id: LayerId | null = top; id !== null; id = layers.get(id)?.parent ?? null) {
        for (const [block, place] of (await loadLayerMap(datastore, id, checksum)).entries())
          if (!seen.has(block)) seen.set(block, place);
      }
      for (const place of seen.values()) places.add(place);
    }
    return places;
  };
  const readers = new Map<string, Set<number>>();
  for (const { id, activeLayer, origin, suspended } of await recordsIn<MachineRecord>(
    datastore,
    "machines",
  )) {
    readers.set(id, await read([activeLayer, ...(suspended === undefined ? [] : [suspended.live.ramLayer])]));
    if (origin !== null) readers.set(`beginning of ${id}`, await read([origin]));
  }
  for (const { id, layer, live } of await recordsIn<SnapshotRecord>(datastore, "snapshots")) {
    readers.set(id, await read(live === null ? [layer] : [layer, live.ramLayer]));
  }
  for (const { id, machine } of layers.values())
    if (machine === null) readers.set(`image ${id}`, await read([id]));
  return readers;
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
