import { html, LitElement } from "lit";
import type { Locale } from "../../i18n/locale.ts";
import type { SnapshotView } from "../../lab/view-model.ts";
import { emitCommand } from "../command.ts";
import { controls } from "../controls.styles.ts";

import { byContent } from "../same-value.ts";
import { freeName, nameLengthLimit } from "../strata-snapshots/suggested-name.ts";
import { cloneFormStyles } from "./strata-clone-form.styles.ts";

/**
 * Asks how to clone a snapshot, and under which name. Takes the focus when it appears; Escape gives up.
 *
 * Properties: `locale`; `snapshot`.
 * Events: `strata-command` clone-snapshot; `closed` when it is answered (not bubbling) and `cancelled` when it is not.
 */
export class StrataCloneForm extends LitElement {
  static override styles = [controls, cloneFormStyles];
  static override properties = {
    locale: { attribute: false },
    snapshot: byContent,
  };
  declare locale: Locale;
  declare snapshot: SnapshotView;

  protected override firstUpdated(): void {
    const field = this.renderRoot.querySelector<HTMLInputElement>("[name=name]");
    if (!field) return;
    // Set once: what is typed since must not be overwritten by a change that comes meanwhile.
    field.value = freeName([], this.locale.text.tree.suggestedCloneName(this.snapshot.name));
    field.select();
  }

  #handleSubmit(event: SubmitEvent): void {
    event.preventDefault();
    const data = new FormData(event.currentTarget as HTMLFormElement);
    const name = String(data.get("name") ?? "").trim();
    if (name === "") return;
    emitCommand(this, {
      kind: "clone-snapshot",
      id: this.snapshot.id,
      name,
      linked: data.get("kind") === "linked",
    });
    this.dispatchEvent(new CustomEvent("closed"));
  }

  #handleKeydown(event: KeyboardEvent): void {
    if (event.key !== "Escape") return;
    event.stopPropagation();
    this.#cancel();
  }

  #cancel(): void {
    this.dispatchEvent(new CustomEvent("cancelled"));
  }

  protected override render() {
    const { page, tree, confirm } = this.locale.text;
    const kind = (value: "linked" | "full", label: string, hint: string) => html`<label class="kind">
      <input type="radio" name="kind" value=${value} ?checked=${value === "linked"} />
      <span><strong>${label}</strong>${page.colon}<span class="quiet">${hint}</span></span>
    </label>`;
    return html`<form aria-labelledby="title" @submit=${this.#handleSubmit} @keydown=${this.#handleKeydown}>
      <h4 id="title">${tree.cloneOf(this.snapshot.name)}</h4>
      <label class="name">
        ${tree.cloneName}
        <input class="field" name="name" maxlength=${nameLengthLimit} required autocomplete="off" />
      </label>
      <fieldset aria-label=${tree.cloneKind}>
        ${kind("linked", tree.linked, tree.linkedHint)}${kind("full", tree.full, tree.fullHint)}
      </fieldset>
      <div class="answers">
        <button class="button primary">${tree.makeClone}</button>
        <button class="button plain" type="button" @click=${this.#cancel}>${confirm.cancel}</button>
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
