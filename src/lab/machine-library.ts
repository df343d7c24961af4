import type { MachineRecord } from "../store/records.ts";
import type { LabContext } from "./lab-context.ts";
import { runLongWork } from "./long-work.ts";
import { Stopwatch } from "./stopwatch.ts";
import type { MachineLibraryCommands, MachineSummary } from "./strata.ts";

/** `strata.machines`. */
export function machineLibrary(context: LabContext, onChanged: () => void): MachineLibraryCommands {
  const { parts, queue } = context;
  const { store, stored } = parts;
  const summaryOf = ({ id, name, createdAt, config, key }: MachineRecord): MachineSummary => ({
    id,
    name,
    createdAt,
    config,
    isCurrent: id === stored.record.id,
    isEncrypted: key !== null,
  });
  return {
    list: () => store.machines().map(summaryOf),
    current: () => summaryOf(stored.record),
    create: ({ name, config = {}, encrypted = false }) =>
      queue.run(async () => {
        const stopwatch = new Stopwatch(parts.clock);
        const { id } = await store.createMachine(name, { ...stored.record.config, ...config }, stored.base, {
          isEncrypted: encrypted,
        });
        onChanged();
        return { ...stopwatch.cost(), id };
      }),
    rename: (id, name) => context.exclusively(() => store.renameMachine(id, name).then(onChanged)),
    remove: (id, { wipe = false, ...options } = {}) =>
      queue.run(async () => {
        const subject = store.machines().find((machine) => machine.id === id)?.name ?? id;
        const operation = wipe ? "wipe" : "remove";
        try {
          const { cost, result } = await runLongWork(context, { operation, subject }, options, (progress) =>
            store.removeMachine(id, { ...progress, wipe }),
          );
          return { ...cost, key: result.key };
        } finally {
          onChanged();
        }
      }),
  };
}
