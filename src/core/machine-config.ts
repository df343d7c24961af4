import { isDiskSize } from "./geometry.ts";
import { StrataError } from "./strata-error.ts";

export type NicModel = "none" | "virtio" | "ne2k";
export type BootDevice = "hard-disk" | "cd-rom" | "floppy";

/** A disk of the machine: a copy-on-write stack over a base image. */
export interface DiskConfig {
  readonly bus: "primary-master";
  /** Name of the base image, as published with the site. */
  readonly image: string;
  /** Virtual size in bytes, a multiple of 512. */
  readonly byteLength: number;
}

/** All that the emulator is built from. A snapshot keeps it whole, since states fit only the same machine. */
export interface MachineConfig {
  /** Guest memory in MiB: a power of two from 32 to 1024 (at 16 the guest's kernel does not come up). */
  readonly ramMiB: number;
  /** Video memory in MiB: a power of two from 1 to 16. */
  readonly vgaMemoryMiB: number;
  readonly nic: NicModel;
  readonly disks: readonly DiskConfig[];
  readonly bootOrder: readonly BootDevice[];
}

const isPowerOfTwo = (value: number): boolean =>
  Number.isInteger(value) && value > 0 && (value & (value - 1)) === 0;

/**
 * Throws `configuration-invalid` unless a machine can be built from `config`.
 * The bounds are those within which the emulator was seen to work.
 */
export function assertValidConfig(config: MachineConfig): void {
  const refuse = (found: string, wanted: string): never => {
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
  if (config.disks.length !== 1) refuse(`${config.disks.length} disks`, "exactly one disk");
  for (const { byteLength } of config.disks) {
    if (!isDiskSize(byteLength)) refuse(`a disk of ${byteLength} bytes`, "a positive multiple of 512");
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
