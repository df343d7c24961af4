import type { LessonPicture } from "./lesson-picture.ts";

/** The pictures by the name that lessons give them; each is fetched with the first lesson that shows it. */
const pictures: Readonly<Record<string, () => Promise<{ readonly picture: LessonPicture }>>> = {
  "writes-go-up": () => import("./writes-go-up.ts"),
  "break-and-return": () => import("./break-and-return.ts"),
  "snapshot-or-copy": () => import("./snapshot-or-copy.ts"),
  "another-system": () => import("./another-system.ts"),
};

/** Fetches a picture; null where the page has none of that name. */
export async function loadPicture(name: string): Promise<LessonPicture | null> {
  return (await pictures[name]?.())?.picture ?? null;
}
