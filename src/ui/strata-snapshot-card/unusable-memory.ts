import type { MemoryState, SnapshotView } from "../../lab/view-model.ts";

/** Why a memory can't be brought back. */
export type UnusableMemory = Extract<MemoryState, "other-build" | "damaged">;

/** Why the memory of a snapshot can't be brought back; null where it can, or where it keeps none. */
export const unusableMemory = ({ memory }: Pick<SnapshotView, "memory">): UnusableMemory | null =>
  memory === "other-build" || memory === "damaged" ? memory : null;
