import { BLOCK_BYTE_LENGTH, blockCountOf } from "../core/geometry.ts";
import type { BlockIndex } from "../core/identity.ts";
import { digestOf } from "./disk-digest.ts";
import { diskExport } from "./disk-export.ts";
import { inspectCommands } from "./inspect-commands.ts";
import type { LabContext } from "./lab-context.ts";
import type { DiskCommands } from "./strata.ts";

/** `strata.disk`. */
export function diskCommands(context: LabContext): DiskCommands {
  const { clock } = context.parts;
  return {
    ...inspectCommands(context),
    get size() {
      return context.stored.disk.byteLength;
    },
    blockSize: BLOCK_BYTE_LENGTH,
    read: async (offset, length, { drive = 0 } = {}) => context.stored.diskAt(drive).read(offset, length),
    digest: async ({ at, drive, signal } = {}) => {
      const { stored } = context;
      const view = at === undefined ? await stored.view(drive) : await stored.viewSnapshot(at, drive);
      try {
        return await digestOf(view, clock, { signal });
      } finally {
        view.release();
      }
    },
    exportRaw: diskExport(context),
    layers: () => {
      const layers = context.stored.layers();
      return layers.map((layer, index) => ({ ...layer, isActive: index === layers.length - 1 }));
    },
    locate: (blockIndex, { drive = 0 } = {}) => {
      const disk = context.stored.diskAt(drive);
      return disk.locate(toBlockIndex(blockIndex, blockCountOf(disk.byteLength)));
    },
  };
}

/** A checked block index. Throws RangeError when it is not one of `blockCount` blocks. */
function toBlockIndex(value: number, blockCount: number): BlockIndex {
  if (Number.isInteger(value) && value >= 0 && value < blockCount) return value as BlockIndex;
  throw new RangeError(`Find block: ${value}, wanted a whole number from 0 to ${blockCount - 1}`);
}
