import type { BlockMap } from "../core/block-map.ts";
import type { LayerId } from "../core/identity.ts";

/** How layers were rearranged. What each point in time reads is the same as before (SPEC M2). */
export type Reshape =
  | {
      readonly kind: "merged-up";
      /** Layers that are no more. */
      readonly gone: ReadonlySet<LayerId>;
      /** What each layer that stood on them took over. */
      readonly inherited: ReadonlyMap<LayerId, BlockMap>;
    }
  | { readonly kind: "merged-down"; readonly layer: LayerId }
  | {
      readonly kind: "flattened";
      readonly layer: LayerId;
      /** Blocks of the base image that were copied. */
      readonly copies: BlockMap;
    };
