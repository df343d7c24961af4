import type { MachineId } from "../core/identity.ts";
import { StrataError } from "../core/strata-error.ts";
import type { MachineRecord } from "../store/records.ts";
import type { LabContext } from "./lab-context.ts";
import { runLongWork } from "./long-work.ts";
import { Stopwatch } from "./stopwatch.ts";
import type { MachineLibraryCommands, MachineSummary } from "./strata.ts";

/** A machine for people; `open` is the one that the page has open, or looks at. */
export const summaryOf = (
  { id, name, createdAt, config, key }: MachineRecord,
  open: MachineId | null,
): MachineSummary => ({ id, name, createdAt, config, isCurrent: id === open, isEncrypted: key !== null });

/**
 * `strata.machines`.
 *
 * @param allSaved resolves when no snapshot is on its way into the store.
 * @param onChanged called when the list changes, or which of them is open.
 */
export function machineLibrary(
  context: LabContext,
  allSaved: () => Promise<void>,
  onChanged: () => void,
): MachineLibraryCommands {
  const { computer, parts, queue } = context;
  const { store } = parts;
  const openId = (): MachineId => context.stored.record.id;
  return {
    list: () => store.machines().map((machine) => summaryOf(machine, openId())),
    current: () => summaryOf(context.stored.record, openId()),
    create: ({ name, config = {}, encrypted = false }) =>
      queue.run(async () => {
        const { stored } = context;
        const stopwatch = new Stopwatch(parts.clock);
        const { id } = await store.createMachine(name, { ...stored.record.config, ...config }, stored.base, {
          isEncrypted: encrypted,
        });
        onChanged();
        return { ...stopwatch.cost(), id };
      }),
    open: (id) =>
      context.exclusively(async () => {
        if (id === openId()) return;
        assertOff(context);
        await allSaved();
        await context.flush();
        const next = await store.openMachine(id, context.stored.base);
        // A guest that shut itself down has left its machine on the desk.
        computer.powerOff();
        context.journal.turnTo(id, openId());
        context.turnTo(next);
        onChanged();
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

/** What a machine that is on has in memory must not be lost by the way. */
function assertOff({ computer }: LabContext): void {
  if (!computer.isOn) return;
  throw new StrataError(
    "machine-state",
    `Open another machine: the present one is ${computer.state}, wanted it off`,
    { details: { state: computer.state } },
  );
}
