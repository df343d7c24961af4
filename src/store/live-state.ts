import { BlockMap } from "../core/block-map.ts";
import type { BlockIndex, LayerId, MachineId, Place, SnapshotId } from "../core/identity.ts";
import type { Write } from "./datastore.ts";
import type { PackedBlocks } from "./extents.ts";
import { loadLayerMap, writeRegions } from "./layer-maps.ts";
import type { LayerRecord, LiveRecord } from "./records.ts";
import { seal, unseal } from "./sealed-bytes.ts";
import type { StoreContext } from "./store-context.ts";

/** What only a running machine has, copied out of it. */
export interface LiveCapture {
  readonly build: string;
  readonly devices: Uint8Array<ArrayBuffer>;
  readonly ramByteLength: number;
  /** Pages of 4 KiB that are not all zeros. */
  readonly ramPages: ReadonlyMap<BlockIndex, Uint8Array>;
}

/** The same, read back. */
export interface LiveState {
  readonly devices: Uint8Array<ArrayBuffer>;
  readonly ramPages: ReadonlyMap<BlockIndex, Uint8Array>;
  readonly bytesRead: number;
}

interface LiveWrites {
  readonly record: LiveRecord;
  readonly writes: readonly Write[];
  readonly packed: PackedBlocks;
  readonly byteLength: number;
}

/** Writes for a live capture: its memory pages as a layer of their own, and the device state. */
export function writeLive(
  { extents, checksum, newId }: StoreContext,
  snapshot: SnapshotId,
  machine: MachineId,
  capture: LiveCapture,
): LiveWrites {
  const pages = [...capture.ramPages];
  const packed = extents.pack(pages.map(([, bytes]) => bytes));
  const map = new BlockMap();
  for (const [index, [page]] of pages.entries()) map.set(page, packed.places[index] ?? 0);
  const state = seal([capture.devices], checksum);
  const layer: LayerRecord = {
    id: newId() as LayerId,
    machine,
    parent: null,
    space: "ram",
    blockCount: pages.length,
  };
  const record: LiveRecord = {
    build: capture.build,
    deviceByteLength: state.byteLength,
    ramByteLength: capture.ramByteLength,
    ramLayer: layer.id,
    ramPageCount: pages.length,
  };
  const writes: Write[] = [
    ...packed.writes,
    ...writeRegions(layer.id, map, capture.ramPages.keys(), checksum),
    { kind: "put", table: "layers", key: layer.id, value: layer },
    { kind: "put", table: "states", key: snapshot, value: state },
  ];
  return { record, writes, packed, byteLength: packed.byteLength + state.byteLength };
}

/** Reads a live capture back, verified. Rejects with `storage-damaged` or `storage-failed`. */
export async function loadLive(
  { datastore, extents, checksum }: StoreContext,
  snapshot: SnapshotId,
  record: LiveRecord,
): Promise<LiveState> {
  const [state, map] = await Promise.all([
    datastore.get("states", snapshot),
    loadLayerMap(datastore, record.ramLayer, checksum, record.ramPageCount),
  ]);
  const devices = unseal(state, checksum, `state of snapshot ${snapshot}`);
  const entries = [...map.entries()];
  const before = extents.bytesRead;
  const pages = await extents.loadAll(entries.map(([, place]) => place as Place));
  return {
    devices,
    ramPages: new Map(entries.map(([page], index) => [page, pages[index] as Uint8Array])),
    bytesRead: devices.byteLength + extents.bytesRead - before,
  };
}
