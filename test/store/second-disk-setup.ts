import type { SnapshotId } from "../../src/core/identity.ts";
import type { DataDiskConfig, MachineConfig } from "../../src/core/machine-config.ts";
import type { StoredMachine } from "../../src/store/stored-machine.ts";
import { type MachineSetup, requestFor, setUpMachine } from "./machine-setup.ts";

const MIB = 2 ** 20;
/** Bytes of the second disk. Its last block is partial. */
export const SECOND_BYTE_LENGTH = MIB + 1536;
export const second = {
  bus: "primary-slave",
  image: null,
  byteLength: SECOND_BYTE_LENGTH,
  provisioning: "thin",
} as const;

/** The machine's configuration with a second disk. */
export const withSecond = (machine: StoredMachine, disk: DataDiskConfig = second): MachineConfig => {
  const { config } = machine.record;
  return { ...config, disks: [config.disks[0], disk] };
};

export const withoutSecond = ({ record: { config } }: StoredMachine): MachineConfig => ({
  ...config,
  disks: [config.disks[0]],
});

/** A machine over a made image of 40 blocks, with a second disk. */
export async function setUp(seed = 1): Promise<MachineSetup> {
  const setup = await setUpMachine({ seed });
  await setup.machine.configure(withSecond(setup.machine));
  return setup;
}

/** Takes a snapshot of the machine, powered off. */
export async function snapshot(machine: StoredMachine): Promise<SnapshotId> {
  return (await machine.takeSnapshot(requestFor(machine)).durable).record.id;
}
