import { html, nothing, type TemplateResult } from "lit";
import { lessonTextOf } from "../../i18n/lessons/lesson-locale.ts";
import type { Locale } from "../../i18n/locale.ts";
import type { Inline, MeasuredView, Prose } from "../../lessons/view-model.ts";
import { showMeasured } from "./measured.ts";

export interface ProseOptions {
  readonly locale: Locale;
  readonly measures?: Readonly<Record<string, MeasuredView>>;
  /** Types a listing for the machine into it; without it listings are only read. */
  readonly type?: ((line: string) => void) | null;
}

/** Markdown of a lesson, from its tree: whatever its text says, no markup but this comes of it. */
export const prose = (blocks: Prose, options: ProseOptions): TemplateResult =>
  html`${blocks.map((block) => {
    if (block.kind === "paragraph") return html`<p>${spans(block.children, options)}</p>`;
    if (block.kind === "list") {
      const items = block.items.map((item) => html`<li>${spans(item, options)}</li>`);
      return block.isOrdered ? html`<ol class="list">${items}</ol>` : html`<ul class="list">${items}</ul>`;
    }
    return listing(block.text, block.language, options);
  })}`;

const spans = (inlines: readonly Inline[], options: ProseOptions): TemplateResult =>
  html`${inlines.map((inline) => span(inline, options))}`;

/** The spans of a prose that is one sentence. */
export const sentence = (blocks: Prose, options: ProseOptions): TemplateResult =>
  html`${blocks.map((block) => (block.kind === "paragraph" ? spans(block.children, options) : nothing))}`;

function span(inline: Inline, options: ProseOptions): TemplateResult | string {
  const { locale, measures = {} } = options;
  switch (inline.kind) {
    case "text":
      return inline.text;
    case "code":
      return html`<code>${inline.text}</code>`;
    case "strong":
      return html`<strong>${spans(inline.children, options)}</strong>`;
    case "emphasis":
      return html`<em>${spans(inline.children, options)}</em>`;
    case "link": {
      const { opens } = lessonTextOf(locale.language).lesson;
      return html`<a href=${inline.href} target="_blank" rel="noreferrer"
          >${spans(inline.children, options)}<span class="visually-hidden"> (${opens})</span></a
        >`;
    }
    case "measured": {
      const found = measures[inline.name];
      return html`<b class="numbers">${showMeasured(found?.value ?? null, found?.unit ?? "text", locale)}</b>`;
    }
  }
}

function listing(text: string, language: string, { locale, type }: ProseOptions): TemplateResult {
  const words = lessonTextOf(locale.language).lesson;
  const copy = async (event: Event): Promise<void> => {
    const button = event.currentTarget as HTMLButtonElement;
    await navigator.clipboard.writeText(text);
    button.textContent = words.copied;
  };
  // A scrolled listing has to be reachable by the keyboard.
  return html`<div class="listing">
    <pre tabindex="0" translate="no"><code>${text}</code></pre>
    ${
      language === "sh" && type
        ? html`<div class="listing-tools">
            <button class="button plain" type="button" @click=${copy}>${words.copy}</button>
            <button class="button plain" type="button" data-type @click=${() => type(text)}>${words.type}</button>
          </div>`
        : nothing
    }
  </div>`;
}

/** A prose as text alone, for a screen reader. */
export function plainText(blocks: Prose): string {
  const ofInline = (inline: Inline): string =>
    "children" in inline ? inline.children.map(ofInline).join("") : "text" in inline ? inline.text : "";
  return blocks
    .map((block) =>
      block.kind === "paragraph"
        ? block.children.map(ofInline).join("")
        : block.kind === "list"
          ? block.items.map((item) => item.map(ofInline).join("")).join(", ")
          : block.text,
    )
    .join(" ");
}
