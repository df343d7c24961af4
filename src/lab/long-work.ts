import type { Cost } from "../core/cost.ts";
import type { ProgressOptions } from "../store/full-copy.ts";
import type { LabContext } from "./lab-context.ts";
import { Stopwatch } from "./stopwatch.ts";
import type { LongWorkOptions } from "./strata.ts";
import type { ActivityView, TimedOperation } from "./view-model.ts";

/** What the store counted while it worked. */
interface Counted {
  readonly blockCount: number;
  readonly bytesRead: number;
  readonly bytesWritten: number;
}

/**
 * Runs long work, shown with its progress, that the page's button and the caller's signal can give up.
 * Rejects as the work does.
 */
export async function cancellable<Result>(
  { journal }: LabContext,
  operation: ActivityView["operation"],
  { signal, onProgress }: LongWorkOptions,
  work: (options: ProgressOptions & { readonly signal: AbortSignal }) => Promise<Result>,
): Promise<Result> {
  const controller = new AbortController();
  const giveUp = (): void => controller.abort();
  signal?.addEventListener("abort", giveUp);
  if (signal?.aborted === true) giveUp();
  try {
    return await work({
      signal: controller.signal,
      onProgress: (done, total) => {
        journal.setActivity({ operation, done, total, canCancel: true }, controller);
        onProgress?.(done, total);
      },
    });
  } finally {
    signal?.removeEventListener("abort", giveUp);
    journal.endActivity();
  }
}

/** Runs long work as `cancellable` does, and notes what it cost. */
export async function runLongWork<Result extends Counted>(
  context: LabContext,
  { operation, subject }: { readonly operation: TimedOperation; readonly subject: string },
  options: LongWorkOptions,
  work: (options: ProgressOptions & { readonly signal: AbortSignal }) => Promise<Result>,
): Promise<{ readonly cost: Cost; readonly result: Result }> {
  const stopwatch = new Stopwatch(context.parts.clock);
  try {
    const result = await cancellable(context, operation, options, work);
    const { blockCount, bytesRead, bytesWritten } = result;
    const cost = stopwatch.cost({ blockCount, bytesRead, bytesWritten });
    context.journal.addTiming(operation, subject, cost);
    return { cost, result };
  } finally {
    context.refreshStorage();
  }
}
