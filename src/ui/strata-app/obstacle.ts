import { html, type TemplateResult } from "lit";
import type { Locale } from "../../i18n/locale.ts";
import type { NoticeView } from "../../lab/view-model.ts";

/** Why there is no machine to show, and the way on: to take it over from another tab, or to load the page again. */
export const obstacle = (failure: NoticeView, locale: Locale, takeOver: () => void): TemplateResult => {
  const { text } = locale;
  const isInUse = failure.code === "store-in-use";
  return html`<strata-notice class="notice" .locale=${locale} .notice=${failure} .isLasting=${true}></strata-notice>
    <button class="button primary" type="button" @click=${isInUse ? takeOver : () => location.reload()}>
      ${isInUse ? text.page.takeOver : text.page.reload}
    </button>`;
};
