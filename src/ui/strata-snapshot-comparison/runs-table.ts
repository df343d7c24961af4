import { html, nothing, type TemplateResult } from "lit";
import type { Locale } from "../../i18n/locale.ts";
import type { SnapshotComparison } from "../../lab/snapshot-insight.ts";

/** Runs that the table names; the strip shows all of them. */
const LISTED_RUN_COUNT = 200;

/** The strip of a disk as a table: which blocks, and for which of the two they were written. */
export function runsTable(
  runs: SnapshotComparison["disks"][number]["runs"],
  first: string,
  second: string,
  { text: { insight }, format }: Locale,
): TemplateResult {
  const nameOf = { first, second, both: insight.byBoth };
  const left = runs.length - LISTED_RUN_COUNT;
  return html`<details>
    <summary class="note">${insight.runsShown({ value: runs.length, shown: format.count(runs.length) })}</summary>
    <div class="scroll" tabindex="0" role="region" aria-label=${insight.blockRuns}>
      <table>
        <thead>
          <tr>
            <th scope="col" class="number">${insight.runFrom}</th>
            <th scope="col" class="number">${insight.runTo}</th>
            <th scope="col" class="number">${insight.runCount}</th>
            <th scope="col">${insight.runBy}</th>
          </tr>
        </thead>
        <tbody>
          ${runs.slice(0, LISTED_RUN_COUNT).map(
            (run) => html`<tr>
              <td class="number">${format.count(run.first)}</td>
              <td class="number">${format.count(run.first + run.count - 1)}</td>
              <td class="number">${format.count(run.count)}</td>
              <td>${nameOf[run.writtenBy]}</td>
            </tr>`,
          )}
        </tbody>
      </table>
    </div>
    ${left > 0 ? html`<p class="note quiet">${insight.moreRuns({ value: left, shown: format.count(left) })}</p>` : nothing}
  </details>`;
}
