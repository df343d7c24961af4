import { html, nothing, type TemplateResult } from "lit";
import type { Language } from "../../i18n/language.ts";
import type { Locale } from "../../i18n/locale.ts";
import { lessonsIcon, logo } from "../icons.ts";
import type { ArrangedPanel } from "../panels/arrangement.ts";
import type { PanelChange } from "../strata-panel-menu/panel-change.ts";
import "../strata-panel-menu/strata-panel-menu.ts";
import { languageSwitch } from "./language-switch.ts";

interface Header {
  readonly language: Language;
  /** Whether it is open what this is; null where that can't be asked, since it is told anyway. */
  readonly isExplaining: boolean | null;
  /** The panels, where there are any. */
  readonly arranged: readonly ArrangedPanel[];
}

interface HeaderActions {
  readonly skip: (event: Event) => void;
  readonly explain: () => void;
  readonly chooseLanguage: (language: Language) => void;
  readonly changePanels: (change: PanelChange) => void;
}

/** The name of the page, the way past it to the machine, what this is, the panels, and the languages. */
export const pageHeader = (
  { language, isExplaining, arranged }: Header,
  locale: Locale,
  { skip, explain, chooseLanguage, changePanels }: HeaderActions,
): TemplateResult => {
  const { page, exercises } = locale.text;
  return html`<header>
    <a class="skip" href="#machine" @click=${skip}>${page.skip}</a>
    <div class="brand">
      ${logo}
      <h1>Strata</h1>
      <p class="quiet">${page.tagline}</p>
    </div>
    <div class="tools">
      <a class="button plain" href="#/lessons" aria-label=${exercises.all}>
        <span class="wide">${exercises.all}</span><span class="narrow">${lessonsIcon}</span>
      </a>
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
      ${
        arranged.length === 0
          ? nothing
          : html`<strata-panel-menu
              .locale=${locale}
              .arranged=${arranged}
              @panel-change=${(event: CustomEvent<PanelChange>) => changePanels(event.detail)}
            ></strata-panel-menu>`
      }
      ${languageSwitch(language, locale, chooseLanguage)}
    </div>
  </header>`;
};
