import { html, type TemplateResult } from "lit";
import { type Language, languageNames, languages } from "../../i18n/language.ts";
import type { Locale } from "../../i18n/locale.ts";

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
        title=${languageNames[language]}
        @click=${() => choose(language)}
      >
        ${language.toUpperCase()}
        <span class="visually-hidden">${languageNames[language]}</span>
      </button>`,
    )}
  </div>`;
