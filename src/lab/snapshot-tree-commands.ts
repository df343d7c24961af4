import type { Cost } from "../core/cost.ts";
import type { SnapshotId } from "../core/identity.ts";
import type { Moved } from "../store/snapshot-tree.ts";
import type { LabContext } from "./lab-context.ts";
import { runLongWork } from "./long-work.ts";
import { Stopwatch } from "./stopwatch.ts";
import type { SnapshotTreeCommands } from "./strata.ts";
import type { TimedOperation } from "./view-model.ts";

/**
 * The part of `strata.snapshots` that changes the tree. The guest runs on meanwhile.
 *
 * @param allSaved resolves when no snapshot is on its way into the store.
 */
export function snapshotTreeCommands(
  context: LabContext,
  allSaved: () => Promise<void>,
): SnapshotTreeCommands {
  const { computer, journal, parts, queue } = context;
  const { clock } = parts;

  /** Memory is kept by its changes since a snapshot; once that is gone the next snapshot keeps all of it. */
  const forgetRemovedMemory = (): void => {
    const { ramImage } = computer;
    if (ramImage !== null && !context.stored.hasLayer(ramImage.layer)) computer.ramImage = null;
  };
  const rearrange = (operation: TimedOperation, id: SnapshotId, work: () => Promise<Moved>): Promise<Cost> =>
    queue.run(async () => {
      await allSaved();
      const subject = context.stored.snapshot(id).name;
      const stopwatch = new Stopwatch(clock);
      const moved = await work();
      const cost = stopwatch.cost(moved);
      forgetRemovedMemory();
      journal.addTiming(operation, subject, cost);
      context.refreshStorage();
      return cost;
    });

  return {
    remove: (id, { branch = false, wipe = false, ...options } = {}) =>
      queue.run(async () => {
        await allSaved();
        const { stored } = context;
        const subject = stored.snapshot(id).name;
        const operation = wipe ? "wipe" : "remove";
        try {
          const { cost } = await runLongWork(context, { operation, subject }, options, (progress) =>
            branch
              ? stored.removeBranch(id, { ...progress, wipe })
              : stored.removeSnapshot(id, { ...progress, wipe }),
          );
          return cost;
        } finally {
          forgetRemovedMemory();
        }
      }),
    merge: (id) => rearrange("merge", id, () => context.stored.mergeIntoParent(id)),
    flatten: (id, options = {}) =>
      queue.run(async () => {
        await allSaved();
        const about = { operation: "flatten", subject: context.stored.snapshot(id).name } as const;
        const { cost } = await runLongWork(context, about, options, (progress) =>
          context.stored.flatten(id, progress),
        );
        return cost;
      }),
    clone: (id, { name, linked, ...options }) =>
      queue.run(async () => {
        await allSaved();
        const about = { operation: "clone", subject: context.stored.snapshot(id).name } as const;
        const { cost, result } = await runLongWork(context, about, options, (progress) =>
          linked ? context.stored.cloneLinked(id, name) : context.stored.cloneFully(id, name, progress),
        );
        return { ...cost, machine: result.machine.id };
      }),
    rename: (id, name) => context.exclusively(() => context.stored.rename(id, name)),
    note: (id, text) => context.exclusively(() => context.stored.note(id, text)),
  };
}
