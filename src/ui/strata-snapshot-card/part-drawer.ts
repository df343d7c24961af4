import { html, nothing, type TemplateResult } from "lit";
import type { Locale } from "../../i18n/locale.ts";
import type { Part } from "./snapshot-parts.ts";

/** One part of a snapshot, with a bar beside the largest of all that are shown; a part that is not kept says so. */
export function partDrawer(part: Part, largestPartBytes: number, { text, format }: Locale): TemplateResult {
  const share = largestPartBytes > 0 ? part.byteLength / largestPartBytes : 0;
  return html`<li ?data-missing=${part.content === null}>
    <span class="label">${part.label}</span>
    <span class="bar" aria-hidden="true"><span .style=${`width:${(share * 100).toFixed(3)}%`}></span></span>
    <span class="amount numbers">
      ${part.content === null ? text.snapshots.notKept : format.bytes(part.byteLength)}
      ${part.content ? html`<span class="content">${part.content}</span>` : nothing}
    </span>
  </li>`;
}
