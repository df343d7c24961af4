/** What the address names of the page: the part behind its `#`. */
export interface Place {
  /** A panel's id, or null for the page as a whole. */
  readonly panel: string | null;
  /** What stands behind the panel's id. */
  readonly argument: string;
  /** What stands behind a `?` there, for instance `seed=42`. */
  readonly query: string;
  /** Whether the panel has the whole page. */
  readonly isAlone: boolean;
}

export const wholePage: Place = { panel: null, argument: "", query: "", isAlone: false };
const ALONE = "alone";

/**
 * Reads `#/disk`, `#/lesson/who-answers?seed=42` or `#/alone/disk`. What names no panel of `known` names the whole
 * page.
 */
export function readPlace(hash: string, known: readonly string[]): Place {
  const [path = "", query = ""] = hash.replace(/^#/, "").split("?", 2);
  const [, ...words] = path.split("/");
  const isAlone = words[0] === ALONE;
  const [panel, ...rest] = isAlone ? words.slice(1) : words;
  if (panel === undefined || !known.includes(panel)) return { ...wholePage, query };
  return { panel, argument: rest.map(decoded).join("/"), query, isAlone };
}

/** The address of a place, to be put behind the page's: the opposite of `readPlace`. */
export function placeAddress({ panel, argument, query, isAlone }: Place): string {
  if (panel === null) return "#/";
  const behind = argument === "" ? [] : argument.split("/").map(encodeURIComponent);
  const path = [...(isAlone ? [ALONE] : []), panel, ...behind].join("/");
  return `#/${path}${query === "" ? "" : `?${query}`}`;
}

function decoded(word: string): string {
  try {
    return decodeURIComponent(word);
  } catch {
    // Not what this page writes: taken as it stands.
    return word;
  }
}
