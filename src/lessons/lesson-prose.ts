import { frenchProse, frenchSpaces } from "./french-typography.ts";
import type { LessonText } from "./lesson-text.ts";
import { type MarkdownBlock, parseMarkdown } from "./markdown.ts";
import { type LessonLanguage, lessonLanguages, type ReadLesson } from "./read-lesson.ts";
import { fillIn, type Variables } from "./variables.ts";
import type { Localized } from "./view-model.ts";

export interface StepProse {
  readonly title: Localized<string>;
  readonly task: Localized<readonly MarkdownBlock[]>;
  readonly explanation: Localized<readonly MarkdownBlock[]>;
  readonly goals: ReadonlyMap<string, Localized<readonly MarkdownBlock[]>>;
  readonly hints: readonly Localized<readonly MarkdownBlock[]>[];
  readonly questions: ReadonlyMap<string, Localized<readonly MarkdownBlock[]>>;
  /** By "prediction/option". */
  readonly options: ReadonlyMap<string, Localized<readonly MarkdownBlock[]>>;
}

/** A lesson's texts for one learner, in all languages, taken apart once. */
export interface LessonProse {
  readonly title: Localized<string>;
  readonly misconception: Localized<readonly MarkdownBlock[]>;
  readonly sources: Localized<readonly MarkdownBlock[]>;
  readonly steps: ReadonlyMap<string, StepProse>;
}

/** Fills the learner's variables in and parses every text. Costs a pass over each. */
export function lessonProse({ lesson, texts }: ReadLesson, variables: Variables): LessonProse {
  const each = <Value>(make: (language: LessonLanguage) => Value): Localized<Value> =>
    Object.fromEntries(lessonLanguages.map((language) => [language, make(language)])) as Localized<Value>;
  const words = (find: (text: LessonText) => string | undefined): Localized<string> =>
    each((language) => fillIn(find(texts[language]) ?? "", variables));
  const title = (find: (text: LessonText) => string | undefined): Localized<string> => {
    const { en, fr } = words(find);
    return { en, fr: frenchSpaces(fr) };
  };
  const prose = (find: (text: LessonText) => string | undefined): Localized<readonly MarkdownBlock[]> => {
    const filled = words(find);
    return each((language) => {
      const blocks = parseMarkdown(filled[language]);
      return language === "fr" ? frenchProse(blocks) : blocks;
    });
  };
  const steps = lesson.steps.map(({ id, goals, predictions }): [string, StepProse] => {
    const hintCount = Math.min(
      ...lessonLanguages.map((language) => texts[language].steps.get(id)?.hints.length ?? 0),
    );
    return [
      id,
      {
        title: title((text) => text.steps.get(id)?.title),
        task: prose((text) => text.steps.get(id)?.task),
        explanation: prose((text) => text.steps.get(id)?.explanation),
        goals: new Map(
          goals.map((goal) => [goal.id, prose((text) => text.steps.get(id)?.goals.get(goal.id))]),
        ),
        hints: Array.from({ length: hintCount }, (_, index) =>
          prose((text) => text.steps.get(id)?.hints[index]),
        ),
        questions: new Map(
          predictions.map((prediction) => [
            prediction.id,
            prose((text) => text.steps.get(id)?.predictions.get(prediction.id)?.question),
          ]),
        ),
        options: new Map(
          predictions.flatMap((prediction) =>
            (prediction.kind === "choice" ? prediction.options : []).map((option) => [
              `${prediction.id}/${option}`,
              prose((text) => text.steps.get(id)?.predictions.get(prediction.id)?.options.get(option)),
            ]),
          ),
        ),
      },
    ];
  });
  return {
    title: title((text) => text.title),
    misconception: prose((text) => text.misconception),
    sources: prose((text) => text.sources),
    steps: new Map(steps),
  };
}
