import type { Cost } from "../core/cost.ts";
import type { MediumId } from "../core/identity.ts";
import type { CdRomConfig, MachineConfig } from "../core/machine-config.ts";
import { StrataError } from "../core/strata-error.ts";
import type { StoredMedium } from "../store/stored-medium.ts";
import type { LabContext } from "./lab-context.ts";

/** The part of `strata.machine` that fills its drives, from `strata.media`. */
export interface DriveCommands {
  /**
   * Puts a disc into the CD-ROM drive, in place of the one that is there; also while the machine is on, whose guest learns of
   * it when it looks at the drive next. The guest can only read it.
   * On failure: `medium-unknown`, `configuration-invalid` (it is no disc), `storage-full`; nothing has changed.
   */
  insertDisc(medium: MediumId): Promise<Cost>;
  /** Takes the disc out, also while the machine is on; without effect on an empty drive. */
  ejectDisc(): Promise<Cost>;
  /**
   * Puts a floppy into the empty drive: a copy of a medium, or a blank one of 1,440 KiB for null. It is the machine's own
   * from then on, a disk in its layers like the others, and `disk.read` and `disk.digest` know it as drive 2.
   * Prerequisites: the machine is off, and its floppy drive empty.
   * On failure: `machine-state`, `medium-unknown`, `configuration-invalid` (it is no floppy, or the drive is not empty),
   * `storage-full`; nothing has changed.
   */
  insertFloppy(medium: MediumId | null): Promise<Cost>;
  /**
   * Takes the floppy out; what is on it is gone, but for snapshots that had it. Without effect on an empty drive.
   * Prerequisites: the machine is off. On failure: `machine-state`, `storage-full`; nothing has changed.
   */
  ejectFloppy(): Promise<Cost>;
}

const BLANK_FLOPPY_BYTE_LENGTH = 1440 * 1024;
/** Bytes. */
const DRIVE_READS_FIRST = 512;

/** See `DriveCommands`. @param onChanged called when something was put in or taken out. */
export function driveCommands(context: LabContext, onChanged: () => void): DriveCommands {
  const { computer } = context;

  async function changeDisc(cdRom: CdRomConfig | null, disc: StoredMedium | null): Promise<void> {
    const { stored } = context;
    const { config: before } = stored.record;
    const { cdRom: _disc, ...others } = before;
    try {
      await stored.configure(cdRom === null ? others : { ...others, cdRom });
    } catch (cause) {
      disc?.close();
      throw cause;
    }
    // A guest that shut itself down has left its machine on the desk, with the disc.
    if (computer.state === "stopped-by-guest") computer.powerOff();
    // A machine that is on closes its discs itself.
    if (computer.isOn) {
      try {
        await computer.machine("Change disc").changeDisc(cdRom, disc);
      } catch (cause) {
        await stored.configure(before);
        throw cause;
      }
    } else disc?.close();
    onChanged();
  }

  return {
    insertDisc: (id) =>
      context.exclusively(async () => {
        const disc = await openMedium(context, id, "cd-rom");
        await changeDisc({ medium: disc.id, label: disc.name, byteLength: disc.byteLength }, disc);
      }),
    ejectDisc: () => context.exclusively(() => changeDisc(null, null)),
    insertFloppy: (id) =>
      context.exclusively(async () => {
        assertOff(context, "Insert floppy");
        if (id === null) {
          const blank = { byteLength: BLANK_FLOPPY_BYTE_LENGTH, label: null };
          await context.stored.insertFloppy(blank, null);
        } else {
          const medium = await openMedium(context, id, "floppy");
          try {
            const { name: label, byteLength } = medium;
            await context.stored.insertFloppy({ byteLength, label }, await medium.read(0, byteLength));
          } finally {
            medium.close();
          }
        }
        onChanged();
      }),
    ejectFloppy: () =>
      context.exclusively(async () => {
        assertOff(context, "Eject floppy");
        const { floppy: _floppy, ...config }: MachineConfig = context.stored.record.config;
        await context.stored.configure(config);
        onChanged();
      }),
  };
}

async function openMedium(
  { parts: { store } }: LabContext,
  id: MediumId,
  wanted: StoredMedium["kind"],
): Promise<StoredMedium> {
  const medium = await store.media.open(id);
  try {
    if (medium.kind !== wanted) {
      throw new StrataError(
        "configuration-invalid",
        `Insert ${medium.name}: it is a ${medium.kind}, wanted a ${wanted}`,
        { details: { found: medium.kind, wanted } },
      );
    }
    // What the drive reads at once: where that is damaged, nothing is to change.
    await medium.read(0, DRIVE_READS_FIRST);
    return medium;
  } catch (cause) {
    medium.close();
    throw cause;
  }
}

function assertOff({ computer }: LabContext, action: string): void {
  if (!computer.isOn) return;
  throw new StrataError("machine-state", `${action}: the machine is ${computer.state}, wanted it off`, {
    details: { state: computer.state },
  });
}
