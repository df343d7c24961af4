import type { MediumId } from "./identity.ts";
import type { MachineConfig } from "./machine-config.ts";

/** The media that a machine of this configuration has in its drives. A floppy is a copy, and needs its medium no more. */
export const mediaIn = ({ cdRom }: MachineConfig): readonly MediumId[] =>
  cdRom === undefined ? [] : [cdRom.medium];
