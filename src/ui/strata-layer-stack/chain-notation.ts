import type { LayerView } from "../../lab/view-model.ts";

/** The backing chain as QEMU's documents write it: `[base] <-- [A] <-- [active]`. */
export function chainNotation(layers: readonly LayerView[]): string {
  return layers.map((layer) => `[${layer.kind === "active" ? "active" : layer.sign}]`).join(" <-- ");
}
