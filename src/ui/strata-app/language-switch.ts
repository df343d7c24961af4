import { html, type TemplateResult } from "lit";
import { type Language, languages } from "../../i18n/language.ts";
import { type Locale, localeOf } from "../../i18n/locale.ts";

/** One button for each language, the chosen one pressed. */
export const languageSwitch = (
  chosen: Language,
  { text }: Locale,
  choose: (language: Language) => void,
): TemplateResult => html`<div class="languages" role="group" aria-label=${text.page.language}>
    ${languages.map(
      (language) => html`<button
        class="button plain"
        type="button"
        lang=${language}
        aria-pressed=${language === chosen}
        title=${localeOf(language).text.page.languageName}
        @click=${() => choose(language)}
      >
        ${language.toUpperCase()}
        <span class="visually-hidden">${localeOf(language).text.page.languageName}</span>
      </button>`,
    )}
  </div>`;
