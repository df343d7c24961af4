import { html } from "lit";
import { BLOCK_BYTE_LENGTH } from "../../core/geometry.ts";
import type { Locale } from "../../i18n/locale.ts";
import type { SnapshotPrediction } from "../../lab/snapshot-insight.ts";
import type { SnapshotView } from "../../lab/view-model.ts";
import { emitCommand } from "../command.ts";
import { controls } from "../controls.styles.ts";
import { ForetoldEvent } from "../foretold-event.ts";
import { NameForm, nameFormStyles } from "../name-form.ts";
import { byContent } from "../same-value.ts";
import { freeName, nameLengthLimit } from "../strata-snapshots/suggested-name.ts";
import { cloneFormStyles } from "./strata-clone-form.styles.ts";

/**
 * Asks how to clone a snapshot, and under which name.
 *
 * Properties: `locale`; `snapshot`; `foretold` (what a full clone would cost, or null).
 * Events: `strata-command` clone-snapshot, and those of `NameForm`.
 */
export class StrataCloneForm extends NameForm {
  static override styles = [controls, nameFormStyles, cloneFormStyles];
  static override properties = {
    locale: { attribute: false },
    snapshot: byContent,
    foretold: { attribute: false },
  };
  declare locale: Locale;
  declare snapshot: SnapshotView;
  declare foretold: SnapshotPrediction | null;

  constructor() {
    super();
    this.foretold = null;
  }

  protected override suggestName(): string {
    return freeName([], this.locale.text.tree.suggestedCloneName(this.snapshot.name));
  }

  protected override answer(name: string, data: FormData): void {
    const linked = data.get("kind") === "linked";
    if (!linked && this.foretold !== null) this.dispatchEvent(new ForetoldEvent(this.foretold));
    emitCommand(this, { kind: "clone-snapshot", id: this.snapshot.id, name, linked });
  }

  protected override render() {
    const { page, tree, confirm, insight } = this.locale.text;
    const { format } = this.locale;
    const copied = this.foretold?.copiedBlockCount ?? null;
    const fullHint =
      copied === null
        ? tree.fullHint
        : `${tree.fullHint}. ${insight.copies({ value: copied, shown: format.count(copied) }, format.bytes(copied * BLOCK_BYTE_LENGTH))}`;
    const kind = (value: "linked" | "full", label: string, hint: string) => html`<label class="choice">
      <input type="radio" name="kind" value=${value} ?checked=${value === "linked"} />
      <span><strong>${label}</strong>${page.colon}<span class="quiet">${hint}</span></span>
    </label>`;
    return html`<form aria-labelledby="title" @submit=${this.handleSubmit} @keydown=${this.handleKeydown}>
      <h4 id="title">${tree.cloneOf(this.snapshot.name)}</h4>
      <label class="name">
        ${tree.cloneName}
        <input class="field" name="name" maxlength=${nameLengthLimit} required autocomplete="off" />
      </label>
      <fieldset aria-label=${tree.cloneKind}>
        ${kind("linked", tree.linked, tree.linkedHint)}${kind("full", tree.full, fullHint)}
      </fieldset>
      <div class="answers">
        <button class="button primary">${tree.makeClone}</button>
        <button class="button plain" type="button" @click=${this.cancel}>${confirm.cancel}</button>
      </div>
    </form>`;
  }
}

customElements.define("strata-clone-form", StrataCloneForm);

declare global {
  interface HTMLElementTagNameMap {
    "strata-clone-form": StrataCloneForm;
  }
}
