import type { LayerId } from "../core/identity.ts";
import { StrataError } from "../core/strata-error.ts";
import type { LayerRecord } from "./records.ts";

/** The layers from the oldest up to `top`; none for null. Throws `storage-damaged` when one is missing. */
export function lineageOf(
  layers: ReadonlyMap<LayerId, LayerRecord>,
  top: LayerId | null,
): readonly LayerRecord[] {
  const lineage: LayerRecord[] = [];
  for (let id = top; id !== null; ) {
    const layer: LayerRecord | undefined = layers.get(id);
    if (layer === undefined || lineage.includes(layer)) {
      throw new StrataError(
        "storage-damaged",
        `Open layer ${id}: missing or its own ancestor, wanted a whole chain`,
        { details: { record: `layer ${id}`, layer: id } },
      );
    }
    lineage.push(layer);
    id = layer.parent;
  }
  return lineage.reverse();
}
