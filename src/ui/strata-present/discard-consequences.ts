import type { MachineConfig } from "../../core/machine-config.ts";
import type { Locale } from "../../i18n/locale.ts";
import type { LayerView, SnapshotView } from "../../lab/view-model.ts";
import { changeSentences } from "../configuration-words.ts";
import type { UnusableMemory } from "../strata-snapshot-card/unusable-memory.ts";

/** What is discarded, and where that leads. */
interface DiscardSituation {
  /** The snapshot that is gone back to; null for the base image. */
  readonly current: SnapshotView | null;
  readonly activeLayer: LayerView | null;
  /** Why that snapshot's memory can't be brought back; null where it can. */
  readonly obstacle: UnusableMemory | null;
  readonly isOff: boolean;
  /** The machine's present one. */
  readonly config: MachineConfig;
}

/** Sentences on what a discard would take away, and what the machine would be afterwards. */
export function discardConsequences(
  { current, activeLayer, obstacle, isOff, config }: DiscardSituation,
  locale: Locale,
): readonly string[] {
  const {
    text: { snapshots },
    format,
  } = locale;
  const lost = activeLayer?.blockCount ?? 0;
  return [
    lost > 0
      ? snapshots.lossOfBlocks(
          { value: lost, shown: format.count(lost) },
          format.bytes(activeLayer?.byteLength ?? 0),
        )
      : snapshots.lossNone,
    ...(isOff ? [] : [snapshots.lossOfRunningState]),
    ...(obstacle === null ? [] : [snapshots.unusableMemory[obstacle], snapshots.diskOnlyOff]),
    ...(current?.kind === "live" && obstacle === null ? [snapshots.becomesLive] : []),
    ...(current === null && !isOff ? [snapshots.becomesBase] : []),
    ...(current?.kind === "powered-off" && !isOff ? [snapshots.becomesOff] : []),
    ...(current === null ? [] : changeSentences(config, current.parts.config, locale)),
    snapshots.kept,
  ];
}
