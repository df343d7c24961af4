import { english } from "./en.ts";
import { createFormat, type Format } from "./format.ts";
import { french } from "./fr.ts";
import type { Language } from "./language.ts";
import type { Messages } from "./messages.ts";

/** Everything that differs from one language to another, handed to each component as one property. */
export interface Locale {
  readonly language: Language;
  readonly text: Messages;
  readonly format: Format;
}

const messages: Record<Language, Messages> = { en: english, fr: french };
const made = new Map<Language, Locale>();

/** The locale of a language, always the same object. The page, which needs one of them, has `loadLocale` instead. */
export function localeOf(language: Language): Locale {
  const known = made.get(language);
  if (known) return known;
  const locale: Locale = { language, text: messages[language], format: createFormat(language) };
  made.set(language, locale);
  return locale;
}
