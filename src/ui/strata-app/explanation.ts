import { html, type TemplateResult } from "lit";
import type { Locale } from "../../i18n/locale.ts";

/** What this is, for those who ask; `close` is called when they have read it. */
export const explanation = ({ text }: Locale, close: () => void): TemplateResult => html`<section
    class="explanation"
    aria-label=${text.introduction.title}
  >
    <p>${text.introduction.first}</p>
    <p>${text.introduction.second}</p>
    <p>${text.introduction.third}</p>
    <button class="button" type="button" @click=${close}>${text.introduction.close}</button>
  </section>`;
