// Long because the parts of a step stand in one order, in one place; what is large in them has files of its own.
import { html, LitElement, nothing, type PropertyValues, type TemplateResult } from "lit";
import type { Language } from "../../i18n/language.ts";
import { lessonTextOf } from "../../i18n/lessons/lesson-locale.ts";
import { type Locale, localeOf } from "../../i18n/locale.ts";
import type { ViewModel } from "../../lab/view-model.ts";
import type { LessonView, StepView } from "../../lessons/view-model.ts";
import { emitCommand } from "../command.ts";
import { controls } from "../controls.styles.ts";
import type { LessonAsk } from "../lesson-command.ts";
import type { LessonPicture } from "../lesson-pictures/lesson-picture.ts";
import { loadPicture } from "../lesson-pictures/load-picture.ts";
import { pictureStyles } from "../lesson-pictures/picture.styles.ts";
import { finished } from "./finished.ts";
import { predictionField } from "./prediction-field.ts";
import { plainText, prose, sentence } from "./prose.ts";
import { lessonStyles } from "./strata-lesson.styles.ts";

/**
 * An exercise: its picture, the step under way with what is to be predicted and done, its goals as they tick off, hints
 * on request, and what happened. Any step that is behind can be read again.
 *
 * Properties: `lesson` (or null); `host` (the machine as the page shows it); `language`.
 * Events: `strata-command` lesson.
 */
export class StrataLesson extends LitElement {
  static override styles = [controls, pictureStyles, lessonStyles];
  static override properties = {
    lesson: { attribute: false },
    host: { attribute: false },
    language: { reflect: true, attribute: "lang" },
    shownStep: { state: true },
    isAskingToRestart: { state: true },
    picture: { state: true },
    learner: { state: true },
    said: { state: true },
  };
  declare lesson: LessonView | null;
  declare host: ViewModel | null;
  declare language: Language;
  /** A step that is read again; null for the one under way. */
  declare shownStep: number | null;
  declare isAskingToRestart: boolean;
  declare picture: LessonPicture | null;
  declare learner: string;
  /** What a screen reader says. */
  declare said: string;
  #pictureName: string | null = null;
  /** Whether the focus was here before what has it may have been drawn away. */
  #hadFocus = false;

  constructor() {
    super();
    this.lesson = null;
    this.host = null;
    this.language = "en";
    this.shownStep = null;
    this.isAskingToRestart = false;
    this.picture = null;
    this.learner = "";
    this.said = "";
  }

  get #locale(): Locale {
    return localeOf(this.language);
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (!changed.has("lesson") || this.lesson === null) return;
    this.#hadFocus = this.matches(":focus-within");
    const before = changed.get("lesson");
    if (before?.id !== this.lesson.id || before.current !== this.lesson.current) this.shownStep = null;
    if (before?.id === this.lesson.id) this.said = this.#whatPassed(before, this.lesson) || this.said;
    const { picture } = this.lesson;
    if (picture === this.#pictureName) return;
    this.#pictureName = picture;
    this.picture = null;
    if (picture !== null)
      void loadPicture(picture).then((loaded) => {
        if (this.#pictureName === picture) this.picture = loaded;
      });
  }

  /** The next step takes the focus that the button had which led to it, the exercise that of the link. */
  protected override updated(changed: PropertyValues<this>): void {
    if (!changed.has("lesson") || this.lesson === null) return;
    const before = changed.get("lesson");
    const isOpened = before?.id !== this.lesson.id;
    if (!isOpened && before.current === this.lesson.current) return;
    const isLost = document.activeElement === null || document.activeElement === document.body;
    if (isOpened ? isLost : this.#hadFocus)
      this.renderRoot.querySelector<HTMLElement>(isOpened ? "h2" : "h3")?.focus();
  }

  #whatPassed(before: LessonView, after: LessonView): string {
    const { lesson: text } = lessonTextOf(this.language);
    const step = after.steps[after.current];
    const earlier = before.steps[after.current];
    const passed = step?.goals.filter(
      ({ passedAt }, index) => passedAt !== null && earlier?.goals[index]?.passedAt === null,
    );
    if (!step || !passed?.length) return "";
    const sentences = passed.map(({ sentence: goal }) => text.goalPassed(plainText(goal[this.language])));
    return [...sentences, ...(isComplete(step) ? [text.stepPassed] : [])].join(" ");
  }

  #ask(ask: LessonAsk): void {
    emitCommand(this, { kind: "lesson", ...ask });
  }

  protected override render() {
    const { lesson } = this;
    if (lesson === null) return nothing;
    const { lesson: text } = lessonTextOf(this.language);
    const index = this.shownStep ?? lesson.current;
    const step = lesson.steps[index];
    return html`<section class="lesson" aria-labelledby="title">
      <header>
        <p class="label">${text.title}</p>
        <h2 id="title" tabindex="-1">${lesson.title[this.language]}</h2>
        <a class="all" href="#/lessons">${text.index}</a>
      </header>
      ${this.#picture(lesson)} ${this.#track(lesson, index)} ${this.#state(lesson)}
      ${step === undefined ? nothing : this.#step(lesson, step, index)}
      <div class="visually-hidden" role="status" aria-live="polite">${this.said}</div>
    </section>`;
  }

  #picture(lesson: LessonView): TemplateResult | typeof nothing {
    if (this.picture === null || this.host === null) return nothing;
    const { drawing, words } = this.picture({ lesson, host: this.host, locale: this.#locale });
    return html`<figure class="picture">
      ${drawing}
      <figcaption class="visually-hidden">
        <ul>${words.map((each) => html`<li>${each}</li>`)}</ul>
      </figcaption>
    </figure>`;
  }

  /** One mark for each step; those that are behind lead back to their text. */
  #track(lesson: LessonView, shown: number): TemplateResult {
    const { lesson: text } = lessonTextOf(this.language);
    return html`<ol class="track" aria-label=${text.steps}>
      ${lesson.steps.map(
        ({ title, state }, index) => html`<li class=${state}>
          <button
            type="button"
            ?disabled=${state === "ahead"}
            aria-current=${index === shown ? "step" : nothing}
            title=${title[this.language]}
            @click=${() => {
              this.shownStep = index === lesson.current ? null : index;
            }}
          >
            <span class="numbers">${index + 1}</span>
            <span class="visually-hidden">${title[this.language]}, ${text.stepState[state]}</span>
          </button>
        </li>`,
      )}
    </ol>`;
  }

  /** What has to be done before the step can go on, or what is going on. */
  #state(lesson: LessonView): TemplateResult | typeof nothing {
    const { lesson: text } = lessonTextOf(this.language);
    const { notice } = this.#locale.text;
    if (lesson.phase === "occupied")
      return html`<div class="state">
        <p>${text.occupied(lesson.occupant ?? "")}</p>
        <div class="buttons">
          <button
            class="button primary"
            type="button"
            @click=${() => this.#ask({ ask: "release", snapshotFirst: text.keptName })}
          >
            ${text.keepAndRelease}
          </button>
          <button class="button" type="button" @click=${() => this.#ask({ ask: "release", snapshotFirst: null })}>
            ${text.release}
          </button>
        </div>
      </div>`;
    if (lesson.phase === "preparing") return html`<p class="state quiet" role="status">${text.preparing}</p>`;
    if (lesson.phase === "restarting")
      return html`<p class="state quiet" role="status">${text.restarting}</p>`;
    if (lesson.phase === "playing")
      return html`<div class="state" role="status">
        <p class="quiet">${text.playing}</p>
        <button class="button" type="button" @click=${() => this.#ask({ ask: "stop-playing" })}>
          ${text.stopPlaying}
        </button>
      </div>`;
    if (lesson.trouble !== null)
      return html`<p class="state trouble" role="alert">
        ${notice.text[lesson.trouble.code].happened} ${notice.text[lesson.trouble.code].advice}
      </p>`;
    if (lesson.isMachineOff)
      return html`<div class="state">
        <p>${text.off}</p>
        <div class="buttons">
          <button class="button primary" type="button" @click=${() => this.#ask({ ask: "go-on" })}>${text.goOn}</button>
          <button class="button" type="button" @click=${() => this.#ask({ ask: "restart-step" })}>
            ${text.restartStep}
          </button>
        </div>
      </div>`;
    return nothing;
  }

  #step(lesson: LessonView, step: StepView, index: number): TemplateResult {
    const { lesson: text } = lessonTextOf(this.language);
    const locale = this.#locale;
    const options = { locale, measures: step.measures };
    const isUnderWay = index === lesson.current;
    const isReady = lesson.phase === "ready";
    const isLast = index === lesson.steps.length - 1;
    const count = locale.format.count;
    return html`<article>
      <p class="quiet note numbers">${text.step(count(index + 1), count(lesson.steps.length))}</p>
      <h3 tabindex="-1">${step.title[this.language]}</h3>
      <div class="prose">
        ${prose(step.task[this.language], {
          ...options,
          type: isUnderWay && isReady ? (line) => this.#ask({ ask: "type", line }) : null,
        })}
      </div>
      ${step.predictions.map((prediction) =>
        predictionField(prediction, locale, (answer) =>
          this.#ask({ ask: "predict", prediction: prediction.id, answer }),
        ),
      )}
      ${this.#goals(step)}
      ${isUnderWay && !isComplete(step) ? this.#hints(step) : nothing}
      ${
        isComplete(step) && step.explanation[this.language].length > 0
          ? html`<div class="explanation">
              <p class="label">${text.explanation}</p>
              <div class="prose">${prose(step.explanation[this.language], options)}</div>
            </div>`
          : nothing
      }
      ${
        isLast && lesson.finishedAt !== null
          ? finished(lesson, locale, {
              learner: this.learner,
              setLearner: (learner) => {
                this.learner = learner;
              },
              save: () => this.#ask({ ask: "save-result", learner: this.learner }),
            })
          : nothing
      }
      ${isUnderWay ? this.#tools(step, { isReady, isLast }) : nothing}
    </article>`;
  }

  #goals(step: StepView): TemplateResult | typeof nothing {
    if (step.goals.length === 0) return nothing;
    const { lesson: text } = lessonTextOf(this.language);
    return html`<div>
      <p class="label" id="goals">${text.goals}</p>
      <ul class="goals" aria-labelledby="goals">
        ${step.goals.map(
          ({
            id,
            sentence: goal,
            passedAt,
          }) => html`<li class=${passedAt === null ? "open" : "passed"} data-goal=${id}>
            <svg class="tick" width="18" height="18" viewBox="0 0 18 18" aria-hidden="true">
              <circle cx="9" cy="9" r="7.5" />
              <path d="m5.5 9.2 2.5 2.5 4.6-5" />
            </svg>
            <span>
              ${sentence(goal[this.language], { locale: this.#locale })}
              <span class="visually-hidden">(${passedAt === null ? text.open : text.passed})</span>
            </span>
          </li>`,
        )}
      </ul>
    </div>`;
  }

  #hints(step: StepView): TemplateResult | typeof nothing {
    if (step.hintCount === 0) return nothing;
    const { lesson: text } = lessonTextOf(this.language);
    const { count } = this.#locale.format;
    const shown = step.hints.length;
    return html`<div class="hints">
      ${
        shown === 0
          ? nothing
          : html`<p class="label">${text.hints}</p>
              ${step.hints.map(
                (hint) =>
                  html`<div class="prose note">${prose(hint[this.language], { locale: this.#locale })}</div>`,
              )}`
      }
      ${
        shown < step.hintCount
          ? html`<button class="button plain" type="button" data-hint @click=${() => this.#ask({ ask: "hint" })}>
              ${text.hint(count(shown + 1), count(step.hintCount))}
            </button>`
          : nothing
      }
    </div>`;
  }

  #tools(
    step: StepView,
    { isReady, isLast }: { readonly isReady: boolean; readonly isLast: boolean },
  ): TemplateResult {
    const { lesson: text } = lessonTextOf(this.language);
    if (this.isAskingToRestart)
      return html`<div class="state" role="group" aria-label=${text.restartLesson}>
        <p>${text.restartLessonAsk}</p>
        <div class="buttons">
          <button
            class="button danger"
            type="button"
            @click=${() => {
              this.isAskingToRestart = false;
              this.#ask({ ask: "restart-lesson" });
            }}
          >
            ${text.restartLessonYes}
          </button>
          <button
            class="button"
            type="button"
            @click=${() => {
              this.isAskingToRestart = false;
            }}
          >
            ${text.cancel}
          </button>
        </div>
      </div>`;
    return html`<div class="buttons tools">
      ${
        isComplete(step) && !isLast
          ? html`<button class="button primary" type="button" data-next @click=${() => this.#ask({ ask: "next" })}>
              ${text.next}
            </button>`
          : nothing
      }
      ${
        step.goals.length > 0 && !isComplete(step)
          ? html`<button class="button" type="button" data-play ?disabled=${!isReady} @click=${() => this.#ask({ ask: "play" })}>
              ${text.play}
            </button>`
          : nothing
      }
      <button
        class="button plain"
        type="button"
        data-restart-step
        ?disabled=${!isReady}
        @click=${() => this.#ask({ ask: "restart-step" })}
      >
        ${text.restartStep}
      </button>
      <button
        class="button plain"
        type="button"
        data-restart-lesson
        ?disabled=${!isReady}
        @click=${() => {
          this.isAskingToRestart = true;
        }}
      >
        ${text.restartLesson}
      </button>
    </div>`;
  }
}

const isComplete = ({ goals }: StepView): boolean => goals.every(({ passedAt }) => passedAt !== null);

customElements.define("strata-lesson", StrataLesson);

declare global {
  interface HTMLElementTagNameMap {
    "strata-lesson": StrataLesson;
  }
}
