import { html, nothing, type TemplateResult } from "lit";
import type { MachineConfig } from "../../core/machine-config.ts";
import type { Locale } from "../../i18n/locale.ts";
import { settingChanges } from "../configuration-words.ts";

/** What a revert would change of the machine's configuration; nothing where it is the same. */
export function configurationChange(
  present: MachineConfig,
  kept: MachineConfig,
  locale: Locale,
): TemplateResult | typeof nothing {
  const changes = settingChanges(present, kept, locale);
  if (changes.length === 0) return nothing;
  const { configuration } = locale.text;
  return html`<div class="changes note">
    <span class="quiet">${configuration.revertChanges}</span>
    <ul>
      ${changes.map(
        ({ setting, from, to }) => html`<li class="numbers">
          <span class="quiet">${setting}</span> ${from}
          <span aria-hidden="true">→</span><span class="visually-hidden">${configuration.becomes}</span>
          <strong>${to}</strong>
        </li>`,
      )}
    </ul>
  </div>`;
}
