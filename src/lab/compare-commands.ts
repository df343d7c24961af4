import type { CopyMode } from "../store/full-copy.ts";
import { digestOf } from "./disk-digest.ts";
import type { LabContext } from "./lab-context.ts";
import { runLongWork } from "./long-work.ts";
import type { CompareCommands } from "./strata.ts";
import type { TimedOperation } from "./view-model.ts";

const OPERATIONS: Readonly<Record<CopyMode, TimedOperation>> = {
  "every-byte": "full-copy",
  allocated: "allocated-copy",
};

/** `strata.compare`. */
export function compareCommands(context: LabContext): CompareCommands {
  const { parts, queue } = context;
  return {
    fullCopy: ({ mode, keep = false, ...options }) =>
      queue.run(async () => {
        const { stored } = context;
        const about = { operation: OPERATIONS[mode], subject: "" };
        const { cost, result } = await runLongWork(context, about, options, (progress) =>
          stored.copyImage({ mode, ...progress }),
        );
        if (!keep) await stored.removeImage(result.layer);
        return { ...cost, image: keep ? result.layer : null };
      }),
    digest: async (image) => {
      const view = await context.stored.viewImage(image);
      try {
        return await digestOf(view, parts.clock);
      } finally {
        view.release();
      }
    },
    remove: (image) => context.stored.removeImage(image),
  };
}
