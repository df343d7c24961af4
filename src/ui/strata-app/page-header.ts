import { html, nothing, type TemplateResult } from "lit";
import type { Language } from "../../i18n/language.ts";
import type { Locale } from "../../i18n/locale.ts";
import { logo } from "../icons.ts";
import { languageSwitch } from "./language-switch.ts";

interface Header {
  readonly language: Language;
  /** Whether it is open what this is; null where that can't be asked, since it is told anyway. */
  readonly isExplaining: boolean | null;
}

interface HeaderActions {
  readonly skip: (event: Event) => void;
  readonly explain: () => void;
  readonly chooseLanguage: (language: Language) => void;
}

/** The name of the page, the way past it to the machine, what this is, and the languages. */
export const pageHeader = (
  { language, isExplaining }: Header,
  locale: Locale,
  { skip, explain, chooseLanguage }: HeaderActions,
): TemplateResult => {
  const { page } = locale.text;
  return html`<header>
    <a class="skip" href="#machine" @click=${skip}>${page.skip}</a>
    <div class="brand">
      ${logo}
      <h1>Strata</h1>
      <p class="quiet">${page.tagline}</p>
    </div>
    <div class="tools">
      ${
        isExplaining === null
          ? nothing
          : html`<button
              class="button plain"
              type="button"
              data-about
              aria-expanded=${isExplaining}
              aria-label=${page.about}
              @click=${explain}
            >
              <span class="wide">${page.about}</span><span class="narrow">?</span>
            </button>`
      }
      ${languageSwitch(language, locale, chooseLanguage)}
    </div>
  </header>`;
};
