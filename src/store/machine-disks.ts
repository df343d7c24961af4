import {
  type DataDiskConfig,
  type DiskConfig,
  diskConfigs,
  type MachineConfig,
} from "../core/machine-config.ts";
import { StrataError } from "../core/strata-error.ts";

/** The configuration of disk `drive`, counted from 0. Throws `disk-unknown`. */
export function diskOf(config: MachineConfig, drive: number): DiskConfig {
  const disks = diskConfigs(config);
  const disk = disks[drive];
  if (disk !== undefined) return disk;
  throw new StrataError("disk-unknown", `Find disk: ${drive}, wanted one of ${disks.length} from 0 on`, {
    details: { drive: String(drive) },
  });
}

/**
 * `wanted` with a range of blocks for its second disk (SPEC G3, G4): the one that it has in `present`, where there is
 * one, and otherwise a new disk's: `freeRange`, in which no layer below has a block, so that it begins empty, while the
 * disks of snapshots keep theirs.
 * Throws `configuration-invalid` when a disk that is there would change, or a new one is not thin and `isThickMade` does
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
  if (data === undefined) return { ...wanted, disks: [system] };
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
  const range = dataBefore === undefined ? freeRange() : (dataBefore.range ?? 1);
  return { ...wanted, disks: [system, { bus, image, byteLength, provisioning, range }] };
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
