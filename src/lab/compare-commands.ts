import type { Cost } from "../core/cost.ts";
import type { CopyMode } from "../store/full-copy.ts";
import { digestOf } from "./disk-digest.ts";
import type { LabContext } from "./lab-context.ts";
import { Stopwatch } from "./stopwatch.ts";
import type { CompareCommands } from "./strata.ts";
import type { TimedOperation } from "./view-model.ts";

const OPERATIONS: Readonly<Record<CopyMode, TimedOperation>> = {
  "every-byte": "full-copy",
  allocated: "allocated-copy",
};

/** `strata.compare`. */
export function compareCommands(context: LabContext): CompareCommands {
  const { journal, parts, queue } = context;
  const { stored, clock } = parts;
  return {
    fullCopy: ({ mode, keep = false, signal, onProgress }) =>
      queue.run(async () => {
        const controller = new AbortController();
        const giveUp = (): void => controller.abort();
        signal?.addEventListener("abort", giveUp);
        if (signal?.aborted === true) giveUp();
        const operation = OPERATIONS[mode];
        const stopwatch = new Stopwatch(clock);
        try {
          const { layer, ...counted } = await stored.copyImage({
            mode,
            signal: controller.signal,
            onProgress: (done, total) => {
              journal.setActivity({ operation, done, total, canCancel: true }, controller);
              onProgress?.(done, total);
            },
          });
          const cost: Cost = stopwatch.cost(counted);
          journal.addTiming(operation, "", cost);
          if (!keep) await stored.removeImage(layer);
          return { ...cost, image: keep ? layer : null };
        } finally {
          signal?.removeEventListener("abort", giveUp);
          journal.endActivity();
          context.refreshStorage();
        }
      }),
    digest: async (image) => {
      const view = await stored.viewImage(image);
      try {
        return await digestOf(view, clock);
      } finally {
        view.release();
      }
    },
    remove: (image) => stored.removeImage(image),
  };
}
