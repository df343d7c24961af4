/** The ids of the rules of SPEC.md, in their order. */
export const ruleIds = (spec: string): string[] =>
  [...spec.matchAll(/^- \*\*([A-Z]\d+)\*\* /gm)].map(([, id]) => id as string);

/** Title of a test or of a group of them: the first text of the call. */
const TITLE =
  /\b(?:test|it|describe)(?:\.\w+(?:\([^()]*(?:\([^()]*\)[^()]*)*\))?)*\(\s*(["'`])((?:(?!\1).)*)\1/gs;

/** The ids in the titles of the tests in some files. */
export function namedIds(tests: Iterable<string>): Set<string> {
  const named = new Set<string>();
  for (const text of tests)
    for (const [, , title = ""] of text.matchAll(TITLE))
      for (const [id] of title.matchAll(/\b[A-Z]\d+\b/g)) named.add(id);
  return named;
}
