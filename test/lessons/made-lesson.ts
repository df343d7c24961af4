import type { LessonSource, ReadLesson } from "../../src/lessons/read-lesson.ts";
import { readLesson } from "../../src/lessons/read-lesson.ts";

/** A small lesson of two steps, to be changed by tests. */
export const madeData = () => ({
  format: 1,
  id: "made",
  version: 3,
  minutes: 8,
  variables: { block: { choose: "number", from: 32, to: 120 }, word: { choose: "letters", length: 6 } },
  steps: [
    {
      id: "freeze",
      predictions: [
        {
          kind: "choice",
          id: "what",
          options: ["all", "nothing"],
          right: "nothing",
          measured: { value: { fact: "layer-blocks", layer: "active" }, unit: "blocks" },
        },
      ],
      goals: [{ id: "taken", check: { check: "happened", event: "snapshot", mark: "first" } }],
      solution: [
        { do: "predict", prediction: "what", answer: "nothing" },
        { do: "snapshot", name: "Before" },
      ],
    },
    {
      id: "write",
      goals: [
        {
          id: "written",
          check: {
            check: "equal",
            value: { fact: "disk-text", block: "{block}", length: 6 },
            to: "{word}",
          },
          records: { blocks: { fact: "layer-blocks", layer: "active" } },
        },
      ],
      measures: { blocks: { value: { fact: "recorded", name: "blocks" }, unit: "blocks" } },
      solution: [{ do: "guest", command: "write {word} {block}" }],
    },
  ],
  wrongTurns: [{ id: "wait", step: "freeze", actions: [], goals: ["taken"] }],
});

export const madeText = (words: string): string => `# ${words}

About.

## misconception

A belief.

## step freeze: Freeze

Task with {block}.

### predict what

Which?

- all: All
- nothing: Nothing

### goal taken

Taken.

### hint

Hint.

### explain

Explained.

## step write: Write

Write {word}.

### goal written

Written.

### hint

First.

### hint

Second.

### explain

It holds {blocks}.

## sources

- [One](https://example.org/)
`;

export const madeSource = (): LessonSource => ({
  lesson: madeData(),
  texts: { en: madeText("Made"), fr: madeText("Fait") },
});

export function madeLesson(): ReadLesson {
  const reading = readLesson(madeSource());
  if (reading.kind === "refused") throw new Error(JSON.stringify(reading.problems));
  return reading.lesson;
}
