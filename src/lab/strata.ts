// Long because it states the whole interface in one place.
import type { Cost } from "../core/cost.ts";
import type { LayerId, MachineId, SnapshotId } from "../core/identity.ts";
import type { MachineConfig } from "../core/machine-config.ts";
import type { LessonCommands } from "../lessons/lesson-commands.ts";
import type { CarryOptions, CommandOptions, CommandResult, GuestPath } from "../machine/guest-agent.ts";
import type { FreedReport } from "../store/freed-report.ts";
import type { CopyMode } from "../store/full-copy.ts";
import type { KeyFate } from "../store/keyring.ts";
import type { StoreUsage } from "../store/usage.ts";
import type { VerifyReport } from "../store/verify.ts";
import type { DiskExportCommands } from "./disk-export.ts";
import type { DriveCommands } from "./drive-commands.ts";
import type { ImageCommands, MediaCommands } from "./image-commands.ts";
import type { InspectCommands } from "./inspect-commands.ts";
import type { PausePhases } from "./live-capture.ts";
import type { SystemSummary } from "./machine-images.ts";
import type { NetworkCommands } from "./network-commands.ts";
import type { InstallCommands } from "./reinstall.ts";
import type { SnapshotInsightCommands } from "./snapshot-insight.ts";
import type { ClockChoice, ClockView, MachineState, SnapshotView } from "./view-model.ts";

/**
 * The programming interface of a page with Strata, on `globalThis.strata`. The page itself, the tests, lessons and
 * embedders use these same commands. Every promise rejects with a `StrataError`, whose `code` says what happened.
 * Commands queue up: one asked for while another is under way begins when that one is done.
 */
export interface Strata {
  /** Resolves when machine, disk and snapshots are there; rejects with what stands in the way. */
  readonly ready: Promise<void>;
  readonly machine: MachineCommands;
  readonly machines: MachineLibraryCommands;
  readonly snapshots: SnapshotCommands;
  readonly disk: DiskCommands;
  readonly compare: CompareCommands;
  readonly storage: StorageCommands;
  readonly network: NetworkCommands;
  /** Disk images of a person's own, and what is in the drives. */
  readonly images: ImageCommands;
  readonly media: MediaCommands;
  readonly lessons: LessonCommands;
}

declare global {
  /** The programming interface of the page; see docs/api.md. */
  var strata: Strata;
}

/**
 * Files between page and running guest, through its agent: without the network, and to the disk only by what the guest
 * itself writes. They don't wait for other commands, nor other commands for them; a revert or the power's end gives them up
 * (`agent-silent`). On failure nothing half-written has the file's name.
 */
export interface FileCommands {
  /**
   * Writes a file into the guest, in place of one of that name; durable in the guest when this resolves. A path is text, or
   * bytes where it is none; a relative one begins in `/root`.
   * On failure: `path-invalid`, `file-missing` (its folder), `file-unsuitable` (a folder has the name), `guest-full`,
   * `file-refused` (`details.errno`), `file-damaged`, `file-unreadable` (`content` can't be read), `agent-silent`, `cancelled`.
   */
  putFile(path: GuestPath, content: Blob | BufferSource, options?: CarryOptions): Promise<Cost>;
  /**
   * Reads an ordinary file of the guest. On failure: `path-invalid`, `file-missing`, `file-unsuitable`, `file-refused`,
   * `file-damaged` (it was cut off meanwhile), `agent-silent`, `cancelled`.
   */
  getFile(path: GuestPath, options?: CarryOptions): Promise<Cost & { readonly content: Blob }>;
}

export interface MachineCommands extends FileCommands, InstallCommands, DriveCommands {
  /** "starting" lasts from power-on to the first prompt on the serial console, or the first picture in a graphic mode. */
  readonly state: MachineState;
  /** Milliseconds from power-on to the first prompt on the serial console; null until it was seen. */
  readonly bootMs: number | null;
  /** The configuration of the present machine, or the one that the next power-on uses. */
  readonly config: MachineConfig;
  /** Boots from the disk. On failure: `machine-state` when it is on, `image-unreachable`, `machine-failed`. */
  powerOn(): Promise<Cost>;
  /**
   * Starts a new machine as it stands behind its boot, from a snapshot that the site ships: that is taken in, and
   * reverted to.
   * Prerequisites: the machine is off, as it was made, and the site has one for this image and this emulator build.
   * On failure: `machine-state` where that is not so, `image-unreachable`, `image-damaged`, `storage-full`; the machine
   * is as it was, and may have the snapshot.
   */
  startPrepared(): Promise<void>;
  /** Cuts the power, as pulling the plug: what the guest had not written is lost. Does nothing when it is off. */
  powerOff(): Promise<Cost>;
  /** Presses reset. On failure: `machine-state`; of a paused machine as `resume` does. */
  reset(): Promise<Cost>;
  /** Stops the processor; memory and devices stay. On failure: `machine-state`. */
  pause(): Promise<Cost>;
  /**
   * Makes durable what waits, and lets the processor run on. On failure: `machine-state`, `writes-waiting` (there is no room)
   * or `storage-failed`; it stays paused, and nothing is lost.
   */
  resume(): Promise<Cost>;
  /**
   * Runs a command by the guest's `/bin/sh` through the agent, apart from the consoles.
   * On failure: `agent-silent` (off, broken, another system, or reverted meanwhile), `guest-broken` (it has no shell
   * any more), `timeout`, `output-too-long` (over 64 MiB), `cancelled`; never a made-up result.
   */
  exec(command: string, options?: CommandOptions): Promise<CommandResult>;
  /**
   * Types text: on the emulated keyboard, by the places of a US one, or with `console: "serial"` into the serial console; no
   * faster than the guest reads it. A line ends in one Enter. On failure: `machine-state`, `text-untypable` (the keyboard
   * lacks a character; nothing is typed).
   */
  sendText(text: string, options?: { readonly console?: "screen" | "serial" }): Promise<void>;
  /** The screen as it is now, as a PNG at its own size. On failure: `machine-state` while the machine is off. */
  takePicture(): Promise<Blob>;
  /**
   * What the guest's clock shows: it stands still between a snapshot and a revert to it, and while the machine is paused.
   */
  readonly clock: ClockView;
  /** What becomes of the guest's clock when the guest goes on: set by the agent, at once too, or kept. */
  chooseClock(choice: ClockChoice): void;
  /** Whether the guest's speaker can be heard; not until `setSound`. */
  readonly isSoundOn: boolean;
  setSound(isOn: boolean): void;
  /**
   * Changes settings. The first disk stays as it is; a second one can be added, new and empty, or removed: `disks`
   * without it. One with the provisioning "thick-not-zeroed" holds what freed extents of the store still hold. The drives
   * for discs and floppies have commands of their own.
   * Prerequisites: the machine is off. On success: durable, and used by the next power-on.
   * On failure: `machine-state`, `configuration-invalid` or `storage-full`, and nothing has changed.
   */
  configure(changes: Partial<MachineConfig>): Promise<Cost>;
}

/** A machine in the store. */
export interface MachineSummary {
  readonly id: MachineId;
  readonly name: string;
  /** Milliseconds since 1970. */
  readonly createdAt: number;
  readonly config: MachineConfig;
  /** The name of the base image that it stands on, or of the image that it began with. */
  readonly image: string;
  /** Whether that is an image that somebody brought along, and nothing below its layers. */
  readonly hasOwnImage: boolean;
  /** SHA-256 of that image, hexadecimal. */
  readonly sha256: string;
  /** Whether it is the one that this page has open. */
  readonly isCurrent: boolean;
  /** Whether its disk, memory, states and pictures are encrypted under a key of its own. */
  readonly isEncrypted: boolean;
}

export interface MachineLibraryCommands {
  /** Oldest first. */
  list(): readonly MachineSummary[];
  /** The one that this page has open. */
  current(): MachineSummary;
  /** The systems that a machine can be made with; `id` is what `create` takes as `image`. */
  systems(): readonly SystemSummary[];
  /**
   * Makes a machine over the base image `image`, by default the present machine's, or where that has its own the site's
   * first; its configuration is the present
   * machine's with `config` changed. Where `image` is given the first disk is as large as the image. With `encrypted` all
   * that it and its clones write is encrypted; names, notes and configurations are not.
   * On failure: `image-unknown`, `image-unreachable`, `image-damaged`, `name-invalid`, `configuration-invalid`,
   * `encryption-unavailable`, `storage-full`; none was made.
   */
  create(options: {
    readonly name: string;
    readonly image?: string | undefined;
    readonly config?: Partial<MachineConfig>;
    readonly encrypted?: boolean;
  }): Promise<Cost & { readonly id: MachineId }>;
  /**
   * Opens another machine in place of the present one, whose disk is made durable and whose snapshots are saved first.
   * Prerequisites: the present one is off, so that no memory is lost.
   * On success: every command and the whole view are about the opened machine, which is off; the one that is open
   * already stays so.
   * On failure: `machine-state`, `machine-unknown`, `image-unknown`, `image-unreachable`, `image-damaged`, `disk-changed`
   * (it stands on another version of its base image),
   * `key-missing` (it is encrypted, and its key is gone), `storage-damaged`, `storage-full`; the present one stays open.
   */
  open(id: MachineId): Promise<Cost>;
  /** On failure: `name-invalid`, `machine-unknown`, `storage-full`; nothing has changed. */
  rename(id: MachineId, name: string): Promise<Cost>;
  /**
   * Removes a machine with its snapshots. Every other machine reads the same bytes, linked clones of it included. With
   * `wipe` what became free is overwritten with zeros, and read again. `key` says what became of an encrypted machine's:
   * destroyed, so that nothing reads what it wrote any more and there is nothing to overwrite, or kept, because linked
   * clones or kept copies are encrypted under it; null for a plain machine.
   * On failure: `machine-unknown`, `machine-in-use` (it is open), `storage-damaged`, `storage-full`; nothing has changed.
   * `wipe-incomplete`: the removal holds, and the rest is overwritten at the next opening; not so when it was given up.
   * `key-remains`: the removal holds, and the key is destroyed at the next opening.
   */
  remove(
    id: MachineId,
    options?: LongWorkOptions & { readonly wipe?: boolean },
  ): Promise<Cost & { readonly key: KeyFate | null }>;
}

/** How long work is watched and given up. */
export interface LongWorkOptions {
  readonly signal?: AbortSignal | undefined;
  /** Bytes or extents dealt with so far, of all. */
  readonly onProgress?: ((done: number, total: number) => void) | undefined;
}

/** Changes of the tree. The guest runs on, and every snapshot that is left reads the same bytes. */
export interface SnapshotTreeCommands {
  /**
   * Removes a snapshot wherever it stands: its layer's blocks go, as references, into the layers that stand on it;
   * `blockCount` says how many. With `branch` all that descend from it are removed too. With `wipe` what became free is
   * overwritten with zeros, and read again: that is what makes it slow.
   * On failure: `snapshot-unknown`, `branch-in-use` (the machine stands on the branch), `storage-damaged`,
   * `storage-full`; nothing has changed. `wipe-incomplete`: the removal holds, and the rest is overwritten at the next
   * opening; not so when it was given up.
   */
  remove(
    id: SnapshotId,
    options?: LongWorkOptions & { readonly branch?: boolean; readonly wipe?: boolean },
  ): Promise<Cost>;
  /**
   * Puts the snapshot's layer into its parent's; the parent disappears. Moves the layer's blocks, as references.
   * On failure: `snapshot-unknown`, `merge-refused` (no parent, or others stand on it), `storage-damaged`,
   * `storage-full`; nothing has changed.
   */
  merge(id: SnapshotId): Promise<Cost>;
  /**
   * Makes the snapshot's layer hold all that lies below it, the base image included, so that it stands alone.
   * On failure or abort (`cancelled`): `snapshot-unknown`, `image-unreachable`, `storage-damaged`, `storage-full`;
   * nothing has changed.
   */
  flatten(id: SnapshotId, options?: LongWorkOptions): Promise<Cost>;
  /**
   * Makes another machine, powered off, whose disk begins as it was at the snapshot: `linked` stands on the snapshot's
   * layer and costs no block, otherwise the whole disk is copied.
   * On failure or abort (`cancelled`): `name-invalid`, `snapshot-unknown`, `storage-damaged`, `storage-full`; none was
   * made.
   */
  clone(
    id: SnapshotId,
    options: LongWorkOptions & { readonly name: string; readonly linked: boolean },
  ): Promise<Cost & { readonly machine: MachineId }>;
  /** On failure: `name-invalid`, `snapshot-unknown`, `storage-full`; nothing has changed. */
  rename(id: SnapshotId, name: string): Promise<Cost>;
  /** Notes a text of at most 2,000 characters. On failure: `note-invalid`, `snapshot-unknown`, `storage-full`. */
  note(id: SnapshotId, text: string): Promise<Cost>;
}

export interface SnapshotFileCommands {
  /**
   * A file from which `importFile` makes the snapshot again, here or in another browser, for a machine of the same base
   * image: its disk's blocks over that image, configuration, and of a live one memory, processor and devices. Packed by
   * gzip; not encrypted, also where the machine is.
   * On failure or abort (`cancelled`): `snapshot-unknown`, `storage-damaged`, `storage-failed`.
   */
  exportFile(id: SnapshotId, options?: LongWorkOptions): Promise<Blob>;
  /**
   * Takes a snapshot in from its file, as a point in time of its own beside the others. `blockCount` and `bytesWritten`
   * say what was stored.
   * On success: resolves with its id when it is durable; the machine is as it was.
   * On failure or abort (`cancelled`): `snapshot-file-invalid`, `snapshot-foreign` (it stands on another base image),
   * `storage-full`, `storage-failed`; nothing has changed.
   */
  importFile(file: Blob, options?: LongWorkOptions): Promise<Cost & { readonly id: SnapshotId }>;
}

export interface RevertOptions {
  /** Brings disk and configuration back, and leaves the machine off. */
  readonly diskOnly?: boolean;
}

export interface SnapshotCommands
  extends SnapshotTreeCommands,
    SnapshotFileCommands,
    SnapshotInsightCommands {
  /** Oldest first. */
  list(): readonly SnapshotView[];
  /** The one that the present state descends from, or null. */
  current(): SnapshotView | null;
  /**
   * Takes a snapshot: live when the machine is on, otherwise of configuration and disk.
   * On success: resolves when it is durable; `pauseMs` is how long the guest stood still, `phases` what for.
   * On failure: `name-invalid`, `storage-full`, `storage-failed`; nothing has changed and the guest runs on.
   */
  take(options: {
    readonly name: string;
  }): Promise<Cost & { readonly id: SnapshotId; readonly phases: PausePhases }>;
  /**
   * Makes disk, configuration, memory, processor and devices what they were. `blockCount` is how many blocks of the
   * dropped layer were discarded; none is copied. Null stands for the bare base image, with the machine off.
   * With `diskOnly` memory and devices are left alone, as where another build of the emulator made them
   * (`SnapshotView.memory`): disk and configuration come back, and the machine is off.
   * On failure: `snapshot-unknown`, `snapshot-incompatible`, `storage-damaged`; nothing has changed.
   */
  revert(id: SnapshotId | null, options?: RevertOptions): Promise<Cost>;
  /** Reverts to the current snapshot; without one, to the bare base image with the machine off. */
  discardChanges(options?: RevertOptions): Promise<Cost>;
}

/** Which of the machine's disks: 0 for the first, which is the default, 1 for the second, 2 for the floppy. */
export interface DriveOption {
  readonly drive?: number | undefined;
}

/** On failure all reject or throw with `disk-unknown` where the machine, or the snapshot, has no such disk. */
export interface DiskCommands extends InspectCommands, DiskExportCommands {
  /** Virtual size of the first disk in bytes; the machine's configuration has the second one's. */
  readonly size: number;
  /** Bytes of a block, the unit of copy-on-write. */
  readonly blockSize: number;
  /** Bytes as the guest would read them now. On failure: `range-invalid`, `storage-damaged`, `image-unreachable`. */
  read(offset: number, length: number, options?: DriveOption): Promise<Uint8Array<ArrayBuffer>>;
  /** SHA-256 of a whole virtual disk, hexadecimal: as it stands, or as it was at a snapshot. */
  digest(
    options?: DriveOption & { readonly at?: SnapshotId; readonly signal?: AbortSignal },
  ): Promise<string>;
  /** Blocks of all disks. From the oldest to the active one, without the base image. */
  layers(): readonly { readonly id: LayerId; readonly blockCount: number; readonly isActive: boolean }[];
  /** The layer whose copy of the block a read returns; null where the base image or nothing has it. */
  locate(blockIndex: number, options?: DriveOption): LayerId | null;
}

export interface StorageCommands {
  /** What machines and snapshots take: the bytes that each alone reads, and those that others read too. */
  usage(): Promise<StoreUsage>;
  /**
   * Reads and checks every record of the store, while the guest runs on. Changes nothing: damage is reported with the
   * layers and snapshots that it touches. On failure or abort: `storage-failed`, `cancelled`.
   */
  verify(options?: LongWorkOptions): Promise<VerifyReport>;
  /**
   * Reads what freed extents hold: they keep the bytes of what was deleted until new ones take their room. Counts those
   * that are not all zeros. On failure or abort: `storage-failed`, `cancelled`.
   */
  inspectFreed(options?: LongWorkOptions): Promise<FreedReport>;
  /**
   * Overwrites all freed space with zeros, and reads it again: afterwards `unwipedByteLength` is 0.
   * On failure or abort (`cancelled`): `storage-damaged`, `storage-full`; what was overwritten stays so.
   */
  wipeFreed(options?: LongWorkOptions): Promise<Cost & FreedReport>;
  /** Removes all freed extents, so that the browser has their space again. On failure: `storage-failed`. */
  giveBackFreed(): Promise<Cost & { readonly extentCount: number }>;
}

export interface CompareCommands {
  /**
   * Copies the virtual disks as they stand into a second image of the same storage, with the same durability: every
   * byte, or only what some layer or the base image stores. The guest runs on. The copy is removed afterwards (not
   * counted), unless `keep` is true.
   * On failure or abort (`cancelled`): nothing is kept.
   */
  fullCopy(
    options: LongWorkOptions & { readonly mode: CopyMode; readonly keep?: boolean },
  ): Promise<Cost & { readonly image: LayerId | null }>;
  /** SHA-256 of one disk of a kept copy, as `disk.digest`. */
  digest(image: LayerId, options?: DriveOption): Promise<string>;
  /** Removes a kept copy. */
  remove(image: LayerId): Promise<void>;
}
