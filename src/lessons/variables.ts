import type { Lesson, Variable } from "./lesson.ts";

/** What a lesson's variables are for one learner, by name. */
export type Variables = ReadonlyMap<string, string>;

const LETTERS = "abcdefghijkmnpqrstuvwxyz23456789";

/** Numbers from 0 to below 1 that follow from `seed` alone: Mulberry32. */
function generator(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Chooses the lesson's variables: the same for the same seed, in every browser. */
export function chooseVariables({ variables }: Pick<Lesson, "variables">, seed: number): Variables {
  const random = generator(seed);
  const chosen = new Map<string, string>();
  for (const [name, variable] of Object.entries(variables)) {
    const taken = new Set(
      variable.choose === "number" ? variable.unlike.map((other) => chosen.get(other)) : [],
    );
    let value = choose(variable, random);
    while (taken.has(value)) value = choose(variable, random);
    chosen.set(name, value);
  }
  return chosen;
}

function choose(variable: Variable, random: () => number): string {
  const below = (limit: number): number => Math.floor(random() * limit);
  switch (variable.choose) {
    case "number":
      return String(variable.from + below(variable.to - variable.from + 1));
    case "letters":
      return Array.from({ length: variable.length }, () => LETTERS[below(LETTERS.length)]).join("");
    case "one-of":
      return variable.of[below(variable.of.length)] ?? "";
  }
}

const PLACEHOLDER = /\{([a-z][a-z0-9-]*)\}/g;

/** `text` with each `{name}` of a variable filled in; other names stay as they are. */
export function fillIn(text: string, variables: Variables): string {
  return text.replace(PLACEHOLDER, (whole, name: string) => variables.get(name) ?? whole);
}

/** The names that stand in braces in `text`. */
export function placeholdersOf(text: string): readonly string[] {
  return [...text.matchAll(PLACEHOLDER)].map(([, name = ""]) => name);
}
