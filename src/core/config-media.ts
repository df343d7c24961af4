import type { MediumId } from "./identity.ts";
import type { MachineConfig } from "./machine-config.ts";

/** The media that a machine of this configuration has in its drives. */
export const mediaIn = (_config: MachineConfig): readonly MediumId[] => [];
