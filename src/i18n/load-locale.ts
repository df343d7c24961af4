import { createFormat } from "./format.ts";
import type { Language } from "./language.ts";
import type { Locale } from "./locale.ts";
import type { Messages } from "./messages.ts";

const texts: Record<Language, () => Promise<Messages>> = {
  en: async () => (await import("./en.ts")).english,
  fr: async () => (await import("./fr.ts")).french,
};
const loaded = new Map<Language, Locale>();

/** The locale of a language where it has been loaded, always the same object; else null. */
export const loadedLocale = (language: Language): Locale | null => loaded.get(language) ?? null;

/** Fetches the texts of a language: a page needs one, and should not wait for the others. */
export async function loadLocale(language: Language): Promise<Locale> {
  const text = await texts[language]();
  const locale = loaded.get(language) ?? { language, text, format: createFormat(language) };
  loaded.set(language, locale);
  return locale;
}
