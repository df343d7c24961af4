import { StrataError } from "../core/strata-error.ts";

/** Characters of a name at most. */
const NAME_LENGTH = 80;
/** Characters of a note at most. */
const NOTE_LENGTH = 2000;

/** Throws `name-invalid` unless `name` can name a machine or a snapshot: 1 to 80 characters, not only spaces. */
export function assertName(name: string): void {
  if (typeof name === "string" && name.trim() !== "" && name.length <= NAME_LENGTH) return;
  const found = typeof name === "string" ? `${name.length} characters` : typeof name;
  throw new StrataError("name-invalid", `Name it: found ${found}, wanted 1 to ${NAME_LENGTH} characters`, {
    details: { found, limit: NAME_LENGTH },
  });
}

/** Throws `note-invalid` unless `note` is a text of at most 2,000 characters. */
export function assertNote(note: string): void {
  if (typeof note === "string" && note.length <= NOTE_LENGTH) return;
  const found = typeof note === "string" ? `${note.length} characters` : typeof note;
  throw new StrataError("note-invalid", `Note it: found ${found}, wanted at most ${NOTE_LENGTH} characters`, {
    details: { found, limit: NOTE_LENGTH },
  });
}
