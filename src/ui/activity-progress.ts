import { css, html, nothing, type TemplateResult } from "lit";
import type { Locale } from "../i18n/locale.ts";
import type { ActivityView } from "../lab/view-model.ts";
import { emitCommand } from "./command.ts";
import { closeIcon } from "./icons.ts";

/** How far a long operation is, and the button that gives it up: `component` sends the command. */
export function activityProgress(
  { done, total, operation, canCancel }: ActivityView,
  { text, format }: Locale,
  component: EventTarget,
): TemplateResult {
  const amount =
    operation === "verify" || operation === "wipe"
      ? text.storage.checkProgress(format.count(done), format.count(total))
      : total > 0
        ? text.timing.progress(format.bytes(done), format.bytes(total))
        : format.bytes(done);
  return html`<div class="progress">
    <p>
      <strong>${text.timing.running[operation]}</strong>
      <span class="quiet numbers">${done > 0 || total > 0 ? amount : nothing}</span>
    </p>
    ${
      canCancel
        ? html`<button class="button cancel" type="button" @click=${() => emitCommand(component, { kind: "cancel" })}>
            ${closeIcon}${text.timing.cancel}
          </button>`
        : nothing
    }
    <progress
      aria-label=${text.timing.running[operation]}
      max=${total > 0 ? total : nothing}
      value=${total > 0 ? done : nothing}
    ></progress>
  </div>`;
}

export const progressStyles = css`
  .progress {
    display: grid;
    grid-template-columns: minmax(0, 1fr) auto;
    gap: var(--space-2) var(--space-3);
    align-items: center;
    min-height: 3.25rem;
    font-size: var(--size-note);
  }

  .progress .quiet {
    display: block;
  }

  .progress strong {
    font-weight: 600;
  }

  progress {
    grid-column: 1 / -1;
    display: block;
    width: 100%;
    height: 6px;
    overflow: hidden;
    border: 0;
    border-radius: 3px;
    appearance: none;
    background: var(--sunken);
  }

  progress::-webkit-progress-bar {
    background: var(--sunken);
  }

  progress::-webkit-progress-value {
    background: var(--ink);
  }

  progress::-moz-progress-bar {
    background: var(--ink);
  }
`;
