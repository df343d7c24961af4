import { describe, expect, test } from "vitest";
import { frenchSpaces } from "../../src/lessons/french-typography.ts";
import { lessonAddress, readLessonRoute } from "../../src/lessons/lesson-route.ts";
import { parseInline, parseMarkdown } from "../../src/lessons/markdown.ts";
import { chooseVariables, fillIn } from "../../src/lessons/variables.ts";

describe("Markdown", () => {
  test("paragraphs, lists, listings and spans become a tree", () => {
    expect(parseMarkdown("One\nline.\n\n- a\n  b\n- **c**\n\n1. d\n\n```sh\nls {x}\n\nls\n```")).toEqual([
      { kind: "paragraph", children: [{ kind: "text", text: "One line." }] },
      {
        kind: "list",
        isOrdered: false,
        items: [
          [{ kind: "text", text: "a b" }],
          [{ kind: "strong", children: [{ kind: "text", text: "c" }] }],
        ],
      },
      { kind: "list", isOrdered: true, items: [[{ kind: "text", text: "d" }]] },
      { kind: "listing", language: "sh", text: "ls {x}\n\nls" },
    ]);
  });

  test("K1: HTML, and links that are no web addresses, are plain text", () => {
    expect(parseInline("<img src=x onerror=alert(1)>")).toEqual([
      { kind: "text", text: "<img src=x onerror=alert(1)>" },
    ]);
    expect(parseInline("[a](javascript:alert(1))")).toEqual([
      { kind: "text", text: "[a](javascript:alert(1))" },
    ]);
  });

  test("emphasis is between stars or lines, and a line within a word is none", () => {
    const emphasis = { kind: "emphasis", children: [{ kind: "text", text: "a b" }] };
    expect(parseInline("*a b*")).toEqual([emphasis]);
    expect(parseInline("_a b_, c_d_e")).toEqual([emphasis, { kind: "text", text: ", c_d_e" }]);
  });

  test("a measured value has a place of its own, also within bold text", () => {
    expect(parseInline("**{took}** of `{x}`")).toEqual([
      { kind: "strong", children: [{ kind: "measured", name: "took" }] },
      { kind: "text", text: " of " },
      { kind: "code", text: "{x}" },
    ]);
  });
});

test("French gets its spaces", () => {
  expect(frenchSpaces("Quoi ? « Oui » : 4 096 et 268 435 456 octets")).toBe(
    "Quoi\u00a0? «\u00a0Oui\u00a0»\u00a0: 4\u202f096 et 268\u202f435\u202f456 octets",
  );
});

describe("variables", () => {
  const variables = {
    a: { choose: "number", from: 1, to: 3, unlike: [] },
    b: { choose: "number", from: 1, to: 3, unlike: ["a"] },
    c: { choose: "letters", length: 8 },
    d: { choose: "one-of", of: ["x", "y"] },
  } as const;
  const of = (seed: number): ReadonlyMap<string, string> =>
    chooseVariables({ variables: variables as never }, seed);

  test("K3: the same seed gives the same values, another one others", () => {
    expect([...of(42)]).toEqual([...of(42)]);
    // Noted down once: links that teachers have handed out must go on meaning the same.
    expect(Object.fromEntries(of(42))).toEqual({ a: "2", b: "3", c: of(42).get("c"), d: of(42).get("d") });
    expect(new Set(Array.from({ length: 50 }, (_, seed) => of(seed).get("c"))).size).toBe(50);
  });

  test("values keep their bounds, and differ where they must", () => {
    for (let seed = 0; seed < 200; seed++) {
      const chosen = of(seed);
      expect(["1", "2", "3"]).toContain(chosen.get("a"));
      expect(chosen.get("b")).not.toBe(chosen.get("a"));
      expect(chosen.get("c")).toMatch(/^[a-z2-9]{8}$/);
    }
  });

  test("names are filled in; what is none stays", () => {
    expect(fillIn("{a} {zz} $((1 + {a}))", new Map([["a", "7"]]))).toBe("7 {zz} $((1 + 7))");
  });
});

describe("addresses", () => {
  test("a lesson's address is read as it is written", () => {
    const route = {
      id: "writes-go-up",
      language: "fr",
      seed: 42,
      mode: "projector",
      start: "again",
    } as const;
    expect(lessonAddress(route)).toBe("#/alone/lesson/writes-go-up?lang=fr&seed=42&start=again");
    expect(readLessonRoute(lessonAddress(route))).toEqual({ kind: "lesson", ...route });
    expect(readLessonRoute("#/lesson/a?mode=projector")).toMatchObject({ id: "a", mode: "projector" });
    expect(lessonAddress({ id: "a" })).toBe("#/lesson/a");
  });

  test.each([
    ["#/lessons", { kind: "index" }],
    ["#/teacher", { kind: "teacher" }],
    ["#/sandbox", { kind: "sandbox" }],
    ["", null],
    ["#machine", null],
    ["#/lesson/../x", null],
    [
      "#/lesson/a?seed=-1&mode=x",
      { kind: "lesson", id: "a", language: null, seed: null, mode: "normal", start: null },
    ],
  ])("%s", (hash, wanted) => {
    expect(readLessonRoute(hash)).toEqual(wanted);
  });
});
