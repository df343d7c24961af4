import { html, nothing, type TemplateResult } from "lit";
import { type TouchKey, touchKeys } from "./touch-keys.ts";

/** A press on a button would take the focus, and with it the capture. */
export const keepFocus = (event: Event): void => event.preventDefault();

/** The keys that phones and tablets lack, as a row of buttons; `isHolding` one that stays down until the next. */
export const touchKeyRow = (
  label: string,
  isHolding: boolean,
  press: (key: TouchKey) => void,
): TemplateResult => html`<div class="touch-keys" role="group" aria-label=${label} @mousedown=${keepFocus}>
    ${touchKeys.map(
      (key) => html`<button
        class="button"
        type="button"
        tabindex="-1"
        aria-pressed=${key.isHeld ? String(isHolding) : nothing}
        @click=${() => press(key)}
      >
        ${key.label}
      </button>`,
    )}
  </div>`;
