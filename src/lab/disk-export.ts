import { isZeroBlock } from "../core/block-bytes.ts";
import { throwIfCancelled } from "../core/cancel-signal.ts";
import type { Cost } from "../core/cost.ts";
import { BLOCK_BYTE_LENGTH, blockCountOf } from "../core/geometry.ts";
import type { SnapshotId } from "../core/identity.ts";
import type { DiskChunk, DiskView } from "../store/disk-view.ts";
import type { ProgressOptions } from "../store/full-copy.ts";
import type { LabContext } from "./lab-context.ts";
import { cancellable } from "./long-work.ts";
import { blobTarget, fileTarget, type RawTarget } from "./raw-target.ts";
import { Stopwatch } from "./stopwatch.ts";
import type { DriveOption, LongWorkOptions } from "./strata.ts";

const ACTION = "Download the disk";

/** The part of `strata.disk` that hands disks out. */
export interface DiskExportCommands {
  /**
   * The raw image of a disk, as it stands or as it was at a snapshot: into the file `to`, which gets holes for blocks of
   * zeros where its file system has such, or else as `image`, a blob. The machine may run meanwhile. Where it runs, or ran
   * when the snapshot was taken, the image is as after a power cut. Not encrypted, also where the machine is. `bytesRead`
   * counts what is not zeros.
   * On failure or abort (`cancelled`): `snapshot-unknown`, `disk-unknown`, `image-unreachable`, `image-damaged`,
   * `storage-damaged`, `storage-failed`, or `file-unwritable`; the file is as it was.
   */
  exportRaw(
    options?: DriveOption &
      LongWorkOptions & {
        readonly at?: SnapshotId | undefined;
        readonly to?: FileSystemFileHandle | undefined;
      },
  ): Promise<Cost & { readonly byteLength: number; readonly image: Blob | null }>;
}

/** See `DiskExportCommands.exportRaw`. */
export function diskExport(context: LabContext): DiskExportCommands["exportRaw"] {
  return async ({ at, drive, to, ...options } = {}) => {
    const stopwatch = new Stopwatch(context.parts.clock);
    const { stored } = context;
    const view = at === undefined ? await stored.view(drive) : await stored.viewSnapshot(at, drive);
    const { byteLength } = view;
    try {
      return await cancellable(context, "download", options, async (progress) => {
        const target = to === undefined ? blobTarget(byteLength) : await fileTarget(to, byteLength);
        try {
          const bytesRead = await copyInto(target, view, progress);
          const image = await target.finish();
          const cost = stopwatch.cost({ blockCount: blockCountOf(bytesRead), bytesRead });
          return { ...cost, byteLength, image };
        } catch (cause) {
          await target.abandon();
          throw cause;
        }
      });
    } finally {
      view.release();
    }
  };
}

/** Resolves with the bytes written: those of blocks that are not all zeros. */
async function copyInto(
  target: RawTarget,
  view: DiskView,
  { signal, onProgress }: ProgressOptions,
): Promise<number> {
  const { byteLength } = view;
  let written = 0;
  for await (const chunk of view.chunks()) {
    throwIfCancelled(signal, ACTION);
    for (const { position, bytes } of runsOf(chunk)) {
      const within = bytes.subarray(0, byteLength - position);
      await target.write(position, within);
      written += within.byteLength;
    }
    const end = (chunk.firstBlock + chunk.blocks.length) * BLOCK_BYTE_LENGTH;
    onProgress?.(Math.min(end, byteLength), byteLength);
  }
  throwIfCancelled(signal, ACTION);
  return written;
}

/** The blocks that are not all zeros, those that stand next to one another together; `position` is the first one's, in bytes. */
function* runsOf({
  firstBlock,
  blocks,
}: DiskChunk): Generator<{ readonly position: number; readonly bytes: Uint8Array<ArrayBuffer> }> {
  for (let at = 0; at < blocks.length; at++) {
    const run: Uint8Array[] = [];
    for (let bytes = blocks[at]; bytes && !isZeroBlock(bytes); bytes = blocks[at + run.length])
      run.push(bytes);
    if (run.length === 0) continue;
    const joined = new Uint8Array(run.length * BLOCK_BYTE_LENGTH);
    for (const [index, bytes] of run.entries()) joined.set(bytes, index * BLOCK_BYTE_LENGTH);
    yield { position: (firstBlock + at) * BLOCK_BYTE_LENGTH, bytes: joined };
    at += run.length;
  }
}
