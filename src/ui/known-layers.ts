import type { LayerId } from "../core/identity.ts";
import type { LayerView, SnapshotView } from "../lab/view-model.ts";

/** As much of a layer as it takes to name and to draw it. */
export type KnownLayer = Pick<LayerView, "kind" | "sign"> & { readonly id: LayerId | null };

/** A layer by its id, null being the base image: of the present chain, or one that some snapshot froze. */
export function knownLayers(
  layers: readonly LayerView[],
  snapshots: readonly SnapshotView[],
): (id: LayerId | null) => KnownLayer {
  const known = new Map<LayerId, KnownLayer>();
  for (const { parts } of snapshots)
    known.set(parts.layerId, { id: parts.layerId, kind: "frozen", sign: parts.layerSign });
  for (const { id, kind, sign } of layers) known.set(id, { id, kind, sign });
  // One below a clone is of no series of its own.
  return (id) =>
    id === null
      ? { id: null, kind: "base", sign: "base" }
      : (known.get(id) ?? { id, kind: "frozen", sign: "·" });
}
