import type { TemplateResult } from "lit";
import type { Locale } from "../../i18n/locale.ts";
import type { ViewModel } from "../../lab/view-model.ts";
import type { LessonView } from "../../lessons/view-model.ts";

/** What a picture is drawn from: the machine as it is, and the learner's way through the lesson. */
export interface PictureParts {
  readonly lesson: LessonView;
  readonly host: ViewModel;
  readonly locale: Locale;
}

/** A drawing, and what it says in words. */
export interface DrawnPicture {
  readonly drawing: TemplateResult;
  readonly words: readonly string[];
}

export type LessonPicture = (parts: PictureParts) => DrawnPicture;

/** Whether a goal has passed, by "step/goal". */
export function hasPassed({ steps }: LessonView, key: string): boolean {
  const [step, goal] = key.split("/");
  const goals = steps.find(({ id }) => id === step)?.goals ?? [];
  return goals.some(({ id, passedAt }) => id === goal && passedAt !== null);
}
