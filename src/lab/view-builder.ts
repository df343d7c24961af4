import { BLOCK_BYTE_LENGTH, blockCountOf } from "../core/geometry.ts";
import type { SnapshotId } from "../core/identity.ts";
import { nextOrder } from "../store/catalog.ts";
import type { MachineOutline } from "../store/machine-outline.ts";
import type { LiveRecord, SnapshotRecord } from "../store/records.ts";
import type { LayerView, MemoryState, SnapshotParts, SnapshotView } from "./view-model.ts";

/**
 * The sign of the layer that the snapshot with this order froze: A to Z, then A2, B2 … A layer keeps its sign for life,
 * whichever branch it is on; the active layer has the one that the next snapshot will freeze it with.
 */
function layerSign(order: number): string {
  const position = Math.max(0, order - 1);
  const letter = String.fromCharCode("A".charCodeAt(0) + (position % 26));
  const round = Math.floor(position / 26);
  return round === 0 ? letter : `${letter}${round + 1}`;
}

/** The sign of a layer that no snapshot of the machine froze: what it began with, or what lies below that. */
const FOREIGN_SIGN = "·";

/** The stack as it stands, the base image first. `storedByteLength` is what the base image holds. */
export function layerViews(stored: MachineOutline, storedByteLength: number): LayerView[] {
  const byLayer = new Map(stored.snapshots.map((snapshot) => [snapshot.layer, snapshot]));
  const activeSign = layerSign(nextOrder(stored.snapshots));
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
    ...layers.map(({ id, blockCount }, height): LayerView => {
      const snapshot = byLayer.get(id);
      const isActive = height === layers.length - 1;
      return {
        id,
        sign: isActive ? activeSign : snapshot === undefined ? FOREIGN_SIGN : layerSign(snapshot.order),
        kind: isActive ? "active" : "frozen",
        snapshotName: snapshot?.name ?? null,
        ...(id === stored.record.origin ? { isBeginning: true } : {}),
        blockCount,
        byteLength: blockCount * BLOCK_BYTE_LENGTH,
      };
    }),
  ];
}

/** The name of the base image in place of a layer's. */
const BASE_LAYER = "base" as LayerView["id"];

/** A snapshot for people. Block counts come from the layer that it froze; `picture` is its screen, where it is encrypted. */
export function snapshotView(
  record: SnapshotRecord,
  status: SnapshotView["status"],
  currentSnapshot: SnapshotId | null,
  diskBlockCount: number,
  memory: MemoryState,
  picture = typeof record.picture === "string" ? record.picture : null,
): SnapshotView {
  return {
    id: record.id,
    name: record.name,
    note: record.note,
    kind: record.live === null ? "powered-off" : "live",
    takenAt: record.takenAt,
    parentId: record.parent,
    isCurrent: record.id === currentSnapshot,
    memory,
    status,
    parts: {
      ...livePartSizes(record.live),
      config: record.config,
      configBytes: new TextEncoder().encode(JSON.stringify(record.config)).byteLength,
      layerId: record.layer,
      layerSign: layerSign(record.order),
      diskBlockCount,
      diskBytes: diskBlockCount * BLOCK_BYTE_LENGTH,
    },
    cost: record.cost,
    picture,
  };
}

type LivePartSizes = Pick<
  SnapshotParts,
  "deviceBytes" | "ramBytes" | "ramPageCount" | "ramUsedPageCount" | "ramTotalPageCount"
>;

function livePartSizes(live: LiveRecord | null): LivePartSizes {
  if (live === null)
    return { deviceBytes: 0, ramBytes: 0, ramPageCount: 0, ramUsedPageCount: 0, ramTotalPageCount: 0 };
  const { deviceByteLength: deviceBytes, ramStoredPageCount: ramPageCount } = live;
  return {
    deviceBytes,
    ramPageCount,
    ramBytes: ramPageCount * BLOCK_BYTE_LENGTH,
    ramUsedPageCount: live.ramPageCount,
    ramTotalPageCount: blockCountOf(live.ramByteLength),
  };
}
