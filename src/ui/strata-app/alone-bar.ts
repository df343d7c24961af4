import { html, type TemplateResult } from "lit";
import type { Locale } from "../../i18n/locale.ts";
import { closeIcon, fullscreenIcon, nextIcon, previousIcon } from "../icons.ts";
import type { ArrangedPanel } from "../panels/arrangement.ts";

interface AloneActions {
  readonly go: (step: -1 | 1) => void;
  readonly leave: () => void;
}

/** Above a panel that has the whole page: which of them it is, the way to the others, and the way back. */
export const aloneBar = (
  selected: string,
  open: readonly ArrangedPanel[],
  { text, format }: Locale,
  { go, leave }: AloneActions,
): TemplateResult => {
  const index = open.findIndex(({ panel }) => panel.id === selected);
  return html`<div class="alone-bar" role="toolbar" aria-label=${text.shell.aloneControls}>
    <p class="numbers quiet">${text.shell.position(format.count(index + 1), format.count(open.length))}</p>
    <button class="button" type="button" title=${text.shell.arrowKeys} aria-label=${text.shell.previous} @click=${() => go(-1)}>
      ${previousIcon}
    </button>
    <button class="button" type="button" title=${text.shell.arrowKeys} aria-label=${text.shell.next} @click=${() => go(1)}>
      ${nextIcon}
    </button>
    <button class="button" type="button" @click=${toggleFullscreen}>
      ${fullscreenIcon}<span class="wide">${text.shell.fullscreen}</span>
    </button>
    <button class="button" type="button" @click=${leave}>
      ${closeIcon}<span class="wide">${text.shell.wholePage}</span>
    </button>
  </div>`;
};

/** A browser may refuse, for instance in a frame: the panel has the whole page all the same. */
function toggleFullscreen(): void {
  const done = document.fullscreenElement
    ? document.exitFullscreen()
    : document.documentElement.requestFullscreen();
  done.catch(() => undefined);
}
