import type { Cost } from "../core/cost.ts";
import type { KeyId, LayerId, MachineId, SnapshotId } from "../core/identity.ts";
import type { MachineConfig } from "../core/machine-config.ts";

/** Number of the storage format, apart from the program's version. A newer one is refused, untouched (SPEC P2). */
export const FORMAT_VERSION = 3;

/*
 * Tables and their keys. Small records, marked by *, are stored as { value, seal } (sealed-record.ts):
 *   meta       "creation" -> CreationRecord *; "writer" -> number of the page that writes, compared by each commit (indexeddb-datastore.ts);
 *              "reserve" -> bytes without a meaning (reserve.ts);
 *              "last-extent" -> number that no extent has exceeded * (extent-numbers.ts)
 *   machines   machine id -> MachineRecord *
 *   snapshots  snapshot id -> SnapshotRecord *
 *   layers     layer id -> LayerRecord *
 *   maps       [layer id, region] -> a region of the layer's allocation map (map-record.ts)
 *   extents    number -> up to 16 blocks of 4 KiB (extent-record.ts)
 *   states     snapshot id -> processor and devices, sealed by a checksum (sealed-bytes.ts); for an encrypted machine
 *              encrypted before (encrypted-content.ts)
 *   wipes      first extent -> WipeRecord * (wipe-notes.ts)
 * What changes here raises FORMAT_VERSION, with a step in store-upgrade.ts and a recording of the format before it.
 */

/** In the table "meta": what the store is. */
export const CREATION_KEY = "creation";
/** In the table "meta": a number that no extent has exceeded. */
export const LAST_EXTENT_KEY = "last-extent";

/** Of what format the store is, and since when (milliseconds since 1970). */
export interface CreationRecord {
  readonly format: number;
  readonly createdAt: number;
}

export interface MachineRecord {
  readonly id: MachineId;
  readonly name: string;
  readonly config: MachineConfig;
  readonly image: ImageReference;
  readonly activeLayer: LayerId;
  readonly currentSnapshot: SnapshotId | null;
  /** The layer on which a clone began, and to which it reverts without a snapshot; null for the bare base image. */
  readonly origin: LayerId | null;
  /** The key that all its blocks, pages, states and pictures are encrypted under; null for a plain machine. */
  readonly key: KeyId | null;
  readonly createdAt: number;
  /** Position among the machines: the higher, the younger. */
  readonly order: number;
}

/** Which base image the layers of a machine stand on, or began with. */
export interface ImageReference {
  readonly name: string;
  readonly sha256: string;
  readonly byteLength: number;
  /** Whether it is an image that somebody brought along: all of it is in the machine's first layer, and nothing below. */
  readonly isOwn?: true;
}

export interface LayerRecord {
  readonly id: LayerId;
  /** The machine that it belongs to; null for the image of a full copy and for a medium, which stand alone. */
  readonly machine: MachineId | null;
  readonly parent: LayerId | null;
  /** Whether nothing below counts, the base image neither: what the layer does not hold is zeros. */
  readonly standsAlone?: boolean;
  /** What the blocks are: of a disk, or pages of a memory. */
  readonly space: "disk" | "ram";
  readonly blockCount: number;
  /** Of a copied image of an encrypted machine: the key that its blocks are encrypted under. */
  readonly key?: KeyId;
  /** What tells a medium from a copied image; the layer's id is the medium's. */
  readonly medium?: MediumLabel;
}

export type MediumKind = "cd-rom" | "floppy";

/** What is known of a medium beside its blocks. */
export interface MediumLabel {
  readonly kind: MediumKind;
  readonly name: string;
  /** Of the medium, which ends in zeros where the file ended within a sector. */
  readonly byteLength: number;
  /** Of the bytes of the image's file, unpacked; hexadecimal. */
  readonly sha256: string;
  /** Milliseconds since 1970. */
  readonly importedAt: number;
  /** Position among the media: the higher, the younger. */
  readonly order: number;
}

export interface SnapshotRecord {
  readonly id: SnapshotId;
  readonly machine: MachineId;
  readonly parent: SnapshotId | null;
  readonly name: string;
  /** What a person noted about it; empty for nothing. */
  readonly note: string;
  /** Milliseconds since 1970. */
  readonly takenAt: number;
  /** Position among the snapshots of its machine: clocks stand still and go back, this does not. */
  readonly order: number;
  readonly config: MachineConfig;
  /** The disk layer that it froze. */
  readonly layer: LayerId;
  /** What only a running machine has; null for a snapshot of a powered-off one (SPEC S7). */
  readonly live: LiveRecord | null;
  /** The screen as a data URL, or null; encrypted for an encrypted machine. */
  readonly picture: string | EncryptedText | null;
  readonly cost: Cost;
}

/** A text under its machine's key (pictures.ts): one character for each encrypted byte. */
export interface EncryptedText {
  readonly encrypted: string;
}

export interface LiveRecord {
  /** The emulator build that made the state, and that alone can be trusted to load it. */
  readonly build: string;
  readonly deviceByteLength: number;
  readonly ramByteLength: number;
  readonly ramLayer: LayerId;
  /** Pages of memory that are not all zeros. */
  readonly ramPageCount: number;
  /** Those of them that this snapshot stored; the others were stored by earlier ones. */
  readonly ramStoredPageCount: number;
}

/** Extents that are to be overwritten before their space is anybody's: at once, or, while one is in use, when it is freed. */
export interface WipeRecord {
  readonly extents: readonly number[];
}

/** The small records of a store by their ids. */
export interface Records {
  /** The oldest first. */
  readonly machines: ReadonlyMap<MachineId, MachineRecord>;
  /** Within a machine the oldest first. */
  readonly snapshots: ReadonlyMap<SnapshotId, SnapshotRecord>;
  readonly layers: ReadonlyMap<LayerId, LayerRecord>;
}
