import { html, type TemplateResult } from "lit";
import type { Locale } from "../../i18n/locale.ts";

/** Below the terminal: the way out of it, and whether a screen reader is told what it says. */
export const consoleFoot = (
  { text }: Locale,
  { isOff, readsAloud }: { readonly isOff: boolean; readonly readsAloud: boolean },
  choose: (readsAloud: boolean) => void,
): TemplateResult => html`<div class="way-out note">
    <p class="quiet">${isOff ? text.console.silent : text.console.wayOut}</p>
    <label title=${text.screen.readAloudHint}>
      <input
        type="checkbox"
        .checked=${readsAloud}
        @change=${(event: Event) => choose((event.currentTarget as HTMLInputElement).checked)}
      />
      ${text.screen.readAloud}
    </label>
  </div>`;
