import type { SnapshotId } from "../core/identity.ts";
import type { DiskMap } from "../lab/disk-map.ts";
import type { BlockInspection } from "../lab/inspect-commands.ts";

/** How the page looks into the disks of the machine that is open. */
export interface DiskPort {
  readonly map: Pick<
    DiskMap,
    "subscribe" | "disks" | "isComplete" | "layersByRank" | "read" | "rankOf" | "densityOf"
  >;
  /** See `strata.disk.inspect`. */
  inspect(
    block: number,
    options: { readonly drive: number; readonly at: SnapshotId | null },
  ): Promise<BlockInspection>;
}
