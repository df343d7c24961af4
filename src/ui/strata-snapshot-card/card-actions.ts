import { html, nothing, type TemplateResult } from "lit";
import type { Locale } from "../../i18n/locale.ts";
import type { SnapshotView } from "../../lab/view-model.ts";
import { backIcon, moreIcon, playIcon } from "../icons.ts";
import { revertWords } from "./revert-words.ts";

type Action = "revert" | "start-from" | "menu";

interface Actions {
  readonly snapshot: SnapshotView;
  /** What is open on the card. */
  readonly open: string | null;
  readonly isBusy: boolean;
  /** Whether the machine is off. */
  readonly isOff: boolean;
}

/** The ways back to a snapshot, and what else can be done to it. */
export function cardActions(
  { snapshot, open, isBusy, isOff }: Actions,
  locale: Locale,
  toggle: (action: Action) => void,
): TemplateResult {
  const { text } = locale;
  const { name, kind } = snapshot;
  const words = revertWords(snapshot, locale);
  const button = (action: "revert" | "start-from") => html`<button
    class="button"
    type="button"
    data-action=${action}
    aria-expanded=${open === action}
    aria-label=${action === "revert" ? words.fullLabel : text.snapshots.startFromNamed(name)}
    aria-describedby=${words.obstacle === null ? nothing : "obstacle"}
    ?disabled=${isBusy}
    @click=${() => toggle(action)}
  >
    ${action === "revert" ? backIcon : playIcon}${action === "revert" ? words.label : text.snapshots.startFrom}
  </button>`;
  const canRevert = !isOff || kind === "powered-off" || words.obstacle !== null;
  return html`<div class="actions">
    ${canRevert ? button("revert") : nothing} ${isOff ? button("start-from") : nothing}
    <button
      class="button more"
      type="button"
      data-action="menu"
      aria-expanded=${open === "menu"}
      aria-label=${text.tree.moreOf(name)}
      title=${text.tree.more}
      @click=${() => toggle("menu")}
    >
      ${moreIcon}
    </button>
  </div>`;
}
