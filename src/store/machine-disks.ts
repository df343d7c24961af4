import {
  type DataDiskConfig,
  type DiskConfig,
  diskConfigs,
  type FloppyConfig,
  type MachineConfig,
} from "../core/machine-config.ts";
import { StrataError } from "../core/strata-error.ts";

/** Which number the floppy drive has among the disks, whether there is a second one or not. */
const FLOPPY_DRIVE = 2;

/** The configuration of a disk: 0 is the system's, 1 a second one, 2 the floppy. Throws `disk-unknown`. */
export function diskOf({ disks, floppy }: MachineConfig, drive: number): DiskConfig {
  const disk = drive === FLOPPY_DRIVE ? floppy : disks[drive];
  if (disk !== undefined) return disk;
  throw new StrataError("disk-unknown", `Find disk: ${drive}, wanted one that the machine has, from 0 on`, {
    details: { drive: String(drive) },
  });
}

/** The first range of blocks that no disk of `config` has, and after all of which nothing is stored. */
export function nextRange(config: MachineConfig | null, freeRange: number): number {
  const taken = config === null ? [] : diskConfigs(config).filter((disk) => disk.image === null);
  return Math.max(freeRange, ...taken.map(({ range = 1 }) => range + 1));
}

/**
 * `wanted` with the floppy that is in the drive of `present`, if it is to stay there, and with a range of blocks for its second disk (SPEC G3, G4): the one that it has in `present`, where there is
 * one, and otherwise a new disk's: `freeRange`, in which no layer below has a block, so that it begins empty, while the
 * disks of snapshots keep theirs.
 * Throws `configuration-invalid` when a disk or a floppy that is there would change, a floppy is new, or a new disk is not thin and `isThickMade` does
 * not say that its blocks are made along with it.
 */
export function settleDisks(
  wanted: MachineConfig,
  present: MachineConfig | null,
  freeRange: () => number,
  { isThickMade = false }: { readonly isThickMade?: boolean } = {},
): MachineConfig {
  const [system, data] = wanted.disks;
  const [systemBefore = system, dataBefore] = present?.disks ?? [];
  if (system.byteLength !== systemBefore.byteLength) refuseChange(system.byteLength, systemBefore.byteLength);
  const { floppy: wantedFloppy, ...rest } = wanted;
  const floppy = present === null ? undefined : settleFloppy(wantedFloppy, present.floppy);
  const others = floppy === undefined ? rest : { ...rest, floppy };
  if (data === undefined) return { ...others, disks: [system] };
  if (dataBefore !== undefined && !isSameDisk(data, dataBefore)) {
    refuseChange(data.byteLength, dataBefore.byteLength);
  }
  if (dataBefore === undefined && data.provisioning !== "thin" && !isThickMade) {
    throw new StrataError(
      "configuration-invalid",
      `Create machine: a disk that is ${data.provisioning}, wanted a thin one; a thick one is added afterwards`,
      { details: { found: data.provisioning, wanted: "thin" } },
    );
  }
  const { bus, image, byteLength, provisioning } = data;
  const range = dataBefore === undefined ? nextRange(present, freeRange()) : (dataBefore.range ?? 1);
  return { ...others, disks: [system, { bus, image, byteLength, provisioning, range }] };
}

/** A floppy is put in with its content, and goes as it is. */
function settleFloppy(
  wanted: FloppyConfig | undefined,
  present: FloppyConfig | undefined,
): FloppyConfig | undefined {
  if (wanted === undefined) return undefined;
  if (present !== undefined && wanted.range === present.range && wanted.byteLength === present.byteLength)
    return present;
  throw new StrataError(
    "configuration-invalid",
    "Configure machine: another floppy than the one in the drive, wanted that one or none",
  );
}

const isSameDisk = (disk: DataDiskConfig, before: DataDiskConfig): boolean =>
  disk.byteLength === before.byteLength && disk.provisioning === before.provisioning;

function refuseChange(found: number, wanted: number): never {
  throw new StrataError(
    "configuration-invalid",
    `Configure machine: a disk of ${found} bytes, wanted the one of ${wanted} that it has`,
    { details: { found: String(found), wanted: String(wanted) } },
  );
}
