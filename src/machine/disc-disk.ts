import { StrataError } from "../core/strata-error.ts";
import type { MachineDisc, MachineDisk } from "./machine.ts";

/** A disc as a disk that takes no writes. v86 may read past its end, and gets zeros there. */
export function discDisk(disc: MachineDisc): MachineDisk {
  const within = (offset: number, byteLength: number): number =>
    Math.max(0, Math.min(byteLength, disc.byteLength - offset));
  return {
    byteLength: disc.byteLength,
    readNow: (offset, byteLength) =>
      offset + byteLength > disc.byteLength ? null : disc.readNow(offset, byteLength),
    writeNow: () => false,
    read: async (offset, byteLength) => {
      const there = within(offset, byteLength);
      if (there === byteLength) return disc.read(offset, byteLength);
      const bytes = new Uint8Array(byteLength);
      if (there > 0) bytes.set(await disc.read(offset, there));
      return bytes;
    },
    write: async () => {
      throw new StrataError("machine-failed", "Write to a disc: it can only be read, wanted no write");
    },
    flush: () => Promise.resolve(),
  };
}
