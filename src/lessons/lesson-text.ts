/** What a lesson says in one language. All but titles is Markdown, with `{name}` for variables and measured values. */
export interface LessonText {
  readonly title: string;
  /** What it teaches, for the index. */
  readonly about: string;
  /** What many believe before. */
  readonly misconception: string;
  readonly sources: string;
  readonly steps: ReadonlyMap<string, StepText>;
}

export interface StepText {
  readonly title: string;
  readonly task: string;
  readonly predictions: ReadonlyMap<string, PredictionText>;
  /** The sentence that each goal's check stands for. */
  readonly goals: ReadonlyMap<string, string>;
  readonly hints: readonly string[];
  /** Shown when all goals have passed. */
  readonly explanation: string;
}

export interface PredictionText {
  readonly question: string;
  readonly options: ReadonlyMap<string, string>;
}

/** What is wrong with a text, and in which line, counted from 1. */
export interface TextProblem {
  readonly line: number;
  readonly problem: string;
}

interface Section {
  readonly heading: string;
  readonly level: number;
  readonly line: number;
  readonly lines: string[];
}

const STEP = /^step +([a-z][a-z0-9-]*): +(.+)$/;
const OPTION = /^- +([a-z][a-z0-9-]*): +(.+)$/;

interface OpenStep {
  title: string;
  task: string;
  predictions: Map<string, PredictionText>;
  goals: Map<string, string>;
  hints: string[];
  explanation: string;
}

/**
 * Takes a lesson's text apart by its headings:
 *
 *     # Title
 *     What it teaches.
 *     ## misconception
 *     ## step the-id: Its title
 *     The task.
 *     ### predict the-id    (a question, and for a choice a list of "- option: text")
 *     ### goal the-id
 *     ### hint
 *     ### explain
 *     ## sources
 *
 * Never throws: what it does not understand is among the problems.
 */
export function parseLessonText(text: string): {
  readonly text: LessonText;
  readonly problems: readonly TextProblem[];
} {
  const problems: TextProblem[] = [];
  let title = "";
  let about = "";
  let misconception = "";
  let sources = "";
  const steps = new Map<string, OpenStep>();
  let step: OpenStep | null = null;
  for (const { heading, level, line, lines } of sectionsOf(text)) {
    const body = lines.join("\n").trim();
    const complain = (problem: string): number => problems.push({ line, problem });
    if (level === 0) {
      if (body !== "") complain("text before the title, wanted “# Title” first");
    } else if (level === 1) {
      if (title !== "") complain("a second title, wanted one");
      title = heading;
      about = body;
    } else if (level === 2) {
      step = null;
      const named = STEP.exec(heading);
      if (heading === "misconception") misconception = body;
      else if (heading === "sources") sources = body;
      else if (named !== null) {
        const [, id = "", stepTitle = ""] = named;
        if (steps.has(id)) complain(`step ${id} a second time, wanted it once`);
        step = {
          title: stepTitle,
          task: body,
          predictions: new Map(),
          goals: new Map(),
          hints: [],
          explanation: "",
        };
        steps.set(id, step);
      } else complain(`“## ${heading}”, wanted “## step the-id: Its title”, misconception or sources`);
    } else if (step === null) {
      complain(`“### ${heading}” outside of a step, wanted a “## step” before it`);
    } else if (!addPart(step, heading, body)) {
      complain(`“### ${heading}”, wanted predict the-id, goal the-id, hint or explain`);
    }
  }
  if (title === "") problems.push({ line: 1, problem: "no title, wanted “# Title” first" });
  return { text: { title, about, misconception, sources, steps }, problems };
}

function addPart(step: OpenStep, heading: string, body: string): boolean {
  const [kind = "", id = "", ...more] = heading.split(/ +/);
  if (more.length > 0) return false;
  if (kind === "hint" && id === "") step.hints.push(body);
  else if (kind === "explain" && id === "") step.explanation = body;
  else if (kind === "goal" && id !== "") step.goals.set(id, body);
  else if (kind === "predict" && id !== "") step.predictions.set(id, predictionText(body));
  else return false;
  return true;
}

function predictionText(body: string): PredictionText {
  const options = new Map<string, string>();
  const question: string[] = [];
  for (const line of body.split("\n")) {
    const option = OPTION.exec(line);
    if (option === null) question.push(line);
    else options.set(option[1] ?? "", option[2] ?? "");
  }
  return { question: question.join("\n").trim(), options };
}

/** The text below each heading of up to three levels; headings in listings are none. */
function sectionsOf(text: string): readonly Section[] {
  const sections: Section[] = [{ heading: "", level: 0, line: 1, lines: [] }];
  let isInListing = false;
  text.split(/\r?\n/).forEach((line, index) => {
    if (line.startsWith("```")) isInListing = !isInListing;
    const heading = isInListing ? null : /^(#{1,3}) +(.+?) *$/.exec(line);
    if (heading === null) sections.at(-1)?.lines.push(line);
    else {
      const [, marks = "", words = ""] = heading;
      sections.push({ heading: words, level: marks.length, line: index + 1, lines: [] });
    }
  });
  return sections;
}
