import type { MachineSummary } from "../../lab/strata.ts";
import type { ViewModel } from "../../lab/view-model.ts";

/** Whether nobody has done anything here yet: the page then says what it is. */
export const isFirstVisit = (
  { machine, snapshots, timings, layers }: ViewModel,
  machines: readonly MachineSummary[],
): boolean =>
  machines.length <= 1 &&
  machine.state === "off" &&
  snapshots.length === 0 &&
  timings.length === 0 &&
  layers.every((layer) => layer.kind === "base" || layer.blockCount === 0);
