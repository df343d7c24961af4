import * as v from "valibot";
import { type Lesson, lesson as lessonShape, type Step } from "./lesson.ts";
import { type LessonText, parseLessonText, type StepText } from "./lesson-text.ts";
import { namesUsed } from "./names-used.ts";
import { placeholdersOf } from "./variables.ts";

/** The languages that a lesson must be complete in. */
export const lessonLanguages = ["en", "fr"] as const;
export type LessonLanguage = (typeof lessonLanguages)[number];

export type LessonTexts = Readonly<Record<LessonLanguage, LessonText>>;

/** A lesson with its texts, complete. */
export interface ReadLesson {
  readonly lesson: Lesson;
  readonly texts: LessonTexts;
}

/** What is wrong with a lesson: where, and what was wanted there. */
export interface LessonProblem {
  /** "steps.2.goals.0.check" for the data, "fr:12" for a line of a text. */
  readonly place: string;
  readonly problem: string;
}

export type LessonReading =
  | { readonly kind: "read"; readonly lesson: ReadLesson }
  | { readonly kind: "refused"; readonly problems: readonly LessonProblem[] };

/** Data and texts as they come, unchecked. */
export interface LessonSource {
  readonly lesson: unknown;
  readonly texts: Readonly<Partial<Record<LessonLanguage, unknown>>>;
}

/** Checks a lesson whole: its shape, every name that it refers to, and both its texts. Never throws. */
export function readLesson({ lesson: data, texts: given }: LessonSource): LessonReading {
  const parsed = v.safeParse(lessonShape, data);
  if (!parsed.success) return { kind: "refused", problems: parsed.issues.flatMap(problemsOf) };
  const lesson = parsed.output;
  const problems: LessonProblem[] = [...referenceProblems(lesson)];
  const texts: Partial<Record<LessonLanguage, LessonText>> = {};
  for (const language of lessonLanguages) {
    const source = given[language];
    if (typeof source !== "string") {
      problems.push({ place: language, problem: "no text in this language, wanted one" });
      continue;
    }
    const { text, problems: found } = parseLessonText(source);
    problems.push(...found.map(({ line, problem }) => ({ place: `${language}:${line}`, problem })));
    problems.push(...textProblems(lesson, text).map((problem) => ({ place: language, problem })));
    texts[language] = text;
  }
  const { en, fr } = texts;
  if (problems.length > 0 || en === undefined || fr === undefined) return { kind: "refused", problems };
  return { kind: "read", lesson: { lesson, texts: { en, fr } } };
}

/** Of alternatives that all failed the deepest one is what was meant. */
function problemsOf(issue: v.BaseIssue<unknown>): readonly LessonProblem[] {
  const place = v.getDotPath(issue) ?? "lesson";
  const found = issue.received === "undefined" ? "nothing" : issue.received;
  const wanted = /^wanted /.test(issue.message)
    ? issue.message
    : issue.expected === "never"
      ? "wanted no such property"
      : `wanted ${issue.expected ?? "something else"}`;
  return [{ place, problem: `found ${found}, ${wanted}` }];
}

const duplicates = (ids: readonly string[]): readonly string[] => [
  ...new Set(ids.filter((id, index) => ids.indexOf(id) !== index)),
];

/** Names that are there twice, or that nothing has. */
function referenceProblems(lesson: Lesson): readonly LessonProblem[] {
  const problems: LessonProblem[] = [];
  const { steps, wrongTurns, variables } = lesson;
  const complainOfDuplicates = (place: string, ids: readonly string[]): void => {
    for (const id of duplicates(ids)) problems.push({ place, problem: `${id} twice, wanted it once` });
  };
  complainOfDuplicates(
    "steps",
    steps.map(({ id }) => id),
  );
  complainOfDuplicates(
    "wrongTurns",
    wrongTurns.map(({ id }) => id),
  );
  complainOfDuplicates(
    "predictions",
    steps.flatMap(({ predictions }) => predictions.map(({ id }) => id)),
  );
  for (const [index, step] of steps.entries()) {
    const goals = step.goals.map(({ id }) => id);
    complainOfDuplicates(`steps.${index}.goals`, goals);
    for (const { id, after } of step.predictions) {
      if (after !== undefined && !goals.includes(after)) {
        problems.push({
          place: `steps.${index}.predictions.${id}`,
          problem: `after goal ${after}, wanted a goal of the step`,
        });
      }
    }
    if (step.goals.length > 0 && step.solution.length === 0) {
      problems.push({
        place: `steps.${index}`,
        problem: "goals without a solution, wanted one that reaches them",
      });
    }
  }
  for (const [index, { step: id, goals }] of wrongTurns.entries()) {
    const step = steps.find((each) => each.id === id);
    const place = `wrongTurns.${index}`;
    if (step === undefined) problems.push({ place, problem: `step ${id}, wanted one of the lesson` });
    for (const goal of goals) {
      if (step !== undefined && !step.goals.some((each) => each.id === goal))
        problems.push({ place, problem: `goal ${goal}, wanted one of step ${id}` });
    }
  }
  let before: string[] = [];
  for (const [name, variable] of Object.entries(variables)) {
    const place = `variables.${name}`;
    if (variable.choose === "number") {
      const choices = variable.to - variable.from + 1;
      if (choices <= variable.unlike.length)
        problems.push({
          place,
          problem: `${Math.max(0, choices)} numbers, wanted more than it must differ from`,
        });
      for (const other of variable.unlike)
        if (!before.includes(other))
          problems.push({ place, problem: `unlike ${other}, wanted a variable before it` });
    } else if (variable.choose === "one-of" && variable.of.some((each) => !/^[\w ./-]+$/.test(each))) {
      problems.push({ place, problem: "wanted letters, digits, spaces and . / _ - alone" });
    }
    before = [...before, name];
  }
  return [...problems, ...unknownNames(lesson)];
}

/** Predictions, recorded values, marks and variables that something refers to and nothing makes. */
function unknownNames(lesson: Lesson): readonly LessonProblem[] {
  const { made, used } = namesUsed(lesson);
  return used
    .filter(({ kind, name }) => !made[kind].has(name))
    .map(({ kind, name, place }) => ({
      place,
      problem: `${kind} ${name}, wanted one that the lesson makes`,
    }));
}

function textProblems(lesson: Lesson, text: LessonText): readonly string[] {
  const problems: string[] = [];
  const wantText = (place: string, found: string | undefined): void => {
    if (found === undefined || found.trim() === "") problems.push(`no text of ${place}, wanted some`);
  };
  wantText("what it teaches, below the title", text.about);
  wantText("“## misconception”", text.misconception);
  wantText("“## sources”", text.sources);
  const ids = new Set(lesson.steps.map(({ id }) => id));
  for (const id of text.steps.keys()) if (!ids.has(id)) problems.push(`step ${id}, wanted one of the lesson`);
  for (const step of lesson.steps) {
    const stepText = text.steps.get(step.id);
    if (stepText === undefined) problems.push(`no “## step ${step.id}: …”, wanted one`);
    else
      problems.push(...stepProblems(lesson, step, stepText).map((problem) => `step ${step.id}: ${problem}`));
  }
  return problems;
}

function stepProblems(lesson: Lesson, step: Step, text: StepText): readonly string[] {
  const problems: string[] = [];
  const wantText = (what: string, found: string | undefined): void => {
    if (found === undefined || found.trim() === "") problems.push(`no ${what}, wanted some text`);
  };
  wantText("task", text.task);
  for (const { id } of step.goals) wantText(`“### goal ${id}”`, text.goals.get(id));
  for (const id of text.goals.keys())
    if (!step.goals.some((goal) => goal.id === id)) problems.push(`goal ${id}, wanted one of the lesson`);
  if (step.goals.length > 0) {
    wantText("“### explain”", text.explanation);
    if (text.hints.length === 0) problems.push("no “### hint”, wanted one at least");
  }
  for (const prediction of step.predictions) {
    const found = text.predictions.get(prediction.id);
    wantText(`“### predict ${prediction.id}”`, found?.question);
    if (prediction.kind !== "choice") continue;
    for (const option of prediction.options)
      wantText(`option ${option} of ${prediction.id}`, found?.options.get(option));
  }
  const known = new Set([...Object.keys(lesson.variables), ...Object.keys(step.measures)]);
  const said = [
    text.task,
    text.explanation,
    ...text.hints,
    ...text.goals.values(),
    ...[...text.predictions.values()].flatMap(({ question, options }) => [question, ...options.values()]),
  ];
  for (const each of said) {
    // What stands in a listing is a program's text, which has braces of its own.
    for (const name of placeholdersOf(each.replace(/```[\s\S]*?```|`[^`]*`/g, "")))
      if (!known.has(name)) problems.push(`{${name}}, wanted a variable or a measure of the step`);
  }
  return problems;
}
