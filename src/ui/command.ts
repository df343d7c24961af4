import type { MachineId, MediumId, SnapshotId } from "../core/identity.ts";
import type { MachineConfig } from "../core/machine-config.ts";
import type { Language } from "../i18n/language.ts";
import type { ImageKind } from "../lab/image-commands.ts";
import type { ClockChoice } from "../lab/view-model.ts";
import type { LessonCommand } from "./lesson-command.ts";

/** The settings that the page lets people change while the machine is off. */
export type ConfigChanges = Partial<
  Pick<MachineConfig, "ramMiB" | "vgaMemoryMiB" | "nic" | "disks" | "bootOrder">
>;

/**
 * What a destructive command asks to be done first: the name of a snapshot to take of the present state,
 * or null. Where that snapshot can't be taken, the command must not be carried out.
 */
export type SnapshotFirst = string | null;

/** Whether a way back leaves the snapshot's memory alone, since it can't be used; the machine is off afterwards. */
export interface DiskOnly {
  readonly diskOnly?: boolean;
}

/** Everything that a person can ask of the page. */
export type Command =
  | { readonly kind: "power-on" }
  /** Starts a new machine from what the site has prepared. */
  | { readonly kind: "start-prepared" }
  | { readonly kind: "power-off"; readonly snapshotFirst: SnapshotFirst }
  | { readonly kind: "reset"; readonly snapshotFirst: SnapshotFirst }
  | { readonly kind: "pause" }
  | { readonly kind: "resume" }
  | { readonly kind: "ctrl-alt-delete" }
  | { readonly kind: "send-text"; readonly text: string; readonly console: "screen" | "serial" }
  /** Into a folder of the guest, each under its own name. */
  | { readonly kind: "put-files"; readonly files: readonly File[]; readonly folder: string }
  /** Hands a file of the guest to the browser, as a download. */
  | { readonly kind: "take-file"; readonly path: string }
  /** Gives up the file on its way and those behind it. */
  | { readonly kind: "cancel-transfer" }
  /** Puts files on the shelf of the network, each under its own name. */
  | { readonly kind: "shelve-files"; readonly files: readonly File[] }
  /** Hands a file of the shelf to the browser, as a download. */
  | { readonly kind: "save-shelved"; readonly name: string }
  | { readonly kind: "remove-shelved"; readonly name: string }
  /** Hands a picture of the screen to the browser, as a download or in the clipboard. */
  | { readonly kind: "take-picture"; readonly to: "file" | "clipboard" }
  | { readonly kind: "choose-clock"; readonly choice: ClockChoice }
  | { readonly kind: "set-sound"; readonly isOn: boolean }
  | { readonly kind: "take-snapshot"; readonly name: string }
  /** Makes a point in time current; the machine is then live or off, as the snapshot was. */
  | ({ readonly kind: "revert"; readonly id: SnapshotId; readonly snapshotFirst: SnapshotFirst } & DiskOnly)
  /** The same while the machine is off, and the machine runs afterwards (a powered-off snapshot boots). */
  | ({
      readonly kind: "start-from";
      readonly id: SnapshotId;
      readonly snapshotFirst: SnapshotFirst;
    } & DiskOnly)
  /** Goes back to the current snapshot, or to the base image where there is none. */
  | ({ readonly kind: "discard-changes"; readonly snapshotFirst: SnapshotFirst } & DiskOnly)
  | { readonly kind: "full-copy"; readonly mode: "every-byte" | "allocated" }
  | { readonly kind: "rename-snapshot"; readonly id: SnapshotId; readonly name: string }
  | { readonly kind: "note-snapshot"; readonly id: SnapshotId; readonly text: string }
  /** Its blocks go into what stands on it; with `branch` all that descend from it are removed too. */
  | {
      readonly kind: "remove-snapshot";
      readonly id: SnapshotId;
      readonly branch: boolean;
      /** Whether what becomes free is overwritten with zeros. */
      readonly wipe: boolean;
    }
  /** Puts its layer into its parent's; the parent disappears. */
  | { readonly kind: "merge-snapshot"; readonly id: SnapshotId }
  /** Makes it stand alone. */
  | { readonly kind: "flatten-snapshot"; readonly id: SnapshotId }
  | {
      readonly kind: "clone-snapshot";
      readonly id: SnapshotId;
      readonly name: string;
      readonly linked: boolean;
    }
  /** `image` is the id of a system. */
  | {
      readonly kind: "create-machine";
      readonly name: string;
      readonly image: string;
      readonly encrypted: boolean;
    }
  /** Takes in an image of a person's own; `as` says what it has to be. */
  | {
      readonly kind: "open-image";
      readonly source: File | string;
      readonly as: ImageKind | undefined;
      readonly encrypted: boolean;
    }
  | { readonly kind: "rename-medium"; readonly id: MediumId; readonly name: string }
  | { readonly kind: "remove-medium"; readonly id: MediumId; readonly wipe: boolean }
  /** Hands the raw image of the disk at a snapshot to the browser; `name` is the snapshot's. */
  | { readonly kind: "download-disk"; readonly id: SnapshotId; readonly name: string }
  /** Shows another machine; where the present one is on, `powersOff` says that it may be switched off for that. */
  | {
      readonly kind: "open-machine";
      readonly id: MachineId;
      readonly powersOff: boolean;
      readonly snapshotFirst: SnapshotFirst;
    }
  | { readonly kind: "rename-machine"; readonly id: MachineId; readonly name: string }
  | { readonly kind: "remove-machine"; readonly id: MachineId; readonly wipe: boolean }
  /** Answered by the property `usage` of `strata-app`. */
  | { readonly kind: "measure-usage" }
  /** Answered by the property `verification` of `strata-app`. */
  | { readonly kind: "verify-storage" }
  /** Answered by the property `freed` of `strata-app`. */
  | { readonly kind: "inspect-freed" }
  /** Overwrites all freed space with zeros; answered like `inspect-freed`. */
  | { readonly kind: "wipe-freed" }
  /** Gives all freed space back to the browser; answered like `inspect-freed`. */
  | { readonly kind: "give-back-freed" }
  /** Gives up the activity under way. */
  | { readonly kind: "cancel" }
  | { readonly kind: "dismiss-notice" }
  /** Whether the guest's keyboard and mouse take the page's input. */
  | { readonly kind: "capture-input"; readonly isCapturing: boolean }
  | { readonly kind: "configure"; readonly changes: ConfigChanges }
  /** Switches the machine off where it is on, writes the system over the whole disk, and starts it. */
  | { readonly kind: "reinstall"; readonly system: string; readonly snapshotFirst: SnapshotFirst }
  /** The machine loses what is on it. */
  | { readonly kind: "remove-second-disk"; readonly snapshotFirst: SnapshotFirst }
  /** Puts a medium of the store into the CD-ROM drive, also while the machine is on. */
  | { readonly kind: "insert-disc"; readonly medium: MediumId }
  | { readonly kind: "eject-disc" }
  /** A copy of a medium, or a blank one. */
  | { readonly kind: "insert-floppy"; readonly medium: MediumId | null }
  /** The machine loses what is on it. */
  | { readonly kind: "eject-floppy"; readonly snapshotFirst: SnapshotFirst }
  /** The page has already changed its own language: what remains is to remember it. */
  | { readonly kind: "set-language"; readonly language: Language }
  | { readonly kind: "clear-timings" }
  /** Of the exercises. */
  | LessonCommand
  /**
   * Use the machine here: the other tab that has it, if there is one, stops. The snapshot is taken there, of a machine
   * that is on. Sent while the page does not have the machine.
   */
  | { readonly kind: "take-over"; readonly snapshotFirst: SnapshotFirst };

/** The one event of the page. It bubbles out of every component, to be listened to on `strata-app`. */
class CommandEvent extends CustomEvent<Command> {
  constructor(command: Command) {
    super("strata-command", { detail: command, bubbles: true, composed: true });
  }
}

declare global {
  interface HTMLElementEventMap {
    "strata-command": CommandEvent;
  }
}

/** Sends `command` up from `component`. */
export function emitCommand(component: EventTarget, command: Command): void {
  component.dispatchEvent(new CommandEvent(command));
}
