import type { MachineConfig } from "../core/machine-config.ts";
import type { GuestAgent } from "../machine/guest-agent.ts";
import type { Machine, MachineDisc, MachineDisk, MachineFactory, NetworkSocket } from "../machine/machine.ts";
import type { Clock } from "./clock.ts";

/** What a computer is put together from. */
export interface ComputerParts {
  readonly factory: MachineFactory;
  readonly createAgent: (machine: Machine) => GuestAgent;
  /** The disks of a machine with this configuration, in its order. */
  readonly disks: (config: MachineConfig) => readonly MachineDisk[];
  /** The disc in its CD-ROM drive, or null. */
  readonly disc: (config: MachineConfig) => Promise<MachineDisc | null>;
  readonly clock: Clock;
  /** What the machine's network card is plugged into. */
  readonly socket: () => NetworkSocket;
}
