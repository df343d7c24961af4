import { exerciseIds } from "./catalogue-order.ts";
import { frenchProse, frenchSpaces } from "./french-typography.ts";
import { parseMarkdown } from "./markdown.ts";
import { type LessonSource, type ReadLesson, readLesson } from "./read-lesson.ts";
import type { Localized, Prose } from "./view-model.ts";

const data = import.meta.glob<unknown>("./exercises/*/lesson.json", { import: "default" });
const texts = import.meta.glob<string>("./exercises/*/*.md", { query: "?raw", import: "default" });

/** An exercise of the page as it is stored, unchecked; null where there is none of that name. Fetched when it is asked for. */
export async function exerciseSource(id: string): Promise<LessonSource | null> {
  const folder = `./exercises/${id}`;
  const load = data[`${folder}/lesson.json`];
  if (load === undefined) return null;
  const [lesson, en, fr] = await Promise.all([
    load(),
    texts[`${folder}/en.md`]?.(),
    texts[`${folder}/fr.md`]?.(),
  ]);
  return { lesson, texts: { en, fr } };
}

/** What the index says of an exercise. */
export interface CatalogueEntry {
  readonly id: string;
  readonly version: number;
  readonly minutes: number;
  readonly title: Localized<string>;
  readonly about: Localized<Prose>;
  readonly misconception: Localized<Prose>;
  readonly steps: readonly { readonly id: string; readonly title: Localized<string> }[];
}

/** All exercises, for the index. Costs fetching them. */
export async function catalogue(): Promise<readonly CatalogueEntry[]> {
  const sources = await Promise.all(exerciseIds.map(exerciseSource));
  return sources.flatMap((source) => {
    const reading = source === null ? null : readLesson(source);
    return reading?.kind === "read" ? [entryOf(reading.lesson)] : [];
  });
}

function entryOf({ lesson, texts: { en, fr } }: ReadLesson): CatalogueEntry {
  const prose = (english: string, french: string): Localized<Prose> => ({
    en: parseMarkdown(english),
    fr: frenchProse(parseMarkdown(french)),
  });
  return {
    id: lesson.id,
    version: lesson.version,
    minutes: lesson.minutes,
    title: { en: en.title, fr: frenchSpaces(fr.title) },
    about: prose(en.about, fr.about),
    misconception: prose(en.misconception, fr.misconception),
    steps: lesson.steps.map(({ id }) => ({
      id,
      title: { en: en.steps.get(id)?.title ?? id, fr: frenchSpaces(fr.steps.get(id)?.title ?? id) },
    })),
  };
}
