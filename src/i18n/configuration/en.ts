import type { ConfigurationMessages } from "./messages.ts";

export const english: ConfigurationMessages = {
  videoMemory: "Video memory",
  cdRom: "CD-ROM",
  floppy: "Floppy",
  emptyDrive: "empty",
  blankFloppy: (bytes) => `blank, ${bytes}`,
  noMediaHint: "Images for the drives are opened in the list of machines.",
  floppyHint: "A floppy is for booting and for other systems: the Linux of this site does not use it.",
  insert: "Insert",
  eject: "Eject",
  confirmEjectFloppy: "Eject the floppy?",
  lossOfFloppy:
    "It is the machine’s own copy: what was written to it will be lost. Snapshots taken while it was in the drive keep it.",
  beforeEjecting: "Before ejecting the floppy",
  bootOrder: "Boots from",
  bootDevices: { "hard-disk": "hard disk", "cd-rom": "CD", floppy: "floppy" },
  only: (device) => `${device} only`,
  inOrder: (devices) => devices.join(", "),
  another: (what) => `another one (${what})`,
  change: (setting, from, to) => `${setting}: ${from} → ${to}`,
  revertChanges: "A revert changes:",
  becomes: "becomes",
};
