import { html, type TemplateResult } from "lit";
import { lessonTextOf } from "../../i18n/lessons/lesson-locale.ts";
import type { Locale } from "../../i18n/locale.ts";
import type { CatalogueEntry } from "../../lessons/catalogue.ts";
import type { ResultFile } from "../../lessons/result-file.ts";
import { summariseResult } from "../../lessons/view-model/result-summary.ts";

/** What learners have handed in, one line each, by name. */
export const resultsTable = (
  results: readonly ResultFile[],
  entries: readonly CatalogueEntry[],
  { language, format }: Locale,
): TemplateResult => {
  const { columns, unnamed, unfinished } = lessonTextOf(language).teacher;
  const rows = results
    .map(summariseResult)
    .toSorted((a, b) => a.learner.localeCompare(b.learner, language) || a.lesson.localeCompare(b.lesson));
  const titleOf = (id: string): string => entries.find((entry) => entry.id === id)?.title[language] ?? id;
  const of = (some: number, all: number): string => `${format.count(some)} / ${format.count(all)}`;
  return html`<div class="scroll" tabindex="0" role="region" aria-labelledby="results">
    <table>
      <thead>
        <tr>
          <th scope="col">${columns.learner}</th>
          <th scope="col">${columns.lesson}</th>
          <th scope="col" class="number">${columns.goals}</th>
          <th scope="col" class="number">${columns.predictions}</th>
          <th scope="col" class="number">${columns.hints}</th>
          <th scope="col" class="number">${columns.played}</th>
          <th scope="col" class="number">${columns.seed}</th>
          <th scope="col" class="number">${columns.finished}</th>
        </tr>
      </thead>
      <tbody>
        ${rows.map(
          (row) => html`<tr>
            <td>${row.learner === "" ? unnamed : row.learner}</td>
            <td>${titleOf(row.lesson)}</td>
            <td class="number">${of(row.passedCount, row.goalCount)}</td>
            <td class="number">${of(row.rightCount, row.predictedCount)}</td>
            <td class="number">${format.count(row.hintCount)}</td>
            <td class="number">${format.count(row.playedCount)}</td>
            <td class="number">${row.seed}</td>
            <td class="number">${row.finishedAt === null ? unfinished : format.span(row.finishedAt - row.begunAt)}</td>
          </tr>`,
        )}
      </tbody>
    </table>
  </div>`;
};
