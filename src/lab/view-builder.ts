import { BLOCK_BYTE_LENGTH } from "../core/geometry.ts";
import type { SnapshotId } from "../core/identity.ts";
import type { LiveRecord, SnapshotRecord } from "../store/records.ts";
import type { StoredMachine } from "../store/stored-machine.ts";
import type { LayerView, SnapshotView } from "./view-model.ts";

/** Signs of layers over the base image, by height: A to Z, then A2, B2 … */
function layerSign(height: number): string {
  const letter = String.fromCharCode("A".charCodeAt(0) + (height % 26));
  const round = Math.floor(height / 26);
  return round === 0 ? letter : `${letter}${round + 1}`;
}

/** The stack as it stands, the base image first. `storedByteLength` is what the base image holds. */
export function layerViews(stored: StoredMachine, storedByteLength: number): LayerView[] {
  const nameByLayer = new Map(stored.snapshots.map((snapshot) => [snapshot.layer, snapshot.name]));
  const layers = stored.layers();
  const base: LayerView = {
    id: BASE_LAYER,
    sign: "base",
    kind: "base",
    snapshotName: null,
    blockCount: storedByteLength / BLOCK_BYTE_LENGTH,
    byteLength: storedByteLength,
  };
  return [
    base,
    ...layers.map(
      ({ id, blockCount }, height): LayerView => ({
        id,
        sign: layerSign(height),
        kind: height === layers.length - 1 ? "active" : "frozen",
        snapshotName: nameByLayer.get(id) ?? null,
        blockCount,
        byteLength: blockCount * BLOCK_BYTE_LENGTH,
      }),
    ),
  ];
}

/** The name of the base image in place of a layer's. */
const BASE_LAYER = "base" as LayerView["id"];

/** A snapshot for people. Block counts come from the layer that it froze. */
export function snapshotView(
  record: SnapshotRecord,
  status: SnapshotView["status"],
  currentSnapshot: SnapshotId | null,
  diskBlockCount: number,
): SnapshotView {
  return {
    id: record.id,
    name: record.name,
    kind: record.live === null ? "powered-off" : "live",
    takenAt: record.takenAt,
    parentId: record.parent,
    isCurrent: record.id === currentSnapshot,
    status,
    parts: {
      ...livePartSizes(record.live),
      config: record.config,
      configBytes: new TextEncoder().encode(JSON.stringify(record.config)).byteLength,
      layerId: record.layer,
      diskBlockCount,
      diskBytes: diskBlockCount * BLOCK_BYTE_LENGTH,
    },
    cost: record.cost,
    picture: record.picture,
  };
}

function livePartSizes(live: LiveRecord | null): {
  deviceBytes: number;
  ramBytes: number;
  ramPageCount: number;
} {
  if (live === null) return { deviceBytes: 0, ramBytes: 0, ramPageCount: 0 };
  const { deviceByteLength: deviceBytes, ramStoredPageCount: ramPageCount } = live;
  return { deviceBytes, ramPageCount, ramBytes: ramPageCount * BLOCK_BYTE_LENGTH };
}
