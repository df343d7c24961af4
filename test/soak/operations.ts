import { BLOCK_BYTE_LENGTH } from "../../src/core/geometry.ts";
import type { BlockIndex } from "../../src/core/identity.ts";
import type { MachineConfig, Provisioning } from "../../src/core/machine-config.ts";
import { MadeBaseImage } from "../store/made-base-image.ts";
import { Random } from "../support/random.ts";

/** A disk of two regions of the map, the last block partial. */
export const DISK_BYTE_LENGTH = 1030 * BLOCK_BYTE_LENGTH + 1536;
/** A second disk, in a range of its own, the last block partial. */
export const SECOND_BYTE_LENGTH = 2 ** 20 + 1536;
export const RAM_PAGE_COUNT = 600;
const DEVICES_BYTE_LENGTH = 3000;

export const MACHINE_CONFIG: MachineConfig = {
  ramMiB: 64,
  vgaMemoryMiB: 4,
  nic: "none",
  disks: [{ bus: "primary-master", image: "made", byteLength: DISK_BYTE_LENGTH }],
  bootOrder: ["hard-disk"],
};

/** The format of the recorded store that is upgraded. */
export const RECORDED_FORMAT = 1;

/** The same base image on both sides, the page that stores and the driver that knows what must be there. */
export const madeBase = (): MadeBaseImage => new MadeBaseImage(DISK_BYTE_LENGTH, new Random(4242));

/** One write of a guest: its bytes follow from the seed. */
export interface GuestWrite {
  readonly drive: 0 | 1;
  readonly offset: number;
  readonly length: number;
  readonly seed: number;
}

/** A running machine's memory and devices: what changed since the snapshot `base`, or all of it. */
export interface LiveMemory {
  readonly base: string | null;
  readonly seed: number;
  readonly pages: readonly number[];
  readonly zeroPages: readonly number[];
}

export const bytesOf = ({ seed, length }: GuestWrite): Uint8Array<ArrayBuffer> =>
  new Random(seed).bytes(length);

export const pagesOf = ({ seed, pages }: LiveMemory): Map<BlockIndex, Uint8Array<ArrayBuffer>> => {
  const random = new Random(seed);
  return new Map(pages.map((page) => [page as BlockIndex, random.bytes(BLOCK_BYTE_LENGTH)]));
};

export const devicesOf = ({ seed }: LiveMemory): Uint8Array<ArrayBuffer> =>
  new Random(seed ^ 0xdec).bytes(DEVICES_BYTE_LENGTH);

/**
 * What the page is told to do. Machines and snapshots go by their names, which are never used twice. `meanwhile` is what the
 * guest writes, and flushes, while the operation is under way.
 */
export type Operation =
  | { readonly kind: "flush"; readonly machine: string; readonly writes: readonly GuestWrite[] }
  | {
      readonly kind: "snapshot";
      readonly machine: string;
      readonly snapshot: string;
      /** Written before, and not flushed. */
      readonly writes: readonly GuestWrite[];
      readonly live: LiveMemory | null;
      readonly meanwhile: readonly GuestWrite[];
    }
  | {
      readonly kind: "revert";
      readonly machine: string;
      /** Null for what the machine began with. */
      readonly snapshot: string | null;
      /** Written before, not flushed, and thrown away. */
      readonly writes: readonly GuestWrite[];
    }
  | (OnSnapshot<"remove"> & Removal)
  | (OnSnapshot<"remove branch"> & Removal)
  | OnSnapshot<"merge">
  | OnSnapshot<"flatten">
  | (OnSnapshot<"linked clone"> & { readonly clone: string })
  | (OnSnapshot<"full clone"> & { readonly clone: string })
  | { readonly kind: "full copy"; readonly machine: string; readonly mode: "every-byte" | "allocated" }
  /** The copy is told by the digest of its bytes. */
  | { readonly kind: "remove copy"; readonly machine: string; readonly digest: string }
  | ({ readonly kind: "remove machine"; readonly machine: string } & Removal)
  | { readonly kind: "create machine"; readonly machine: string; readonly isEncrypted: boolean }
  | { readonly kind: "add disk"; readonly machine: string; readonly provisioning: Provisioning }
  | { readonly kind: "wipe" }
  | Upgrade;

/** The recorded store of an older format, which lies beside the other one, is upgraded. */
export interface Upgrade {
  readonly kind: "upgrade";
  /** Which of its writes is the last one, when it is to die before it is committed: its transaction stays open there. */
  readonly lastWrite: number;
}

/** What goes on in the store that the soak works in. */
export type StoreOperation = Exclude<Operation, Upgrade>;

interface Removal {
  /** Whether what becomes free is overwritten. */
  readonly wipe: boolean;
}

interface OnSnapshot<Kind extends string> {
  readonly kind: Kind;
  readonly machine: string;
  readonly snapshot: string;
  readonly meanwhile: readonly GuestWrite[];
}

export type OperationKind = Operation["kind"];

/** All that can be seen of a store: machines by name, their snapshots by name, the digests of the full copies in order. */
export interface SeenStore {
  readonly machines: Readonly<Record<string, SeenMachine>>;
  readonly copies: readonly string[];
  /** The format of the recorded store that lies beside it; null when there is none. */
  readonly recordedFormat: number | null;
}

/** Digests of a machine's disks. */
export interface SeenDisks {
  readonly system: string;
  /** Null when the machine has no second disk. */
  readonly second: string | null;
}

export interface SeenMachine {
  readonly isEncrypted: boolean;
  readonly current: string | null;
  /** As they stand. */
  readonly disks: SeenDisks;
  readonly snapshots: Readonly<Record<string, SeenSnapshot>>;
}

export interface SeenSnapshot {
  readonly parent: string | null;
  readonly disks: SeenDisks;
  /** Digest of memory and devices; null for a snapshot of a powered-off machine. */
  readonly live: string | null;
}

export async function digestOf(bytes: Uint8Array<ArrayBuffer>): Promise<string> {
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
  return Array.from(digest.subarray(0, 12), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** The digest of a whole memory, from its pages that are not zeros, and of the devices. */
export function liveDigest(pages: ReadonlyMap<number, Uint8Array>, devices: Uint8Array): Promise<string> {
  const memory = new Uint8Array(RAM_PAGE_COUNT * BLOCK_BYTE_LENGTH + devices.byteLength);
  for (const [page, bytes] of pages) memory.set(bytes, page * BLOCK_BYTE_LENGTH);
  memory.set(devices, RAM_PAGE_COUNT * BLOCK_BYTE_LENGTH);
  return digestOf(memory);
}
