import { html, nothing, type TemplateResult } from "lit";
import { lessonTextOf } from "../../i18n/lessons/lesson-locale.ts";
import type { Locale } from "../../i18n/locale.ts";
import type { LessonView } from "../../lessons/view-model.ts";
import { prose } from "./prose.ts";

interface HandIn {
  readonly learner: string;
  readonly setLearner: (learner: string) => void;
  readonly save: () => void;
}

/** What stands at the end: what many believe, what to hand in, and where it comes from. */
export const finished = (
  { misconception, sources, begunAt, finishedAt, seed }: LessonView,
  locale: Locale,
  { learner, setLearner, save }: HandIn,
): TemplateResult => {
  const { lesson: text } = lessonTextOf(locale.language);
  return html`<div class="finished">
    <h4>${text.done}</h4>
    <p class="quiet note numbers">
      ${finishedAt === null ? nothing : text.doneIn(locale.format.span(finishedAt - begunAt))} ${text.seed(String(seed))}
    </p>
    <p class="label">${text.believed}</p>
    <blockquote class="prose">${prose(misconception[locale.language], { locale })}</blockquote>
    <form
      class="hand-in"
      @submit=${(event: Event) => {
        event.preventDefault();
        save();
      }}
    >
      <label>
        <span class="label">${text.learner}</span>
        <input
          class="field"
          name="learner"
          autocomplete="name"
          maxlength="100"
          .value=${learner}
          @input=${(event: Event) => setLearner((event.currentTarget as HTMLInputElement).value)}
        />
      </label>
      <button class="button" type="submit">${text.save}</button>
      <p class="note quiet">${text.resultNote}</p>
    </form>
    <details>
      <summary>${text.sources}</summary>
      <div class="prose note">${prose(sources[locale.language], { locale })}</div>
    </details>
  </div>`;
};
