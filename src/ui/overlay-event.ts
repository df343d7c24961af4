import type { BlockOverlay } from "./strata-block-map/block-overlay.ts";

/** Blocks that a component wants to be seen on the map, as long as it is there itself; null for none any more. */
export class OverlayEvent extends CustomEvent<BlockOverlay | null> {
  constructor(overlay: BlockOverlay | null) {
    super("strata-overlay", { detail: overlay, bubbles: true, composed: true });
  }
}

declare global {
  interface HTMLElementEventMap {
    "strata-overlay": OverlayEvent;
  }
}
