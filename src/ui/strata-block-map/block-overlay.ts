/** Neighbouring blocks of a disk, which is counted from 0. */
export interface BlockRun {
  readonly drive: number;
  readonly first: number;
  readonly count: number;
}

/** Blocks to be seen on the map, whatever answers them. */
export interface OverlayClass {
  /** For people: why they are shown. */
  readonly label: string;
  readonly runs: readonly BlockRun[];
}

/** One class of blocks or two; a cell that has blocks of both shows the first. */
export type BlockOverlay = readonly [OverlayClass, OverlayClass?];

/** By cell of a window, which class lies there: 1 or 2, or 0 for none. Costs the runs. */
export function overlayCells(
  overlay: BlockOverlay,
  drive: number,
  {
    firstCell,
    cellCount,
    level,
  }: { readonly firstCell: number; readonly cellCount: number; readonly level: number },
): Uint8Array {
  const cells = new Uint8Array(cellCount);
  const size = 2 ** level;
  for (const index of [1, 0]) {
    for (const run of overlay[index]?.runs ?? []) {
      if (run.drive !== drive || run.count <= 0) continue;
      const first = Math.max(0, Math.floor(run.first / size) - firstCell);
      const last = Math.min(cellCount - 1, Math.floor((run.first + run.count - 1) / size) - firstCell);
      if (first <= last) cells.fill(index + 1, first, last + 1);
    }
  }
  return cells;
}
