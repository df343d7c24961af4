/** How the snapshots are shown: as a tree, or as a list, its twin in words. */
export type SnapshotsForm = "tree" | "list";

/** In the browser's local storage. */
const NAME = "strata-snapshots";

/** What was chosen last, in whichever tab. */
export function rememberedForm(): SnapshotsForm {
  try {
    return localStorage.getItem(NAME) === "list" ? "list" : "tree";
  } catch {
    return "tree";
  }
}

export function rememberForm(form: SnapshotsForm): void {
  try {
    localStorage.setItem(NAME, form);
  } catch {
    // Where it may not be kept, it holds until the page is closed.
  }
}
