import type { BaseImage } from "../core/base-image.ts";
import type { Cost } from "../core/cost.ts";
import { StrataError } from "../core/strata-error.ts";
import type { InstallableSystem } from "../images/installable-systems.ts";
import { installedDisk } from "../images/installed-disk.ts";
import { overwriteDisk } from "../store/overwrite.ts";
import type { LabContext } from "./lab-context.ts";
import { runLongWork } from "./long-work.ts";
import type { LongWorkOptions } from "./strata.ts";

/** The systems that can be installed over a disk. */
export interface SystemLibrary {
  readonly systems: readonly InstallableSystem[];
  /** The image of one of them. On failure: rejects with `image-unreachable` or `image-damaged`. */
  open(system: InstallableSystem): Promise<BaseImage>;
}

/** The part of `strata.machine` that puts another system on the disk. */
export interface InstallCommands {
  /** The systems that `reinstall` knows. */
  readonly systems: readonly InstallableSystem[];
  /**
   * Installs another system: writes every block of the first disk, with the system's image and behind it a filling that
   * names each block. All of it goes into the active layer, which is then as large as it can get; no older layer changes,
   * so that a revert brings everything back. `blockCount` says how many blocks the layer got that it did not have: a
   * second installation adds none. A second disk is left alone.
   *
   * Prerequisites: the machine is off; room for the blocks that the active layer does not hold, as far as is known.
   * On success: durable, and the next power-on boots it.
   * On failure or abort, before anything is written: `system-unknown`, `machine-state`, `image-unreachable`,
   * `image-damaged`, `configuration-invalid` (the disk is too small), `storage-full` (`needed` and `free` in its details)
   * or `cancelled`; nothing has changed. Later: `install-incomplete`; the beginning of the disk is overwritten, durably,
   * the rest is as before.
   */
  reinstall(systemId: string, options?: LongWorkOptions): Promise<Cost>;
}

/** See `InstallCommands.reinstall`. */
export async function reinstall(
  context: LabContext,
  systemId: string,
  options: LongWorkOptions = {},
): Promise<Cost> {
  const { computer, parts, stored } = context;
  const { library, clock } = parts;
  const system = library.systems.find(({ id }) => id === systemId);
  if (system === undefined) {
    const known = library.systems.map(({ id }) => id);
    throw new StrataError(
      "system-unknown",
      `Install: ${JSON.stringify(systemId)}, wanted one of ${known.join(", ")}`,
      { details: { found: String(systemId), wanted: known } },
    );
  }
  if (computer.isOn) {
    throw new StrataError("machine-state", `Install: the machine is ${computer.state}, wanted it off`, {
      details: { state: computer.state },
    });
  }
  const action = `Install ${system.name}`;
  const image = await library.open(system);
  const { byteLength } = stored.disk;
  if (image.byteLength > byteLength) {
    throw new StrataError(
      "configuration-invalid",
      `${action}: a disk of ${byteLength} bytes, wanted at least ${image.byteLength}`,
      { details: { found: String(byteLength), wanted: String(image.byteLength) } },
    );
  }
  // A guest that shut itself down has left its machine on the desk.
  computer.powerOff();
  const content = installedDisk(image, system.name, byteLength);
  const about = { operation: "reinstall", subject: system.name } as const;
  const { cost } = await runLongWork(context, about, options, (progress) =>
    overwriteDisk(stored, content, { ...progress, action, breathe: clock.breathe }),
  );
  return cost;
}
