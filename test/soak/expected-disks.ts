import { DiskState } from "../store/disk-model.ts";
import { MadeBaseImage } from "../store/made-base-image.ts";
import { Random } from "../support/random.ts";
import {
  bytesOf,
  DISK_BYTE_LENGTH,
  digestOf,
  type GuestWrite,
  madeBase,
  SECOND_BYTE_LENGTH,
  type SeenDisks,
} from "./operations.ts";

/**
 * A disk that is thick and not zeroed: nobody can say what it holds before it was read once. From then on it must hold the
 * same, wherever it is kept; no guest writes to it.
 */
export class UnreadDisk {
  digest: string | null = null;
}

/** The disks of a machine at one moment. Never changed. */
export interface ExpectedDisks {
  readonly system: DiskState;
  readonly second: DiskState | UnreadDisk | null;
}

/** Stands for the digest of a disk that was not read yet. */
export const ANY_DIGEST = "anything";

export const bareDisks: ExpectedDisks = {
  system: DiskState.bare(madeBase(), DISK_BYTE_LENGTH),
  second: null,
};
/** A thin second disk that nobody wrote to: zeros. */
export const emptySecond = DiskState.bare(new MadeBaseImage(0, new Random(0)), SECOND_BYTE_LENGTH);

const digests = new WeakMap<DiskState, Promise<string>>();

export function diskDigest(disk: DiskState): Promise<string> {
  const digest = digests.get(disk) ?? digestOf(disk.read(0, disk.byteLength) as Uint8Array<ArrayBuffer>);
  digests.set(disk, digest);
  return digest;
}

export async function seenDisks({ system, second }: ExpectedDisks): Promise<SeenDisks> {
  const digest = second instanceof UnreadDisk ? (second.digest ?? ANY_DIGEST) : second && diskDigest(second);
  return { system: await diskDigest(system), second: await digest };
}

/** Takes what was read of a disk that nobody could foretell for what it holds from now on. */
export function learn({ second }: ExpectedDisks, seen: SeenDisks | undefined): void {
  if (second instanceof UnreadDisk) second.digest ??= seen?.second ?? null;
}

export function afterWrites(disks: ExpectedDisks, writes: readonly GuestWrite[]): ExpectedDisks {
  let { system, second } = disks;
  for (const each of writes) {
    if (each.drive === 0) system = system.write(each.offset, bytesOf(each));
    else if (second instanceof DiskState) second = second.write(each.offset, bytesOf(each));
    else throw new Error("Write to the second disk: nobody knows what it holds, wanted a thin one");
  }
  return { system, second };
}
