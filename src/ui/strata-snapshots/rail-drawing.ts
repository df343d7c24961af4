import { html, nothing, type TemplateResult } from "lit";
import type { RailRow } from "./snapshot-rails.ts";

/** Room for one lane of rails, in pixels. */
const lanePixels = 16;
/** Where on a row its point lies, in pixels from the top. */
const pointPixels = 30;

/** The rails beside one row of the list; the present state's point is larger. */
export function railDrawing(row: RailRow, laneCount: number, isPresent: boolean): TemplateResult {
  const x = (lane: number): string => `left:${lane * lanePixels + lanePixels / 2 - 1}px`;
  return html`<div class="rails" .style=${`width:${laneCount * lanePixels}px`} aria-hidden="true">
    ${row.passing.map((lane) => html`<i .style=${x(lane)}></i>`)}
    ${row.hasLineAbove ? html`<i .style=${`${x(row.lane)};bottom:auto;height:${pointPixels}px`}></i>` : nothing}
    ${row.hasLineBelow ? html`<i .style=${`${x(row.lane)};top:${pointPixels}px`}></i>` : nothing}
    ${row.joining.map((lane) => {
      const from = lane * lanePixels + lanePixels / 2;
      const to = row.lane * lanePixels + lanePixels / 2;
      return html`<svg width=${laneCount * lanePixels} height=${pointPixels}>
        <path d=${`M${from} 0V${pointPixels - 10}Q${from} ${pointPixels} ${from + Math.sign(to - from) * 10} ${pointPixels}H${to}`} />
      </svg>`;
    })}
    <b class=${isPresent ? "here" : ""} .style=${`left:${row.lane * lanePixels + lanePixels / 2}px;top:${pointPixels}px`}></b>
  </div>`;
}
