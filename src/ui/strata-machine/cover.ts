import { html, nothing, type TemplateResult } from "lit";
import type { Locale } from "../../i18n/locale.ts";
import type { ActivityView, PreparedView } from "../../lab/view-model.ts";
import { powerIcon } from "../icons.ts";

/** The ways to start the machine. */
export type Start = "power-on" | "start-prepared";

interface CoverParts {
  readonly locale: Locale;
  /** Explain what this is. */
  readonly isFirstVisit: boolean;
  /** What can be started without a boot, or null. */
  readonly prepared: PreparedView | null;
  readonly activity: ActivityView | null;
}

/** What lies over the dark screen of a machine that is off. */
export function cover(parts: CoverParts, start: (kind: Start) => void): TemplateResult {
  const { text } = parts.locale;
  if (parts.isFirstVisit) {
    return html`<div class="cover introduction" slot="cover">
      <p>${text.introduction.first}</p>
      <p>${text.introduction.second}</p>
      <p>${text.introduction.third}</p>
      <div class="starts">
        <button class="button start" type="button" @click=${() => start("power-on")}>${powerIcon}${text.introduction.start}</button>
        ${preparedStart(parts, start)}
      </div>
    </div>`;
  }
  return html`<div class="cover" slot="cover">
    <button class="power" type="button" @click=${() => start("power-on")}>
      <span class="ring" aria-hidden="true">${powerIcon}</span>${text.machine.powerOn}
    </button>
    ${preparedStart(parts, start)}
  </div>`;
}

function preparedStart(
  { locale, prepared, activity }: CoverParts,
  start: (kind: Start) => void,
): TemplateResult | typeof nothing {
  if (prepared === null) return nothing;
  const { text, format } = locale;
  return html`<button
    class="button prepared"
    type="button"
    title=${text.machine.startPreparedHint(format.bytes(prepared.byteLength))}
    ?disabled=${activity !== null}
    @click=${() => start("start-prepared")}
  >
    ${text.machine.startPrepared}
  </button>`;
}
