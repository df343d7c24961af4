import type { Inline, MarkdownBlock } from "./markdown.ts";

/** Puts the spaces that must not break before double signs and within quotation marks and grouped numbers. */
export function frenchSpaces(text: string): string {
  return text
    .replace(/ ([:;?!»])/g, "\u00a0$1")
    .replace(/« /g, "«\u00a0")
    .replace(/(\d) (?=\d{3}(?!\d))/g, "$1\u202f");
}

/** The same for a tree of Markdown; what is typed into the machine stays as it is. */
export function frenchProse(blocks: readonly MarkdownBlock[]): readonly MarkdownBlock[] {
  return blocks.map((block) => {
    if (block.kind === "paragraph") return { ...block, children: block.children.map(frenchInline) };
    if (block.kind === "list") return { ...block, items: block.items.map((item) => item.map(frenchInline)) };
    return block;
  });
}

function frenchInline(inline: Inline): Inline {
  if (inline.kind === "text") return { ...inline, text: frenchSpaces(inline.text) };
  if ("children" in inline) return { ...inline, children: inline.children.map(frenchInline) };
  return inline;
}
