import type { BaseImage } from "../core/base-image.ts";
import type { MachineId } from "../core/identity.ts";
import { type MachineConfig, systemDiskOf } from "../core/machine-config.ts";
import { StrataError } from "../core/strata-error.ts";
import type { ImageReference, MachineRecord } from "../store/records.ts";
import type { LabContext } from "./lab-context.ts";
import { runLongWork } from "./long-work.ts";
import { imageBelow } from "./own-image.ts";
import { Stopwatch } from "./stopwatch.ts";
import type { MachineLibraryCommands, MachineSummary } from "./strata.ts";

/** A machine for people; `open` is the one that the page has open, or looks at. */
export const summaryOf = (
  { id, name, createdAt, config, image, key }: MachineRecord,
  open: MachineId | null,
): MachineSummary => ({
  id,
  name,
  createdAt,
  config,
  image: image.name,
  hasOwnImage: image.isOwn === true,
  sha256: image.sha256,
  isCurrent: id === open,
  isEncrypted: key !== null,
});

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
  /** What a machine stands on. Throws `machine-unknown`. */
  const imageOf = (id: MachineId): ImageReference => {
    const outline = store.outline(id);
    if (outline !== null) return outline.record.image;
    throw new StrataError(
      "machine-unknown",
      `Open machine: ${JSON.stringify(id)}, wanted one of this store`,
      {
        details: { id: String(id) },
      },
    );
  };
  return {
    list: () => store.machines().map((machine) => summaryOf(machine, openId())),
    current: () => summaryOf(context.stored.record, openId()),
    systems: () => parts.images.systems,
    create: ({ name, image: given, config = {}, encrypted = false }) =>
      queue.run(async () => {
        const stopwatch = new Stopwatch(parts.clock);
        // On somebody's own image no second machine can stand: it is in the layers of the first.
        const isOwn = context.stored.record.image.isOwn === true;
        const image = given ?? (isOwn ? parts.images.systems[0].id : undefined);
        const base = image === undefined ? context.image : await parts.images.open(image);
        const wanted = { ...context.stored.record.config, ...config };
        const settled = image === undefined ? wanted : standingOn(base, wanted);
        const { id } = await store.createMachine(name, settled, base, { isEncrypted: encrypted });
        onChanged();
        return { ...stopwatch.cost(), id };
      }),
    open: (id) =>
      context.exclusively(async () => {
        if (id === openId()) return;
        assertOff(context);
        await allSaved();
        await context.flush();
        const image = await imageBelow(parts.images, imageOf(id));
        const prepared = await parts.images.prepared(image, parts.factory.build);
        const next = await store.openMachine(id, image);
        // A guest that shut itself down has left its machine on the desk.
        computer.powerOff();
        context.journal.turnTo(id, openId());
        context.turnTo(next, image, prepared);
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

/** `config` with the disk that `image` is, in place of its first. */
const standingOn = (image: BaseImage, { disks: [, data], ...config }: MachineConfig): MachineConfig => {
  const system = systemDiskOf(image);
  return { ...config, disks: data === undefined ? [system] : [system, data] };
};

/** What a machine that is on has in memory must not be lost by the way. */
function assertOff({ computer }: LabContext): void {
  if (!computer.isOn) return;
  throw new StrataError(
    "machine-state",
    `Open another machine: the present one is ${computer.state}, wanted it off`,
    { details: { state: computer.state } },
  );
}
