type BootDevice = "hard-disk" | "cd-rom" | "floppy";

/** The texts of the machine's configuration, beyond those of its memory, its network card and its disks. */
export interface ConfigurationMessages {
  readonly videoMemory: string;
  readonly cdRom: string;
  readonly floppy: string;
  readonly emptyDrive: string;
  /** A floppy without a label. */
  readonly blankFloppy: (bytes: string) => string;
  /** Where what goes into the drives comes from. */
  readonly noMediaHint: string;
  /** Who can use a floppy. */
  readonly floppyHint: string;
  readonly insert: string;
  readonly eject: string;
  readonly confirmEjectFloppy: string;
  readonly lossOfFloppy: string;
  readonly beforeEjecting: string;
  readonly bootOrder: string;
  readonly bootDevices: Readonly<Record<BootDevice, string>>;
  /** The one device that the machine boots from. */
  readonly only: (device: string) => string;
  /** In what order the machine looks for something to boot. */
  readonly inOrder: (devices: readonly string[]) => string;
  /** A disk, floppy or disc that looks the same and is another one. */
  readonly another: (what: string) => string;
  /** A setting that a revert changes. */
  readonly change: (setting: string, from: string, to: string) => string;
  /** Comes before the settings that a revert changes. */
  readonly revertChanges: string;
  /** What stands for the arrow between two values, for those who listen. */
  readonly becomes: string;
}
