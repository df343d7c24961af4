import type { BaseImage } from "./base-image.ts";
import { isDiskSize } from "./geometry.ts";
import type { MediumId } from "./identity.ts";
import { StrataError } from "./strata-error.ts";

export type NicModel = "none" | "virtio" | "ne2k";
export type BootDevice = "hard-disk" | "cd-rom" | "floppy";

/** The disk that the machine boots from: a copy-on-write stack over a base image. */
export interface SystemDiskConfig {
  readonly bus: "primary-master";
  /** Name of the base image, as published with the site. */
  readonly image: string;
  /** Virtual size in bytes, a multiple of 512. */
  readonly byteLength: number;
}

/**
 * What a disk without an image begins with: "thin" reads as zeros and takes no space until it is written to;
 * "thick-not-zeroed" has all its blocks at once, with whatever they held before.
 */
export type Provisioning = "thin" | "thick-not-zeroed";

/** A second disk, which stands on no image. */
export interface DataDiskConfig {
  readonly bus: "primary-slave";
  readonly image: null;
  /** Virtual size in bytes, a multiple of 512 from 1 MiB to 64 GiB. */
  readonly byteLength: number;
  readonly provisioning: Provisioning;
  /** Which range of the machine's blocks is its own (SPEC G3); the store chooses it when the disk is added. */
  readonly range?: number;
}

/**
 * The floppy in the drive. It is the machine's own, a copy of a medium of the store or blank: what the guest writes to it
 * is in the machine's layers, as for any of its disks.
 */
export interface FloppyConfig {
  readonly bus: "floppy";
  readonly image: null;
  /** One of `FLOPPY_BYTE_LENGTHS`. */
  readonly byteLength: number;
  /** What it was copied from, for people; null for one that was blank. */
  readonly label: string | null;
  /** As for a second disk. */
  readonly range?: number;
}

/** The disc in the CD-ROM drive: a medium of the store, which the guest can only read. */
export interface CdRomConfig {
  readonly medium: MediumId;
  /** What it was called when it was put in, for people. */
  readonly label: string;
  /** A multiple of 2,048. */
  readonly byteLength: number;
}

export type DiskConfig = SystemDiskConfig | DataDiskConfig | FloppyConfig;

/** The disk of a machine that stands on `image`. */
export const systemDiskOf = ({ name, byteLength }: BaseImage): SystemDiskConfig => ({
  bus: "primary-master",
  image: name,
  byteLength,
});

/** All that the emulator is built from. A snapshot keeps it whole, since states fit only the same machine. */
export interface MachineConfig {
  /** Guest memory in MiB: a power of two from 32 to 1024 (at 16 the guest's kernel does not come up). */
  readonly ramMiB: number;
  /** Video memory in MiB: a power of two from 1 to 16. */
  readonly vgaMemoryMiB: number;
  readonly nic: NicModel;
  /** The system's disk, and a second one where the machine has it. */
  readonly disks: readonly [SystemDiskConfig, DataDiskConfig?];
  /** Absent where the drive is empty. */
  readonly floppy?: FloppyConfig;
  /** Absent where the drive is empty. */
  readonly cdRom?: CdRomConfig;
  readonly bootOrder: readonly BootDevice[];
}

/** Everything that a guest can write to besides its memory: the system's disk, a second one, a floppy, in this order. */
export const diskConfigs = ({ disks: [system, data], floppy }: MachineConfig): readonly DiskConfig[] => [
  system,
  ...(data === undefined ? [] : [data]),
  ...(floppy === undefined ? [] : [floppy]),
];

const SMALLEST_DATA_DISK_BYTE_LENGTH = 1024 * 1024;
/** Sizes of floppies, in bytes: those that the emulated drive knows. */
export const FLOPPY_BYTE_LENGTHS: readonly number[] = [
  160, 180, 320, 360, 410, 420, 640, 720, 800, 820, 830, 880, 1040, 1120, 1200, 1440, 1476, 1494, 1600, 1680,
  1722, 1743, 1760, 1840, 1920, 2880,
].map((kib) => kib * 1024);
const CD_SECTOR_BYTE_LENGTH = 2048;

const isPowerOfTwo = (value: number): boolean =>
  Number.isInteger(value) && value > 0 && (value & (value - 1)) === 0;

/**
 * Throws `configuration-invalid` unless a machine can be built from `config`.
 * The bounds are those within which the emulator was seen to work.
 */
export function assertValidConfig(config: MachineConfig): void {
  const refuse: (found: string, wanted: string) => never = (found, wanted) => {
    throw new StrataError("configuration-invalid", `Configure machine: ${found}, wanted ${wanted}`, {
      details: { found, wanted },
    });
  };
  if (!isPowerOfTwo(config.ramMiB) || config.ramMiB < 32 || config.ramMiB > 1024) {
    refuse(`ramMiB is ${config.ramMiB}`, "a power of two from 32 to 1024");
  }
  if (!isPowerOfTwo(config.vgaMemoryMiB) || config.vgaMemoryMiB > 16) {
    refuse(`vgaMemoryMiB is ${config.vgaMemoryMiB}`, "a power of two from 1 to 16");
  }
  if (!["none", "virtio", "ne2k"].includes(config.nic)) {
    refuse(`nic is ${JSON.stringify(config.nic)}`, "none, virtio or ne2k");
  }
  const devices = new Set(config.bootOrder);
  if (
    devices.size === 0 ||
    devices.size !== config.bootOrder.length ||
    config.bootOrder.some((device) => !["hard-disk", "cd-rom", "floppy"].includes(device))
  ) {
    refuse(
      `bootOrder is ${JSON.stringify(config.bootOrder)}`,
      "hard-disk, cd-rom and floppy, each once at most",
    );
  }
  assertValidDrives(config, refuse);
  // Values come from scripts too, whose types nobody has checked.
  const disks: readonly (DiskConfig | undefined)[] = config.disks;
  const [system, data] = disks;
  if (system === undefined || disks.length > 2) refuse(`${disks.length} disks`, "one disk or two");
  for (const disk of disks) {
    const byteLength = disk?.byteLength ?? 0;
    if (!isDiskSize(byteLength)) {
      refuse(`a disk of ${byteLength} bytes`, "a positive multiple of 512, at most 64 GiB");
    }
  }
  if (system?.bus !== "primary-master" || typeof system.image !== "string") {
    refuse(`the first disk ${JSON.stringify(system)}`, "one with an image, at primary-master");
  }
  if (disks.length === 1) return;
  if (data?.bus !== "primary-slave" || data.image !== null) {
    refuse(`the second disk ${JSON.stringify(data)}`, "one without an image, at primary-slave");
  }
  if (data.byteLength < SMALLEST_DATA_DISK_BYTE_LENGTH) {
    refuse(`a second disk of ${data.byteLength} bytes`, "at least 1 MiB");
  }
  if (!["thin", "thick-not-zeroed"].includes(data.provisioning)) {
    refuse(`provisioning is ${JSON.stringify(data.provisioning)}`, "thin or thick-not-zeroed");
  }
  if (!isRange(data.range)) refuse(`range is ${data.range}`, "a positive whole number");
}

const isRange = (range: number | undefined): boolean =>
  range === undefined || (Number.isSafeInteger(range) && range >= 1);

function assertValidDrives(
  { floppy, cdRom }: MachineConfig,
  refuse: (found: string, wanted: string) => never,
): void {
  if (floppy !== undefined) {
    if (
      floppy?.bus !== "floppy" ||
      floppy.image !== null ||
      !FLOPPY_BYTE_LENGTHS.includes(floppy.byteLength)
    ) {
      refuse(`the floppy ${JSON.stringify(floppy)}`, "one without an image, of a size that floppies have");
    }
    if (floppy.label !== null && typeof floppy.label !== "string") {
      refuse(`the floppy's label is ${JSON.stringify(floppy.label)}`, "a text or null");
    }
    if (!isRange(floppy.range)) refuse(`range is ${floppy.range}`, "a positive whole number");
  }
  if (cdRom === undefined) return;
  const { medium, label, byteLength = 0 } = cdRom ?? {};
  if (typeof medium !== "string" || typeof label !== "string") {
    refuse(`the disc ${JSON.stringify(cdRom)}`, "one with a medium and a label");
  }
  if (!Number.isSafeInteger(byteLength) || byteLength <= 0 || byteLength % CD_SECTOR_BYTE_LENGTH !== 0) {
    refuse(`a disc of ${byteLength} bytes`, `a positive multiple of ${CD_SECTOR_BYTE_LENGTH}`);
  }
}

const SETTINGS = ["ramMiB", "vgaMemoryMiB", "nic", "disks", "floppy", "cdRom", "bootOrder"] as const;

/** Which settings differ, in a fixed order; empty when the same machine is meant. */
export function configDifferences(from: MachineConfig, to: MachineConfig): readonly (keyof MachineConfig)[] {
  return SETTINGS.filter((setting) => JSON.stringify(from[setting]) !== JSON.stringify(to[setting]));
}
