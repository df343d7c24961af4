import { html, LitElement, nothing, type TemplateResult } from "lit";
import { type Language, languageNames, languages } from "../../i18n/language.ts";
import { lessonTextOf } from "../../i18n/lessons/lesson-locale.ts";
import { type Locale, localeOf } from "../../i18n/locale.ts";
import type { CatalogueEntry } from "../../lessons/catalogue.ts";
import type { LessonVerification } from "../../lessons/lesson-commands.ts";
import type { LessonProblem } from "../../lessons/read-lesson.ts";
import type { ResultFile } from "../../lessons/result-file.ts";
import { emitCommand } from "../command.ts";
import { controls } from "../controls.styles.ts";
import type { LessonAsk } from "../lesson-command.ts";
import { lessonPageStyles } from "../lesson-page.styles.ts";
import { lessonLink } from "./lesson-link.ts";
import { resultsTable } from "./results-table.ts";
import { teacherStyles } from "./strata-teacher.styles.ts";

/** What came of checking a lesson's file. */
export interface CheckedLesson {
  readonly name: string;
  readonly problems: readonly LessonProblem[];
  /** Once it was tried out. */
  readonly verification: LessonVerification | null;
}

/**
 * For teachers: links to exercises, the results that were handed in as a table, and a check of a lesson of one's own.
 *
 * Properties: `entries` (the exercises); `results`; `refused` (names of files that hold none); `checked` (or null);
 * `isTrying` (it is being tried out); `language`.
 * Events: `strata-command` lesson: collect, clear-results, save-table, check, try-out.
 */
export class StrataTeacher extends LitElement {
  static override styles = [controls, lessonPageStyles, teacherStyles];
  static override properties = {
    entries: { attribute: false },
    results: { attribute: false },
    refused: { attribute: false },
    checked: { attribute: false },
    isTrying: { attribute: false },
    language: { reflect: true, attribute: "lang" },
    link: { state: true },
    isCopied: { state: true },
    isDraggedOver: { state: true },
  };
  declare entries: readonly CatalogueEntry[];
  declare results: readonly ResultFile[];
  declare refused: readonly string[];
  declare checked: CheckedLesson | null;
  declare isTrying: boolean;
  declare language: Language;
  declare link: Parameters<typeof lessonLink>[1];
  declare isCopied: boolean;
  declare isDraggedOver: boolean;

  constructor() {
    super();
    this.entries = [];
    this.results = [];
    this.refused = [];
    this.checked = null;
    this.isTrying = false;
    this.language = "en";
    this.link = { id: "", language: "", seed: "", start: "", isForProjector: false };
    this.isCopied = false;
    this.isDraggedOver = false;
  }

  #ask(ask: LessonAsk): void {
    emitCommand(this, { kind: "lesson", ...ask });
  }

  protected override render() {
    const { teacher: text, index } = lessonTextOf(this.language);
    const locale = localeOf(this.language);
    return html`<main>
      <div class="head">
        <h2>${text.title}</h2>
        <p>${text.about}</p>
        <nav>
          <a href="#/lessons">${index.title}</a>
          <a href="#/">${index.machine}</a>
        </nav>
      </div>
      ${this.#links(locale)} ${this.#results(locale)} ${this.#check(locale)}
    </main>`;
  }

  #links(locale: Locale): TemplateResult {
    const { teacher: text } = lessonTextOf(this.language);
    const chosen = this.entries.find(({ id }) => id === this.link.id) ?? this.entries[0];
    const address = chosen === undefined ? "" : lessonLink(location.href, { ...this.link, id: chosen.id });
    const change = (changes: Partial<StrataTeacher["link"]>): void => {
      this.link = { ...this.link, ...changes };
      this.isCopied = false;
    };
    const chosenIn = (event: Event): string =>
      (event.currentTarget as HTMLInputElement | HTMLSelectElement).value;
    return html`<section aria-labelledby="links">
      <h3 id="links">${text.links}</h3>
      <p class="quiet">${text.linksAbout}</p>
      <div class="fields">
        <label>
          <span class="label">${text.exercise}</span>
          <select class="field" @change=${(event: Event) => change({ id: chosenIn(event), start: "" })}>
            ${this.entries.map(({ id, title }) => html`<option value=${id} ?selected=${id === chosen?.id}>${title[this.language]}</option>`)}
          </select>
        </label>
        <label>
          <span class="label">${text.language}</span>
          <select class="field" @change=${(event: Event) => change({ language: chosenIn(event) })}>
            <option value="">${text.anyLanguage}</option>
            ${languages.map((each) => html`<option value=${each}>${languageNames[each]}</option>`)}
          </select>
        </label>
        <label>
          <span class="label">${text.seed}</span>
          <input
            class="field numbers"
            inputmode="numeric"
            size="10"
            aria-describedby="seed-hint"
            @input=${(event: Event) => change({ seed: chosenIn(event) })}
          />
        </label>
        <label>
          <span class="label">${text.start}</span>
          <select class="field" @change=${(event: Event) => change({ start: chosenIn(event) })}>
            <option value="">${text.fromTheStart}</option>
            ${chosen?.steps.slice(1).map(({ id, title }) => html`<option value=${id}>${title[this.language]}</option>`)}
          </select>
        </label>
        <label class="tick">
          <input
            type="checkbox"
            @change=${(event: Event) => change({ isForProjector: (event.currentTarget as HTMLInputElement).checked })}
          />
          <span>${text.projector}</span>
        </label>
      </div>
      <p class="note quiet" id="seed-hint">${text.seed}${locale.text.page.colon}${text.seedHint}</p>
      <div class="address">
        <input class="field" readonly aria-label=${text.links} .value=${address} />
        <button
          class="button"
          type="button"
          @click=${async () => {
            await navigator.clipboard.writeText(address);
            this.isCopied = true;
          }}
        >
          ${this.isCopied ? text.copied : text.copy}
        </button>
      </div>
    </section>`;
  }

  #results(locale: Locale): TemplateResult {
    const { teacher: text } = lessonTextOf(this.language);
    const collect = (files: FileList | null | undefined): void => {
      if (files && files.length > 0) this.#ask({ ask: "collect", files: [...files] });
    };
    return html`<section aria-labelledby="results">
      <h3 id="results">${text.results}</h3>
      <p class="quiet">${text.resultsAbout}</p>
      <div
        class=${this.isDraggedOver ? "drop over" : "drop"}
        @dragover=${(event: DragEvent) => {
          event.preventDefault();
          this.isDraggedOver = true;
        }}
        @dragleave=${() => {
          this.isDraggedOver = false;
        }}
        @drop=${(event: DragEvent) => {
          event.preventDefault();
          this.isDraggedOver = false;
          collect(event.dataTransfer?.files);
        }}
      >
        <label class="button">
          ${text.choose}
          <input
            class="visually-hidden"
            type="file"
            multiple
            accept=".json,application/json"
            data-results
            @change=${(event: Event) => {
              const input = event.currentTarget as HTMLInputElement;
              collect(input.files);
              input.value = "";
            }}
          />
        </label>
        <span class="quiet">${text.drop}</span>
      </div>
      ${this.refused.length > 0 ? html`<p class="bad" role="alert">${text.refused(this.refused.join(", "))}</p>` : nothing}
      ${
        this.results.length === 0
          ? html`<p class="quiet">${text.none}</p>`
          : html`${resultsTable(this.results, this.entries, locale)}
              <div class="buttons">
                <button class="button" type="button" @click=${() => this.#ask({ ask: "save-table" })}>${text.table}</button>
                <button class="button plain" type="button" @click=${() => this.#ask({ ask: "clear-results" })}>
                  ${text.clear}
                </button>
              </div>`
      }
      <p class="note quiet">${text.honest}</p>
    </section>`;
  }

  #check(locale: Locale): TemplateResult {
    const { teacher: text } = lessonTextOf(this.language);
    const { checked } = this;
    return html`<section aria-labelledby="check">
      <h3 id="check">${text.check}</h3>
      <p class="quiet">${text.checkAbout}</p>
      <div>
        <label class="button">
          ${text.chooseLesson}
          <input
            class="visually-hidden"
            type="file"
            accept=".json,application/json"
            data-lesson
            @change=${(event: Event) => {
              const input = event.currentTarget as HTMLInputElement;
              const file = input.files?.[0];
              if (file) this.#ask({ ask: "check", file });
              input.value = "";
            }}
          />
        </label>
      </div>
      <div role="status" class="checked">
        ${
          checked === null
            ? nothing
            : checked.problems.length > 0
              ? html`<p>
                    <b>${checked.name}</b>${locale.text.page.colon}${text.problems({
                      value: checked.problems.length,
                      shown: locale.format.count(checked.problems.length),
                    })}
                  </p>
                  <ul class="problems">
                    ${checked.problems.map(({ place, problem }) => html`<li><code>${place}</code> ${problem}</li>`)}
                  </ul>`
              : html`<p><b>${checked.name}</b>${locale.text.page.colon}${text.fine}</p>
                  ${this.#trial(checked)}`
        }
      </div>
    </section>`;
  }

  #trial({ verification }: CheckedLesson): TemplateResult {
    const { teacher: text } = lessonTextOf(this.language);
    if (this.isTrying) return html`<p class="quiet">${text.trying}</p>`;
    const again = html`<button class="button" type="button" data-try @click=${() => this.#ask({ ask: "try-out" })}>
      ${text.tryOut}
    </button>`;
    if (verification === null) return again;
    const { passedUntouched, passedByWrongTurns } = verification;
    if (passedUntouched.length + passedByWrongTurns.length === 0)
      return html`<p class="fine">${text.tried}</p>
        ${again}`;
    return html`<p class="bad">${text.triedBadly}</p>
      <ul class="problems">
        ${passedUntouched.length > 0 ? html`<li>${text.passedUntouched(passedUntouched.join(", "))}</li>` : nothing}
        ${passedByWrongTurns.length > 0 ? html`<li>${text.passedByWrongTurns(passedByWrongTurns.join(", "))}</li>` : nothing}
      </ul>
      ${again}`;
  }
}

customElements.define("strata-teacher", StrataTeacher);

declare global {
  interface HTMLElementTagNameMap {
    "strata-teacher": StrataTeacher;
  }
}
