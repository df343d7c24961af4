/** How the page is shown: the exercise alone, as for a room, or as it is. */
export type LessonMode = "projector" | "normal";

/** Where in the lessons an address leads. */
export type LessonRoute =
  | { readonly kind: "index" | "teacher" | "sandbox" }
  | {
      readonly kind: "lesson";
      readonly id: string;
      /** Null leaves it to the page. */
      readonly language: string | null;
      readonly seed: number | null;
      readonly mode: LessonMode;
      /** The step to begin with, or null. */
      readonly start: string | null;
    };

const LARGEST_SEED = 2 ** 32 - 1;

/**
 * Reads the part of an address behind its #: `#/lessons`, `#/teacher`, `#/sandbox`, or
 * `#/lesson/the-id?lang=fr&seed=42&mode=projector&start=the-step`, also as `#/alone/lesson/…`. Null for anything else.
 */
export function readLessonRoute(hash: string): LessonRoute | null {
  const [path = "", search = ""] = hash.replace(/^#/, "").split("?");
  if (path === "/lessons") return { kind: "index" };
  if (path === "/teacher") return { kind: "teacher" };
  if (path === "/sandbox") return { kind: "sandbox" };
  const [, alone, id] = /^(\/alone)?\/lesson\/([a-z][a-z0-9-]*)$/.exec(path) ?? [];
  if (id === undefined) return null;
  const parameters = new URLSearchParams(search);
  const seed = parameters.get("seed") ?? "";
  const isSeed = /^\d{1,10}$/.test(seed) && Number(seed) <= LARGEST_SEED;
  return {
    kind: "lesson",
    id,
    language: parameters.get("lang"),
    seed: isSeed ? Number(seed) : null,
    mode: alone !== undefined || parameters.get("mode") === "projector" ? "projector" : "normal",
    start: parameters.get("start"),
  };
}

/** The address that leads to a lesson, from the # on. */
export function lessonAddress(route: {
  readonly id: string;
  readonly language?: string | null;
  readonly seed?: number | null;
  readonly mode?: LessonMode;
  readonly start?: string | null;
}): string {
  const parameters = new URLSearchParams();
  if (route.language) parameters.set("lang", route.language);
  if (route.seed !== undefined && route.seed !== null) parameters.set("seed", String(route.seed));
  if (route.start) parameters.set("start", route.start);
  const search = parameters.toString();
  const folder = route.mode === "projector" ? "/alone/lesson" : "/lesson";
  return `#${folder}/${route.id}${search === "" ? "" : `?${search}`}`;
}
