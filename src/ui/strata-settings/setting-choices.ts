import type { BootDevice, DataDiskConfig, NicModel } from "../../core/machine-config.ts";

const MIB = 1024 * 1024;

export const ramChoices: readonly number[] = [32, 64, 128, 256, 512, 1024];
export const videoMemoryChoices: readonly number[] = [1, 2, 4, 8, 16];
export const nicChoices: readonly NicModel[] = ["none", "virtio", "ne2k"];
export const bootOrders: readonly (readonly BootDevice[])[] = [
  ["hard-disk"],
  ["hard-disk", "cd-rom", "floppy"],
  ["hard-disk", "floppy", "cd-rom"],
  ["cd-rom", "hard-disk", "floppy"],
  ["cd-rom", "floppy", "hard-disk"],
  ["floppy", "hard-disk", "cd-rom"],
  ["floppy", "cd-rom", "hard-disk"],
];
/** Disks that can be added, by the value of their option. */
export const diskChoices: ReadonlyMap<string, Pick<DataDiskConfig, "byteLength" | "provisioning">> = new Map([
  ["64", { byteLength: 64 * MIB, provisioning: "thin" }],
  ["256", { byteLength: 256 * MIB, provisioning: "thin" }],
  ["1024", { byteLength: 1024 * MIB, provisioning: "thin" }],
  ["64-thick", { byteLength: 64 * MIB, provisioning: "thick-not-zeroed" }],
]);
