const program = /^(src|test)\/.*\.(ts|mjs|css)$/;
const longestFile = 300;

/** Files about the guest, which has a /root and a /home of its own. */
const guest = /^(images|src\/lessons|src\/i18n|test)\//;

/** What is wrong with the files in `texts` (contents by path), as sentences. */
export function fileViolations(texts: ReadonlyMap<string, string>): readonly string[] {
  return [...texts].flatMap(([path, text]) =>
    [
      program.test(path) ? nameComplaint(path) : null,
      program.test(path) ? lengthComplaint(text) : null,
      /\.test\.ts$|\.spec\.ts$/.test(path) ? focusComplaint(text) : null,
      pathComplaint(path, text),
      path === "package-lock.json" && /"resolved"/.test(text) ? "an address of a registry" : null,
    ]
      .filter((complaint) => complaint !== null)
      .map((complaint) => `${path}: ${complaint}`),
  );
}

function nameComplaint(path: string): string | null {
  return /(^|[/.-])(utils?|helpers?|common)([/.-]|$)/.test(path)
    ? "name says nothing of what it holds"
    : null;
}

function lengthComplaint(text: string): string | null {
  const count = text.split("\n").length - (text.endsWith("\n") ? 1 : 0);
  // The header: comment lines at the top, before anything else.
  const header = /^(\s*(\/\*[\s\S]*?\*\/|\/\/.*))*/.exec(text)?.[0] ?? "";
  return count > longestFile && !/\bLong because\b/.test(header)
    ? `${count} lines: split it, or say why in a comment at its top ("Long because …")`
    : null;
}

function focusComplaint(text: string): string | null {
  return /\b(test|it|describe|suite|bench)(\.\w+)*\.only\b/.test(text) ? "a focused test is left over" : null;
}

function pathComplaint(path: string, text: string): string | null {
  const folders = guest.test(path) ? "work" : "work|root|home";
  const found = new RegExp(`(?<![\\w.*/@~}-])/(?:${folders})/[\\w.-]+/?`).exec(text)?.[0];
  return found === undefined ? null : `path of one machine: ${found}`;
}
