/** The languages that the page speaks. */
export const languages = ["en", "fr"] as const;

export type Language = (typeof languages)[number];

/** Each language by its own name. */
export const languageNames: Readonly<Record<Language, string>> = { en: "English", fr: "Français" };

const isLanguage = (value: string): value is Language => languages.some((language) => language === value);

/**
 * The language to start in: `?lang=` where it names one that the page speaks, else the first such of the
 * browser's list, else English.
 */
export function chooseLanguage(search: string, preferred: readonly string[]): Language {
  const asked = [new URLSearchParams(search).get("lang") ?? "", ...preferred];
  const primarySubtags = asked.map((tag) => tag.toLowerCase().split("-")[0] ?? "");
  return primarySubtags.find(isLanguage) ?? "en";
}
