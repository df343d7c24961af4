/** Text within a line. `measured` stands for a value that the page fills in. */
export type Inline =
  | { readonly kind: "text" | "code"; readonly text: string }
  | { readonly kind: "strong" | "emphasis"; readonly children: readonly Inline[] }
  | { readonly kind: "link"; readonly href: string; readonly children: readonly Inline[] }
  | { readonly kind: "measured"; readonly name: string };

/** A paragraph, a list, or text to be typed into the machine. */
export type MarkdownBlock =
  | { readonly kind: "paragraph"; readonly children: readonly Inline[] }
  | { readonly kind: "list"; readonly isOrdered: boolean; readonly items: readonly (readonly Inline[])[] }
  | { readonly kind: "listing"; readonly language: string; readonly text: string };

/** The spans that are known, the earliest wins: `code`, **strong**, _emphasis_ or *emphasis*, [link](https://…), {measured}. */
const SPAN =
  /`([^`]+)`|\*\*(.+?)\*\*|\*([^*\s](?:[^*]*[^*\s])?)\*|(?<![\p{L}\d_])_([^_\s](?:[^_]*[^_\s])?)_(?![\p{L}\d_])|\[([^\]]+)\]\((https?:\/\/[^\s)]+)\)|\{([a-z][a-z0-9-]*)\}/u;

/** The spans of a line of Markdown. What is none is plain text, HTML too. */
export function parseInline(text: string): readonly Inline[] {
  const found = SPAN.exec(text);
  if (found === null) return text === "" ? [] : [{ kind: "text", text }];
  const [whole, code, strong, starred, lined, label, href, measured] = found;
  const emphasis = starred ?? lined;
  const span = ((): Inline => {
    if (code !== undefined) return { kind: "code", text: code };
    if (strong !== undefined) return { kind: "strong", children: parseInline(strong) };
    if (emphasis !== undefined) return { kind: "emphasis", children: parseInline(emphasis) };
    if (measured !== undefined) return { kind: "measured", name: measured };
    return { kind: "link", href: href ?? "", children: parseInline(label ?? "") };
  })();
  const before = text.slice(0, found.index);
  return [
    ...(before === "" ? [] : [{ kind: "text", text: before } as const]),
    span,
    ...parseInline(text.slice(found.index + whole.length)),
  ];
}

const BULLET = /^[-*] +/;
const NUMBER = /^\d+\. +/;

/**
 * A small part of Markdown, as a tree and never as HTML: paragraphs, lists of one level, fenced listings, and the spans of
 * `parseInline`. Costs a pass over the text.
 */
export function parseMarkdown(text: string): readonly MarkdownBlock[] {
  const blocks: MarkdownBlock[] = [];
  const lines = text.split("\n");
  for (let at = 0; at < lines.length; ) {
    const line = lines[at] ?? "";
    if (line.trim() === "") {
      at += 1;
      continue;
    }
    if (line.startsWith("```")) {
      const end = lines.findIndex((later, index) => index > at && later.startsWith("```"));
      const last = end === -1 ? lines.length : end;
      blocks.push({
        kind: "listing",
        language: line.slice(3).trim(),
        text: lines.slice(at + 1, last).join("\n"),
      });
      at = last + 1;
      continue;
    }
    const paragraph = takeWhile(lines, at, (next) => next.trim() !== "" && !next.startsWith("```"));
    at += paragraph.length;
    const marker = [BULLET, NUMBER].find((each) => each.test(line));
    if (marker === undefined) {
      blocks.push({
        kind: "paragraph",
        children: parseInline(paragraph.map((each) => each.trim()).join(" ")),
      });
    } else {
      const items = joinItems(paragraph, marker);
      blocks.push({ kind: "list", isOrdered: marker === NUMBER, items: items.map(parseInline) });
    }
  }
  return blocks;
}

function takeWhile(
  lines: readonly string[],
  from: number,
  holds: (line: string) => boolean,
): readonly string[] {
  const end = lines.findIndex((line, index) => index >= from && !holds(line));
  return lines.slice(from, end === -1 ? lines.length : end);
}

/** The items of a list; a line without a marker goes on with the item before it. */
function joinItems(lines: readonly string[], marker: RegExp): readonly string[] {
  const items: string[] = [];
  for (const line of lines) {
    if (marker.test(line)) items.push(line.replace(marker, "").trim());
    else items.push(`${items.pop() ?? ""} ${line.trim()}`.trim());
  }
  return items;
}
