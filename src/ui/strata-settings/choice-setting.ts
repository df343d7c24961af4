import { html, type TemplateResult } from "lit";

/** A setting with a few values, of which one is chosen. */
interface Choice<Value> {
  readonly id: string;
  readonly name: string;
  readonly value: Value;
  readonly choices: readonly Value[];
  readonly words: (value: Value) => string;
  readonly isLocked: boolean;
  readonly onChoose: (value: Value) => void;
}

/** One of the settings: a choice that holds at once. A value that is no choice any more can be kept. */
export function choiceSetting<Value>(setting: Choice<Value>): TemplateResult {
  const { id, name, value, choices, words, isLocked, onChoose } = setting;
  const present = keyOf(value);
  const all = choices.some((choice) => keyOf(choice) === present) ? choices : [value, ...choices];
  return html`<div>
    <dt>${isLocked ? name : html`<label for=${id}>${name}</label>`}</dt>
    <dd>
      ${
        isLocked
          ? html`<span class="value numbers">${words(value)}</span>`
          : html`<select
              id=${id}
              class="field"
              @change=${(event: Event) => {
                const chosen = all[(event.currentTarget as HTMLSelectElement).selectedIndex];
                if (chosen !== undefined) onChoose(chosen);
              }}
            >
              ${all.map(
                (choice) =>
                  html`<option value=${keyOf(choice)} ?selected=${keyOf(choice) === present}>${words(choice)}</option>`,
              )}
            </select>`
      }
    </dd>
  </div>`;
}

const keyOf = (value: unknown): string => String(value);
