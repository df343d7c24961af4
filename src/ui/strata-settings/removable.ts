import { html, nothing, type TemplateResult } from "lit";
import { live } from "lit/directives/live.js";

/** A disk, a disc or a floppy that can be put in and taken out. */
interface Removable {
  /** Of its select, or of the button that takes it out: they take turns. */
  readonly id: string;
  readonly name: string;
  /** What is there; null for nothing. */
  readonly present: string | null;
  /** What is said where nothing is there. */
  readonly none: string;
  readonly isLocked: boolean;
  /** What can be put in, by the value of its option; where there is nothing, nothing is asked. */
  readonly options: ReadonlyMap<string, string>;
  /** The option that is chosen and not yet put in; "" for none. */
  readonly chosen: string;
  readonly putIn: string;
  readonly takeOut: string;
  /** Whether what follows a click is asked about, and open; undefined where nothing is asked. */
  readonly asksToPutIn?: boolean | undefined;
  readonly asksToTakeOut?: boolean | undefined;
  readonly onChoose: (value: string) => void;
  readonly onPutIn: () => void;
  readonly onTakeOut: () => void;
}

/**
 * One of the settings: what can be put in is chosen, then put in by a button. The arrow keys choose one after the other,
 * and must not put in what they pass.
 */
export const removableSetting = (removable: Removable): TemplateResult => html`<div>
  <dt id=${`${removable.id}-name`}>${removable.name}</dt>
  <dd class="choice">${content(removable)}</dd>
</div>`;

function content(removable: Removable): TemplateResult {
  const { present, none, isLocked } = removable;
  const value = html`<span class="value numbers">${present ?? none}</span>`;
  const isFixed = present === null && removable.options.size === 0;
  if (isLocked || isFixed) return value;
  if (present !== null) {
    return html`${value} ${button(removable, removable.id, removable.takeOut, removable.asksToTakeOut, removable.onTakeOut)}`;
  }
  return html`<select
      id=${removable.id}
      class="field"
      aria-labelledby=${`${removable.id}-name`}
      .value=${live(removable.chosen)}
      @change=${(event: Event) => removable.onChoose((event.currentTarget as HTMLSelectElement).value)}
    >
      <option value="">${none}</option>
      ${[...removable.options].map(([option, label]) => html`<option value=${option}>${label}</option>`)}
    </select>
    ${
      removable.chosen === ""
        ? nothing
        : button(removable, `add-${removable.id}`, removable.putIn, removable.asksToPutIn, removable.onPutIn)
    }`;
}

const button = (
  { id: of }: Removable,
  id: string,
  label: string,
  isAsking: boolean | undefined,
  onClick: () => void,
): TemplateResult => html`<button
  id=${id}
  class="button"
  type="button"
  aria-labelledby=${`${of}-name ${id}`}
  aria-expanded=${isAsking === undefined ? nothing : String(isAsking)}
  @click=${onClick}
>
  ${label}
</button>`;
