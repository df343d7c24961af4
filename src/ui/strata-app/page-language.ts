import type { ReactiveController, ReactiveControllerHost } from "lit";
import { chooseLanguage, type Language } from "../../i18n/language.ts";
import { loadedLocale, loadLocale } from "../../i18n/load-locale.ts";
import type { Locale } from "../../i18n/locale.ts";

interface Speaker extends ReactiveControllerHost {
  language: Language;
  /** In the language that was asked for last and has come; null before the first. */
  locale: Locale | null;
}

/** The language that the address asks for, also behind its `#`; else one of the browser's, else English. */
export function languageOfAddress(): Language {
  const [, query = ""] = location.hash.split("?", 2);
  return chooseLanguage(`${query}&${location.search.slice(1)}`, navigator.languages);
}

/** Keeps a page's texts in its language, and its language that of the address: back and forward lead there again. */
export class PageLanguage implements ReactiveController {
  readonly #page: Speaker;

  constructor(page: Speaker) {
    this.#page = page;
    page.addController(this);
  }

  hostConnected(): void {
    addEventListener("popstate", this.#follow);
  }

  hostDisconnected(): void {
    removeEventListener("popstate", this.#follow);
  }

  readonly #follow = (): void => {
    this.#page.language = languageOfAddress();
  };

  /** The texts of another language may have to be fetched; where that fails the page goes on in the one it has. */
  take(): void {
    const page = this.#page;
    page.locale = loadedLocale(page.language) ?? page.locale;
    if (page.locale?.language === page.language) return;
    loadLocale(page.language)
      .then((locale) => {
        if (locale.language === page.language) page.locale = locale;
      })
      .catch(() => {
        page.language = page.locale?.language ?? page.language;
      });
  }
}
