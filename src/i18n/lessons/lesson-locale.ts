import type { Language } from "../language.ts";
import { englishLessons } from "./en.ts";
import { frenchLessons } from "./fr.ts";
import type { LessonMessages } from "./lesson-messages.ts";

const messages: Readonly<Record<Language, LessonMessages>> = { en: englishLessons, fr: frenchLessons };

/** The texts of the exercises in a language. */
export const lessonTextOf = (language: Language): LessonMessages => messages[language];
