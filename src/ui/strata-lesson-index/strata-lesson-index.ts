import { css, html, LitElement, type TemplateResult } from "lit";
import type { Language } from "../../i18n/language.ts";
import { lessonTextOf } from "../../i18n/lessons/lesson-locale.ts";
import { type Locale, localeOf } from "../../i18n/locale.ts";
import type { CatalogueEntry } from "../../lessons/catalogue.ts";
import { controls } from "../controls.styles.ts";
import { lessonPageStyles } from "../lesson-page.styles.ts";
import { prose, sentence } from "../strata-lesson/prose.ts";

/** An exercise, and how far the learner has come. */
export interface IndexEntry extends CatalogueEntry {
  readonly doneCount: number;
  readonly isBegun: boolean;
}

const indexStyles = css`
  ol {
    display: grid;
    grid-template-columns: repeat(auto-fill, minmax(min(100%, 24rem), 1fr));
    gap: var(--space-4);
  }

  li {
    display: grid;
    grid-template-rows: auto auto 1fr auto;
    gap: var(--space-3);
    padding: var(--space-5);
    border-radius: var(--radius-large);
    background: var(--surface);
  }

  .name {
    display: flex;
    gap: var(--space-3);
    align-items: baseline;
  }

  .name .number {
    color: var(--ink-quiet);
    font-size: var(--size-title);
    font-variant-numeric: tabular-nums;
  }

  h3 {
    margin: 0;
    font-size: var(--size-title);
    font-weight: 650;
  }

  .minutes {
    margin-inline-start: auto;
    white-space: nowrap;
  }

  .belief {
    font-size: var(--size-note);
  }

  .belief p {
    display: inline;
  }

  .foot {
    display: flex;
    flex-wrap: wrap;
    gap: var(--space-2) var(--space-3);
    align-items: center;
  }

  .marks {
    display: flex;
    gap: 3px;
  }

  .marks span {
    width: 1.1rem;
    height: 4px;
    background: var(--line);
  }

  .marks .done {
    background: var(--good);
  }
`;

/**
 * What each exercise teaches, how long it takes, and what is done.
 *
 * Properties: `entries` (null while they are fetched); `language`.
 */
export class StrataLessonIndex extends LitElement {
  static override styles = [controls, lessonPageStyles, indexStyles];
  static override properties = {
    entries: { attribute: false },
    language: { reflect: true, attribute: "lang" },
  };
  declare entries: readonly IndexEntry[] | null;
  declare language: Language;

  constructor() {
    super();
    this.entries = null;
    this.language = "en";
  }

  protected override render() {
    const { index: text } = lessonTextOf(this.language);
    const locale = localeOf(this.language);
    return html`<main>
      <div class="head">
        <h2>${text.title}</h2>
        <p>${text.about}</p>
        <nav>
          <a href="#/">${text.machine}</a>
          <a href="#/teacher">${text.teacher}</a>
        </nav>
      </div>
      ${
        this.entries === null
          ? html`<p class="quiet" role="status">${text.loading}</p>`
          : html`<ol>
              ${this.entries.map((entry, position) => this.#entry(entry, position, locale))}
              <li>
                <div class="name"><h3>${text.sandbox}</h3></div>
                <p>${text.sandboxAbout}</p>
                <span></span>
                <div class="foot"><a class="button" href="#/sandbox">${text.sandboxOpen}</a></div>
              </li>
            </ol>`
      }
    </main>`;
  }

  #entry(entry: IndexEntry, position: number, locale: Locale): TemplateResult {
    const { index: text } = lessonTextOf(this.language);
    const { count } = locale.format;
    const { doneCount, isBegun, steps } = entry;
    const isDone = doneCount === steps.length;
    const progress = isDone
      ? text.done
      : isBegun
        ? text.progress(count(doneCount), count(steps.length))
        : text.notBegun;
    return html`<li>
      <div class="name">
        <span class="number">${position + 1}</span>
        <h3>${entry.title[this.language]}</h3>
        <span class="minutes note quiet numbers">${text.minutes(count(entry.minutes))}</span>
      </div>
      <div>${prose(entry.about[this.language], { locale })}</div>
      <div class="belief quiet">
        ${text.misconception}${locale.text.page.colon}<em>${sentence(entry.misconception[this.language], { locale })}</em>
      </div>
      <div class="foot">
        <a class="button ${isDone ? "" : "primary"}" href=${`#/lesson/${entry.id}`}>
          ${isDone ? text.again : isBegun ? text.goOn : text.begin}
          <span class="visually-hidden">${entry.title[this.language]}</span>
        </a>
        <span class="marks" aria-hidden="true"
          >${steps.map((_, index) => html`<span class=${index < doneCount ? "done" : ""}></span>`)}</span
        >
        <span class="note quiet numbers">${progress}</span>
      </div>
    </li>`;
  }
}

customElements.define("strata-lesson-index", StrataLessonIndex);

declare global {
  interface HTMLElementTagNameMap {
    "strata-lesson-index": StrataLessonIndex;
  }
}
