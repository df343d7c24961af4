import type { LayerId } from "../../core/identity.ts";
import type { LayerView } from "../../lab/view-model.ts";

/** What happened to the stack between two views of it. */
export interface LayerChanges {
  /** Layers that are no longer in the chain, lowest first. */
  readonly dropped: readonly LayerView[];
  /** Layers that were not in the chain before. */
  readonly laid: ReadonlySet<LayerId>;
  /** Layers that hold more blocks than before. */
  readonly grown: ReadonlySet<LayerId>;
}

/** Compares two views of the stack. Another base means another machine: then nothing is dropped or laid. */
export function layerChanges(before: readonly LayerView[], after: readonly LayerView[]): LayerChanges {
  const nothing: LayerChanges = { dropped: [], laid: new Set(), grown: new Set() };
  if (before.length === 0 || before[0]?.id !== after[0]?.id) return nothing;
  const earlier = new Map(before.map((layer) => [layer.id, layer]));
  const later = new Set(after.map((layer) => layer.id));
  return {
    dropped: before.filter((layer) => !later.has(layer.id)),
    laid: new Set(after.filter((layer) => !earlier.has(layer.id)).map((layer) => layer.id)),
    grown: new Set(
      after
        .filter((layer) => layer.blockCount > (earlier.get(layer.id)?.blockCount ?? Infinity))
        .map((layer) => layer.id),
    ),
  };
}
