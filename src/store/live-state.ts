import { BlockMap } from "../core/block-map.ts";
import type { BlockIndex, LayerId, MachineId, Place, SnapshotId } from "../core/identity.ts";
import type { ErrorDetails } from "../core/strata-error.ts";
import type { Key, Write } from "./datastore.ts";
import { decryptContent, encryptContent } from "./encrypted-content.ts";
import { explainDamage } from "./explain-damage.ts";
import type { PackedBlocks } from "./extents.ts";
import type { Cipher } from "./key-vault.ts";
import { loadLayerMap, writeRegions } from "./layer-maps.ts";
import type { LayerRecord, LiveRecord } from "./records.ts";
import { seal, unseal } from "./sealed-bytes.ts";
import type { StoreContext } from "./store-context.ts";

/** What only a running machine has, copied out of it. */
export interface LiveCapture {
  readonly build: string;
  readonly devices: Uint8Array<ArrayBuffer>;
  readonly ramByteLength: number;
  /** The memory in the store that the pages below are changes of; null when they are all of it. */
  readonly base: { readonly layer: LayerId; readonly places: BlockMap } | null;
  /** Changed pages of 4 KiB that are not all zeros. */
  readonly pages: ReadonlyMap<BlockIndex, Uint8Array>;
  /** Changed pages that are all zeros now. */
  readonly zeroPages: readonly BlockIndex[];
  /** The screen as a PNG data URL; null without a screen. */
  readonly picture: string | null;
}

/** The same in the store: the memory is read page by page, as much of it as is wanted. */
export interface LiveState {
  readonly devices: Uint8Array<ArrayBuffer>;
  readonly ramLayer: LayerId;
  /** Where each page lies; pages of zeros lie nowhere. */
  readonly places: BlockMap;
  /** Reads pages, verified; those of zeros are left out. Rejects with `storage-damaged` or `storage-failed`. */
  loadPages(pages: Iterable<BlockIndex>): Promise<Map<BlockIndex, Uint8Array>>;
}

export interface LiveWrites {
  readonly record: LiveRecord;
  readonly writes: readonly Write[];
  readonly packed: PackedBlocks;
  /** Where each page lies once the writes hold. */
  readonly places: BlockMap;
  readonly byteLength: number;
}

/** A live state whose pages have their places. */
interface PlacedLive extends Pick<LiveCapture, "build" | "devices" | "ramByteLength"> {
  readonly places: BlockMap;
  /** Pages that were written for it. */
  readonly storedPageCount: number;
}

/** What a device state is called in the store. */
export interface StateName {
  /** In the table "states". */
  readonly key: Key;
  /** For people, and authenticated with it where it is encrypted. */
  readonly name: string;
  /** What the details of an error say that it is of. */
  readonly about: ErrorDetails;
}

export const stateOfSnapshot = (snapshot: SnapshotId): StateName => ({
  key: snapshot,
  name: `state of snapshot ${snapshot}`,
  about: { snapshot },
});

export const stateOfMachine = (machine: MachineId): StateName => ({
  key: [machine, 0],
  name: `state of machine ${machine}`,
  about: { machine },
});

/**
 * Writes for a live capture: the changed pages, the device state, and a layer that maps all of the memory. It stands
 * alone, with references to pages that earlier snapshots stored: a memory's map is small, so that neither reading nor
 * deleting a snapshot has to walk a chain. Pages and state are encrypted unless `cipher` is null.
 */
export async function writeLive(
  { extents, checksum, newId }: StoreContext,
  state: StateName,
  machine: MachineId,
  capture: LiveCapture,
  cipher: Cipher | null,
): Promise<LiveWrites> {
  const pages = [...capture.pages];
  const packed = await extents.pack(
    pages.map(([, bytes]) => bytes),
    cipher,
  );
  const places = capture.base?.places.copy() ?? new BlockMap();
  for (const [index, [page]] of pages.entries()) places.set(page, packed.places[index] ?? 0);
  for (const page of capture.zeroPages) if (places.get(page) !== 0) places.set(page, 0);
  const { build, devices, ramByteLength } = capture;
  const placed = { build, devices, ramByteLength, places, storedPageCount: pages.length };
  const live = await liveWrites({ checksum, newId }, { state, machine, cipher }, placed);
  return {
    record: live.record,
    writes: [...packed.writes, ...live.writes],
    packed,
    places,
    byteLength: packed.byteLength + live.record.deviceByteLength,
  };
}

/** The writes for a live state but for its pages: the device state, and the layer that maps all of the memory. */
export async function liveWrites(
  { checksum, newId }: Pick<StoreContext, "checksum" | "newId">,
  {
    state: { key, name },
    machine,
    cipher,
  }: { readonly state: StateName; readonly machine: MachineId; readonly cipher: Cipher | null },
  { build, devices, ramByteLength, places, storedPageCount }: PlacedLive,
): Promise<{ readonly record: LiveRecord; readonly writes: readonly Write[] }> {
  const kept = cipher === null ? devices : await encryptContent(devices, cipher, name);
  const state = seal([kept], checksum);
  const layer: LayerRecord = {
    id: newId() as LayerId,
    machine,
    parent: null,
    space: "ram",
    blockCount: places.count,
  };
  const record: LiveRecord = {
    build,
    deviceByteLength: state.byteLength,
    ramByteLength,
    ramLayer: layer.id,
    ramPageCount: places.count,
    ramStoredPageCount: storedPageCount,
  };
  const used = [...places.entries()].map(([page]) => page);
  const writes: Write[] = [
    ...writeRegions(layer.id, places, used, checksum),
    { kind: "put", table: "layers", key: layer.id, value: layer },
    { kind: "put", table: "states", key, value: state },
  ];
  return { record, writes };
}

/**
 * Opens a live capture, of an encrypted machine or a plain one: reads device state and map, not yet the memory.
 * On failure: rejects with `storage-damaged`, `key-missing` or `storage-failed`.
 */
export async function loadLive(
  context: StoreContext,
  { key, name, about }: StateName,
  record: LiveRecord,
  { isEncrypted }: { readonly isEncrypted: boolean },
): Promise<LiveState> {
  const { datastore, extents, checksum, keys } = context;
  const [state, places] = await Promise.all([
    datastore.get("states", key),
    loadLayerMap(datastore, record.ramLayer, checksum, record.ramPageCount),
  ]);
  const devices = unseal(state, checksum, name, about);
  return {
    devices: isEncrypted ? await decryptContent(devices, keys, name) : devices,
    ramLayer: record.ramLayer,
    places,
    loadPages: async (pages) => {
      const stored = [...pages].filter((page) => places.get(page) !== 0);
      // What was removed meanwhile must not be given away under the reading.
      const held = extents.hold();
      try {
        const contents = await extents.loadAll(stored.map((page) => places.get(page) as Place));
        return new Map(stored.map((page, index) => [page, contents[index] as Uint8Array]));
      } catch (cause) {
        throw await explainDamage(context, cause);
      } finally {
        held.release();
      }
    },
  };
}
