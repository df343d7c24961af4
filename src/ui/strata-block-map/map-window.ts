/** One step of the zoom: cells of 2^`level` blocks, `columns` of them in a row. */
export interface ZoomStep {
  readonly level: number;
  readonly columns: number;
  readonly rows: number;
}

/** What is seen of a disk: the cells of a step, from the row `firstRow` of the whole disk on. */
export interface MapWindow extends ZoomStep {
  readonly firstRow: number;
}

/** The map is twice as wide as it is high. */
const rowsOf = (columns: number): number => Math.max(1, columns / 2);

/**
 * The steps of the zoom from the whole disk to one block, where a row has room for `widest` cells, a power of two. Each
 * shows half as much as the one before, or a quarter where the cells grow.
 */
export function zoomSteps(blockCount: number, widest: number): readonly ZoomStep[] {
  const steps: ZoomStep[] = [];
  let level = 0;
  while (widest * rowsOf(widest) * 2 ** level < blockCount) level++;
  for (; level > 0; level--) steps.push({ level, columns: widest, rows: rowsOf(widest) });
  let columns = widest;
  // A small disk is whole with larger cells already.
  if (steps.length === 0)
    while (columns > 1 && (columns / 2) * rowsOf(columns / 2) >= blockCount) columns /= 2;
  for (; columns >= 1; columns /= 2) steps.push({ level: 0, columns, rows: rowsOf(columns) });
  return steps;
}

/** Blocks of one row. */
export const blocksInRow = ({ columns, level }: ZoomStep): number => columns * 2 ** level;

const lastFirstRow = (step: ZoomStep, blockCount: number): number =>
  Math.max(0, Math.ceil(blockCount / blocksInRow(step)) - step.rows);

/** The window at `step` that begins about row `firstRow`, within the disk. */
export const windowAt = (step: ZoomStep, firstRow: number, blockCount: number): MapWindow => ({
  ...step,
  firstRow: Math.min(Math.max(0, Math.round(firstRow)), lastFirstRow(step, blockCount)),
});

/** The window at `step` in which `block` stands `height` below the top, as a share of the window. */
export const windowAround = (step: ZoomStep, block: number, blockCount: number, height = 0.5): MapWindow =>
  windowAt(step, Math.floor(block / blocksInRow(step)) - (step.rows - 1) * height, blockCount);

/** The window moved just as far as it takes to see `block`. */
export function windowWith(window: MapWindow, block: number, blockCount: number): MapWindow {
  const row = Math.floor(block / blocksInRow(window));
  if (row < window.firstRow) return windowAt(window, row, blockCount);
  if (row >= window.firstRow + window.rows) return windowAt(window, row - window.rows + 1, blockCount);
  return window;
}

/** The first cell that is seen, of all cells of this level. */
export const firstCellOf = (window: MapWindow): number => window.firstRow * window.columns;

/** The first block that is seen, and how many from there on, within the disk. */
export function blocksSeen(
  window: MapWindow,
  blockCount: number,
): { readonly first: number; readonly count: number } {
  const first = window.firstRow * blocksInRow(window);
  return { first, count: Math.max(0, Math.min(blockCount - first, window.rows * blocksInRow(window))) };
}
