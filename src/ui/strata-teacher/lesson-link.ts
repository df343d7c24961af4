/** The link to an exercise, as a teacher has chosen it. `base` is the page's own address. */
export function lessonLink(
  base: string,
  {
    id,
    language,
    seed,
    start,
    isForProjector,
  }: {
    readonly id: string;
    readonly language: string;
    readonly seed: string;
    readonly start: string;
    readonly isForProjector: boolean;
  },
): string {
  const parameters = new URLSearchParams();
  if (language !== "") parameters.set("lang", language);
  if (/^\d+$/.test(seed.trim())) parameters.set("seed", seed.trim());
  if (start !== "") parameters.set("start", start);
  const search = parameters.toString();
  const url = new URL(base);
  // Which machine this tab has open is nobody else's business.
  url.search = "";
  url.hash = `${isForProjector ? "/alone" : ""}/lesson/${id}${search === "" ? "" : `?${search}`}`;
  return url.href;
}
