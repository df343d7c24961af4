import { BLOCK_BYTE_LENGTH } from "../../core/geometry.ts";
import type { Locale } from "../../i18n/locale.ts";
import type { SnapshotPrediction } from "../../lab/snapshot-insight.ts";
import type { PredictedOperation } from "../snapshot-insight-port.ts";

/** What an operation would do to the blocks, as sentences. */
export function foretold(
  operation: PredictedOperation,
  { blockCount, layerCount, droppedBlockCount, copiedBlockCount }: SnapshotPrediction,
  parentName: string,
  { text: { insight }, format }: Locale,
): readonly string[] {
  const quantity = (value: number) => ({ value, shown: format.count(value) });
  const bytes = (count: number): string => format.bytes(count * BLOCK_BYTE_LENGTH);
  const moves = insight.moves(quantity(blockCount), bytes(blockCount), quantity(layerCount));
  switch (operation) {
    case "merge":
      return droppedBlockCount === 0
        ? [moves]
        : [moves, insight.overwrites(quantity(droppedBlockCount), parentName)];
    case "flatten":
      return blockCount === 0
        ? [insight.standsAlone]
        : [
            insight.flattens(
              quantity(blockCount - copiedBlockCount),
              quantity(copiedBlockCount),
              bytes(copiedBlockCount),
            ),
          ];
    case "full-clone":
    case "linked-clone":
      return [insight.copies(quantity(copiedBlockCount), bytes(copiedBlockCount))];
    default:
      if (blockCount === 0) return [insight.dropsAll(quantity(droppedBlockCount), bytes(droppedBlockCount))];
      return droppedBlockCount === 0 ? [moves] : [moves, insight.dropsHeld(quantity(droppedBlockCount))];
  }
}
