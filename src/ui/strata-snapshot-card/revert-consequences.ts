import type { MachineConfig } from "../../core/machine-config.ts";
import type { Locale } from "../../i18n/locale.ts";
import type { LayerView, SnapshotView } from "../../lab/view-model.ts";
import { changeSentences } from "../configuration-words.ts";
import { unusableMemory } from "./unusable-memory.ts";

/** What a revert meets, and whether the machine is to be started afterwards. */
export interface RevertSituation {
  readonly snapshot: SnapshotView;
  readonly activeLayer: LayerView | null;
  readonly isOff: boolean;
  /** The machine's present one. */
  readonly config: MachineConfig;
  readonly starts: boolean;
}

/** Sentences on what a revert would take away and bring back. */
export function revertConsequences(situation: RevertSituation, locale: Locale): readonly string[] {
  const { text, format } = locale;
  const { snapshot, activeLayer, isOff } = situation;
  const lost = activeLayer?.blockCount ?? 0;
  return [
    lost > 0
      ? text.snapshots.lossOfBlocks(
          { value: lost, shown: format.count(lost) },
          format.bytes(activeLayer?.byteLength ?? 0),
        )
      : text.snapshots.lossNone,
    ...(isOff ? [] : [text.snapshots.lossOfRunningState]),
    ...becomes(situation, text.snapshots),
    ...changeSentences(situation.config, snapshot.parts.config, locale),
    text.snapshots.kept,
  ];
}

function becomes(
  { snapshot, starts }: RevertSituation,
  text: Locale["text"]["snapshots"],
): readonly string[] {
  const obstacle = unusableMemory(snapshot);
  if (obstacle !== null)
    return [text.unusableMemory[obstacle], starts ? text.diskOnlyBoots : text.diskOnlyOff];
  if (snapshot.kind === "live") return [text.becomesLive];
  return starts ? [] : [text.becomesOff];
}
