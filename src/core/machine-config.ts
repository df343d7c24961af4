import type { BaseImage } from "./base-image.ts";
import { isDiskSize } from "./geometry.ts";
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

export type DiskConfig = SystemDiskConfig | DataDiskConfig;

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
  readonly bootOrder: readonly BootDevice[];
}

/** The disks that a machine has, the system's first. */
export const diskConfigs = ({ disks: [system, data] }: MachineConfig): readonly DiskConfig[] =>
  data === undefined ? [system] : [system, data];

const SMALLEST_DATA_DISK_BYTE_LENGTH = 1024 * 1024;

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
  if (data.range !== undefined && (!Number.isSafeInteger(data.range) || data.range < 1)) {
    refuse(`range is ${data.range}`, "a positive whole number");
  }
}

/** A setting that differs between two configurations, with both values as text. */
export interface ConfigDifference {
  readonly setting: keyof MachineConfig;
  readonly from: string;
  readonly to: string;
}

/** Which settings differ, in a fixed order; empty when the same machine is meant. */
export function configDifferences(from: MachineConfig, to: MachineConfig): readonly ConfigDifference[] {
  const settings = ["ramMiB", "vgaMemoryMiB", "nic", "disks", "bootOrder"] as const;
  return settings
    .map((setting) => ({ setting, from: JSON.stringify(from[setting]), to: JSON.stringify(to[setting]) }))
    .filter((difference) => difference.from !== difference.to);
}
