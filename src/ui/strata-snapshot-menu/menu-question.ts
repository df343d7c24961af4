import type { Locale } from "../../i18n/locale.ts";
import type { SnapshotPrediction } from "../../lab/snapshot-insight.ts";
import type { SnapshotView } from "../../lab/view-model.ts";
import type { Command } from "../command.ts";
import type { PredictedOperation } from "../snapshot-insight-port.ts";
import type { SnapshotKin } from "../strata-snapshots/snapshot-kin.ts";
import { foretold } from "./foretold-cost.ts";

/** What is asked before something is taken away. */
export interface MenuQuestion {
  readonly question: string;
  readonly consequences: readonly string[];
  readonly label: string;
  readonly operation: PredictedOperation;
  readonly command: Command;
  /** The same with a wipe, where one can be asked for. */
  readonly wiping?: Command;
}

interface Subject {
  readonly snapshot: SnapshotView;
  readonly kin: SnapshotKin;
  /** What is known so far of what each operation would cost. */
  readonly foretold: ReadonlyMap<PredictedOperation, SnapshotPrediction>;
}

/** What moving the snapshot's own blocks into those that stand on it costs, in words: as far as its record tells. */
export function costOfRemoval(
  { parts: { diskBlockCount, diskBytes } }: SnapshotView,
  { heirCount }: SnapshotKin,
  { text: { tree }, format }: Locale,
): string {
  const quantity = { value: diskBlockCount, shown: format.count(diskBlockCount) };
  if (heirCount === 0) return tree.movesNone;
  if (diskBlockCount === 0) return tree.moves(quantity, format.bytes(0));
  return heirCount === 1
    ? tree.movesAtMost(quantity, format.bytes(diskBytes))
    : tree.movesIntoEach(quantity, format.bytes(diskBytes), format.count(heirCount));
}

function costOfMerge({ parts }: SnapshotView, { text: { tree }, format }: Locale): string {
  const { diskBlockCount, diskBytes } = parts;
  return tree.moves({ value: diskBlockCount, shown: format.count(diskBlockCount) }, format.bytes(diskBytes));
}

/** What is asked before a merge, a deletion, or the deletion of a branch. */
export function menuQuestion(
  asked: "merge" | "remove" | "branch",
  { snapshot, kin, foretold: known }: Subject,
  locale: Locale,
): MenuQuestion {
  const { text, format } = locale;
  const { tree, insight } = text;
  const { id, name } = snapshot;
  const operation = asked === "branch" ? "remove-branch" : asked;
  const prediction = known.get(operation);
  const cost = (otherwise: readonly string[]): readonly string[] =>
    prediction === undefined ? otherwise : foretold(operation, prediction, kin.parentName ?? "", locale);
  if (asked === "merge") {
    const parent = kin.parentName ?? "";
    return {
      question: tree.confirmMerge(name, parent),
      consequences: [tree.mergeEffect(name, parent), ...cost([costOfMerge(snapshot, locale)])],
      label: tree.merge,
      operation,
      command: { kind: "merge-snapshot", id },
    };
  }
  const branch = asked === "branch";
  const names = [name, ...kin.descendants];
  const wipes =
    prediction === undefined
      ? []
      : [
          prediction.wipedBytesAtMost > 0
            ? insight.wipes(format.bytes(prediction.wipedBytesAtMost))
            : insight.wipesNothing,
        ];
  return {
    question: branch ? tree.confirmBranch(name) : tree.confirmRemove(name),
    consequences: branch
      ? [
          tree.branchLoss({ value: names.length, shown: format.count(names.length) }, names),
          tree.branchEffect,
          ...cost([]),
          ...wipes,
        ]
      : [
          kin.heirCount > 0 ? tree.removeEffect : tree.branchEffect,
          ...cost([costOfRemoval(snapshot, kin, locale)]),
          ...(snapshot.kind === "live" ? [tree.lossOfMemory] : []),
          ...wipes,
        ],
    label: tree.remove,
    operation,
    command: { kind: "remove-snapshot", id, branch, wipe: false },
    wiping: { kind: "remove-snapshot", id, branch, wipe: true },
  };
}
