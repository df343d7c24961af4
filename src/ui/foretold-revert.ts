import type { ReactiveController, ReactiveControllerHost } from "lit";
import { BLOCK_BYTE_LENGTH } from "../core/geometry.ts";
import type { SnapshotId } from "../core/identity.ts";
import type { Locale } from "../i18n/locale.ts";
import type { SnapshotPrediction } from "../lab/snapshot-insight.ts";
import { ForetoldEvent } from "./foretold-event.ts";
import type { SnapshotInsightPort } from "./snapshot-insight-port.ts";

/** What the way back, which a component asks about, would cost. Without an answer the question is asked all the same. */
export class ForetoldRevert implements ReactiveController {
  readonly #host: ReactiveControllerHost & EventTarget;
  #prediction: SnapshotPrediction | null = null;

  constructor(host: ReactiveControllerHost & EventTarget) {
    this.#host = host;
    host.addController(this);
  }

  hostDisconnected(): void {
    this.#prediction = null;
  }

  /** Asks anew; null stands for the base image. */
  ask(insight: SnapshotInsightPort | null, id: SnapshotId | null): void {
    this.#prediction = null;
    insight?.predict(id, "revert").then(
      (prediction) => {
        this.#prediction = prediction;
        this.#host.requestUpdate();
      },
      () => undefined,
    );
  }

  /** What was told of the command that follows. */
  tell(): void {
    if (this.#prediction !== null) this.#host.dispatchEvent(new ForetoldEvent(this.#prediction));
  }

  /** The memory that comes back, as a sentence; `isAnew`: into a machine that is built for it. */
  sentences(isAnew: boolean, { text: { insight }, format }: Locale): readonly string[] {
    const pageCount = this.#prediction?.ramPageCount ?? null;
    if (pageCount === null) return [];
    return [
      (isAnew ? insight.pagesAnew : insight.pagesDiffer)(
        { value: pageCount, shown: format.count(pageCount) },
        format.bytes(pageCount * BLOCK_BYTE_LENGTH),
      ),
    ];
  }
}
