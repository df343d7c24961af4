import type { Locale } from "../../i18n/locale.ts";
import type { SnapshotView } from "../../lab/view-model.ts";
import { unusableMemory } from "./unusable-memory.ts";

/** How the way back to a snapshot is called. */
export interface RevertWords {
  readonly label: string;
  /** The label with the snapshot's name. */
  readonly fullLabel: string;
  readonly question: string;
  /** Why only the disk is offered; null where all of the snapshot is. */
  readonly obstacle: string | null;
}

/** The words for a whole snapshot, or for its disk alone where its memory can't be used. */
export function revertWords(snapshot: SnapshotView, { text: { snapshots } }: Locale): RevertWords {
  const { name } = snapshot;
  const reason = unusableMemory(snapshot);
  return reason === null
    ? {
        label: snapshots.revert,
        fullLabel: snapshots.revertTo(name),
        question: snapshots.confirmRevert(name),
        obstacle: null,
      }
    : {
        label: snapshots.revertDisk,
        fullLabel: snapshots.revertDiskTo(name),
        question: snapshots.confirmRevertDisk(name),
        obstacle: snapshots.unusableMemory[reason],
      };
}
