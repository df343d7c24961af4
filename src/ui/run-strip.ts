import { css, html, svg, type TemplateResult } from "lit";
import type { BlockRun } from "../core/block-runs.ts";

/** Pieces that a strip is cut into: about one for each pixel or two. */
const PIECE_COUNT = 400;

/** One row of a strip: what is marked in it, in a colour of its own. */
export interface StripLane {
  /** A CSS colour. */
  readonly colour: string;
  readonly runs: readonly BlockRun[];
}

/** Runs as pieces of the strip, each at least one wide; those that touch are one. */
function stripPieces(runs: readonly BlockRun[], blockCount: number): readonly BlockRun[] {
  const pieces: { first: number; count: number }[] = [];
  const scale = PIECE_COUNT / Math.max(1, blockCount);
  for (const run of runs) {
    const first = Math.min(PIECE_COUNT - 1, Math.floor(run.first * scale));
    const end = Math.min(PIECE_COUNT, Math.max(first + 1, Math.ceil((run.first + run.count) * scale)));
    const last = pieces.at(-1);
    if (last !== undefined && last.first + last.count >= first)
      last.count = Math.max(last.count, end - last.first);
    else pieces.push({ first, count: end - first });
  }
  return pieces;
}

/** A space of blocks or pages from its beginning on the left to its end, with runs marked in lanes. For the eye only. */
export const runStrip = (lanes: readonly StripLane[], blockCount: number): TemplateResult =>
  html`<div class="strip" aria-hidden="true">
    ${lanes.map(
      ({ colour, runs }) =>
        html`<svg viewBox=${`0 0 ${PIECE_COUNT} 1`} preserveAspectRatio="none" style=${`color:${colour}`}>
          ${stripPieces(runs, blockCount).map(
            ({ first, count }) => svg`<rect x=${first} width=${count} height="1" />`,
          )}
        </svg>`,
    )}
  </div>`;

export const runStripStyles = css`
  .strip {
    display: grid;
    gap: 2px;
  }

  .strip svg {
    display: block;
    width: 100%;
    height: 10px;
    border-radius: 2px;
    background: var(--strip-ground, var(--sunken));
    fill: currentColor;
  }
`;
