import { html, type TemplateResult } from "lit";
import type { Locale } from "../../i18n/locale.ts";
import type { SnapshotsForm } from "./remembered-form.ts";

/** Chooses between the tree and the list. */
export function formChoice(
  chosen: SnapshotsForm,
  { text: { insight } }: Locale,
  choose: (form: SnapshotsForm) => void,
): TemplateResult {
  const choice = (form: SnapshotsForm, label: string) => html`<button
    class="button plain"
    type="button"
    data-form=${form}
    aria-pressed=${form === chosen}
    @click=${() => choose(form)}
  >
    ${label}
  </button>`;
  return html`<div class="forms" role="group" aria-label=${insight.form}>
    ${choice("tree", insight.formTree)}${choice("list", insight.formList)}
  </div>`;
}
