import type { Cost } from "../core/cost.ts";
import type { LayerId, MachineId, MediumId, SnapshotId } from "../core/identity.ts";
import type { MachineConfig } from "../core/machine-config.ts";
import type { ErrorDetails, StrataErrorCode } from "../core/strata-error.ts";
import type { InstallableSystem } from "../images/installable-systems.ts";
import type { NetworkView } from "./network-view.ts";

/** What the page shows, as values. Published at most once a frame; components get it as properties. */
export interface ViewModel {
  readonly machine: MachineView;
  /** Oldest first. */
  readonly snapshots: readonly SnapshotView[];
  /** Base image first, active layer last. */
  readonly layers: readonly LayerView[];
  readonly disk: DiskView;
  /** Null in a page that looks only. */
  readonly network: NetworkView | null;
  /** Newest first. */
  readonly timings: readonly TimingView[];
  /** What the store has for the machine's drives, the oldest first. */
  readonly media: readonly MediumView[];
  /** What can be installed over the disk. */
  readonly systems: readonly InstallableSystem[];
  /** The long operation under way, if any. */
  readonly activity: ActivityView | null;
  readonly storage: StorageView;
  /** What can be started without a boot, or null. */
  readonly prepared: PreparedView | null;
  readonly notice: NoticeView | null;
}

/** An image of a CD-ROM or a floppy in the store. */
export interface MediumView {
  readonly id: MediumId;
  readonly kind: "cd-rom" | "floppy";
  readonly name: string;
  readonly byteLength: number;
}

export type MachineState = "off" | "starting" | "running" | "paused" | "stopped-by-guest";

export interface MachineView {
  readonly id: MachineId;
  readonly name: string;
  readonly state: MachineState;
  readonly config: MachineConfig;
  /** Milliseconds from power-on to the first shell prompt, once seen. */
  readonly bootMs: number | null;
  /** Whether the guest's agent has answered since the machine was started. */
  readonly hasAgent: boolean;
  /** Whether the guest has turned its mouse on. */
  readonly usesMouse: boolean;
  /** Whether the guest's speaker can be heard. */
  readonly isSoundOn: boolean;
  readonly clock: ClockView;
  /** The file on its way between page and guest, or else the last one that arrived since the machine was started. */
  readonly transfer: TransferView | null;
}

/** What becomes of the guest's clock when it goes on after a revert or a pause: set to this computer's, or kept as it was. */
export type ClockChoice = "set" | "kept";

export interface ClockView {
  readonly choice: ClockChoice;
  /** How far it is ahead of this computer's, in milliseconds; null where the guest did not say. */
  readonly offsetMs: number | null;
}

export interface TransferView {
  readonly direction: "put" | "get";
  /** "done" is that of the last file which arrived, while none is on its way. */
  readonly status: "under-way" | "done";
  /** In the guest. */
  readonly path: string;
  /** Bytes. */
  readonly done: number;
  readonly total: number;
  /** Files that wait behind this one. */
  readonly waitingCount: number;
}

export interface SnapshotView {
  readonly id: SnapshotId;
  readonly name: string;
  /** What a person noted about it; empty for nothing. */
  readonly note: string;
  readonly kind: "live" | "powered-off";
  /** Milliseconds since 1970. */
  readonly takenAt: number;
  readonly parentId: SnapshotId | null;
  /** Whether the machine's present state descends directly from this one. */
  readonly isCurrent: boolean;
  /** Whether a revert can bring the machine back as it ran. */
  readonly memory: MemoryState;
  /** "saving" until it would survive the browser's death. */
  readonly status: "saving" | "durable";
  readonly parts: SnapshotParts;
  readonly cost: Cost;
  /** Data URL of the screen, or null. */
  readonly picture: string | null;
}

/**
 * Whether the memory that a snapshot keeps can be brought back: not when another build of the emulator made it, nor when
 * a revert has found it damaged. Its disk and its configuration can be, in any case.
 */
export type MemoryState = "none" | "usable" | "other-build" | "damaged";

/** The four things that a snapshot keeps, with what each takes in the store, in bytes. */
export interface SnapshotParts {
  /** Processor and devices; 0 for a powered-off machine. */
  readonly deviceBytes: number;
  /**
   * Memory pages that this snapshot stored: those that changed since an earlier one, which it shares the others with.
   * Pages of zeros take nothing; 0 for a powered-off machine.
   */
  readonly ramBytes: number;
  readonly ramPageCount: number;
  /** Pages of its memory that are not all zeros: stored by it, or by an earlier one. */
  readonly ramUsedPageCount: number;
  /** Pages that the memory has. */
  readonly ramTotalPageCount: number;
  readonly config: MachineConfig;
  readonly configBytes: number;
  /** The layer that the snapshot froze. */
  readonly layerId: LayerId;
  /** Short sign of that layer, its own for life. */
  readonly layerSign: string;
  readonly diskBlockCount: number;
  readonly diskBytes: number;
}

export interface LayerView {
  readonly id: LayerId;
  /** Short sign that goes with the layer's colour and pattern: "base", "A", "B" … */
  readonly sign: string;
  readonly kind: "base" | "frozen" | "active";
  /** The snapshot that froze it, for people; null for the base and the active layer. */
  readonly snapshotName: string | null;
  /** Whether the machine began with it: a clone, or one that was made from an image. */
  readonly isBeginning?: true;
  /** Blocks that the layer holds. For the base: blocks that are not all zeros, as far as the manifest tells. */
  readonly blockCount: number;
  readonly byteLength: number;
}

/** All disks of the machine together. */
export interface DiskView {
  readonly byteLength: number;
  readonly blockByteLength: number;
  readonly blockCount: number;
  /** Written by the guest and not yet durable. */
  readonly unsavedBytes: number;
  /** When the last write became durable (milliseconds since 1970), or null. */
  readonly savedAt: number | null;
  /** Requests and bytes since the machine was started. */
  readonly readBytes: number;
  readonly writtenBytes: number;
}

export type TimedOperation =
  | "snapshot"
  | "revert"
  | "discard"
  | "remove"
  | "wipe"
  | "merge"
  | "flatten"
  | "clone"
  | "reinstall"
  | "import"
  | "open-image"
  | "full-copy"
  | "allocated-copy";

export interface TimingView {
  readonly operation: TimedOperation;
  /** Name of the snapshot concerned, or the empty string. */
  readonly subject: string;
  readonly at: number;
  readonly cost: Cost;
}

export interface ActivityView {
  readonly operation: TimedOperation | "boot" | "export" | "download" | "verify" | "allocate";
  /** Work done and to do: bytes of a copy, parts of the base image read by a boot. `total` is 0 while it is unknown. */
  readonly done: number;
  readonly total: number;
  readonly canCancel: boolean;
}

/** A machine that the site ships as it stands behind its boot. */
export interface PreparedView {
  /** Bytes to be fetched. */
  readonly byteLength: number;
}

export interface StorageView {
  /** Bytes as the browser estimates them; null where it does not tell. */
  readonly usage: number | null;
  readonly quota: number | null;
  readonly isPersisted: boolean;
}

/** A page that does not have the store, and shows what another one keeps there. */
export interface LookView {
  /**
   * Another tab has it; has taken it over from this one, which had saved everything; has taken it away before that; or
   * nobody has it any more.
   */
  readonly reason: "elsewhere" | "taken-over" | "taken-away" | "free";
  /** What runs in the tab that has the store; null while that one has not told, and when nobody has it. */
  readonly writer: { readonly machine: string; readonly isOn: boolean } | null;
  /** Whether this tab is taking the store over. */
  readonly isTaking: boolean;
  /** Why something that was asked for could not be done, or null. */
  readonly refusal: NoticeView | null;
}

export interface NoticeView {
  readonly severity: "error" | "information";
  readonly code: StrataErrorCode | "picture-copied" | "reverted" | "snapshot-taken" | "copied" | "cancelled";
  readonly details: ErrorDetails;
  /** The error's own message, for reports; not translated. */
  readonly message: string;
}
