import type { SnapshotPrediction } from "../lab/snapshot-insight.ts";

/** What the person was told that the command which follows would cost. Bubbles, as commands do. */
export class ForetoldEvent extends CustomEvent<SnapshotPrediction> {
  constructor(prediction: SnapshotPrediction) {
    super("strata-foretold", { detail: prediction, bubbles: true, composed: true });
  }
}

declare global {
  interface HTMLElementEventMap {
    "strata-foretold": ForetoldEvent;
  }
}
