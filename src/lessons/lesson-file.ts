import * as v from "valibot";
import { type LessonProblem, type LessonReading, type LessonSource, readLesson } from "./read-lesson.ts";

/** A lesson as one file: its data, and its texts by language. */
const lessonFile = v.object({
  format: v.literal("strata-lesson", 'wanted "strata-lesson"'),
  lesson: v.unknown(),
  texts: v.object({ en: v.optional(v.string()), fr: v.optional(v.string()) }),
});

/** A lesson from the text of its file, checked. Never throws. */
export function readLessonFile(content: string): LessonReading {
  const refused = (problem: LessonProblem): LessonReading => ({ kind: "refused", problems: [problem] });
  let data: unknown;
  try {
    data = JSON.parse(content);
  } catch (cause) {
    return refused({ place: "file", problem: `no JSON: ${cause instanceof Error ? cause.message : cause}` });
  }
  const read = v.safeParse(lessonFile, data);
  if (!read.success) {
    const [issue] = read.issues;
    return refused({
      place: v.getDotPath(issue) ?? "file",
      problem: `found ${issue.received}, wanted { "format": "strata-lesson", "lesson": …, "texts": { "en": …, "fr": … } }`,
    });
  }
  return readLesson({ lesson: read.output.lesson, texts: read.output.texts });
}

/** The file of a lesson. */
export const writeLessonFile = ({ lesson, texts }: LessonSource): string =>
  `${JSON.stringify({ format: "strata-lesson", lesson, texts }, null, 2)}\n`;
