import { html, LitElement } from "lit";
import { live } from "lit/directives/live.js";
import type { Locale } from "../../i18n/locale.ts";
import { emitCommand } from "../command.ts";
import { controls } from "../controls.styles.ts";
import { cameraIcon } from "../icons.ts";
import { byContent } from "../same-value.ts";
import { nameLengthLimit, suggestedName } from "../strata-snapshots/suggested-name.ts";
import { takeSnapshotStyles } from "./strata-take-snapshot.styles.ts";

/**
 * Takes a snapshot, under a name that is typed or else suggested.
 *
 * Properties: `locale`; `takenNames`; `canTake`.
 * Events: `strata-command` take-snapshot.
 */
export class StrataTakeSnapshot extends LitElement {
  static override styles = [controls, takeSnapshotStyles];
  static override properties = {
    locale: { attribute: false },
    takenNames: byContent,
    canTake: { attribute: false },
    typedName: { state: true },
  };
  declare locale: Locale;
  declare takenNames: readonly string[];
  declare canTake: boolean;
  /** What the person has typed; null while the suggestion stands. */
  declare typedName: string | null;

  constructor() {
    super();
    this.takenNames = [];
    this.canTake = true;
    this.typedName = null;
  }

  override focus(options?: FocusOptions): void {
    this.renderRoot.querySelector<HTMLElement>(".button")?.focus(options);
  }

  get #suggestion(): string {
    const { text, format } = this.locale;
    return suggestedName(this.takenNames, (number) => text.snapshots.suggestedName(format.count(number)));
  }

  #handleSubmit(event: SubmitEvent): void {
    event.preventDefault();
    const name = (this.typedName ?? "").trim() || this.#suggestion;
    emitCommand(this, { kind: "take-snapshot", name });
    this.typedName = null;
  }

  protected override render() {
    const { text } = this.locale;
    return html`<form @submit=${this.#handleSubmit}>
      <input
        class="field"
        aria-label=${text.snapshots.name}
        maxlength=${nameLengthLimit}
        autocomplete="off"
        placeholder=${this.#suggestion}
        .value=${live(this.typedName ?? "")}
        @input=${(event: Event) => {
          this.typedName = (event.currentTarget as HTMLInputElement).value;
        }}
      />
      <button class="button primary" ?disabled=${!this.canTake}>${cameraIcon}${text.snapshots.take}</button>
    </form>`;
  }
}

customElements.define("strata-take-snapshot", StrataTakeSnapshot);

declare global {
  interface HTMLElementTagNameMap {
    "strata-take-snapshot": StrataTakeSnapshot;
  }
}
