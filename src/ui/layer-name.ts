import type { Locale } from "../i18n/locale.ts";
import type { LayerView } from "../lab/view-model.ts";

/** A layer's name for people. */
export const layerName = (layer: Pick<LayerView, "kind" | "sign">, { text }: Locale): string =>
  layer.kind === "base" ? text.layers.kind.base : text.layers.nameOf(layer.sign);
