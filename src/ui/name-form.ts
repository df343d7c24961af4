import { css, LitElement } from "lit";

/**
 * What forms that ask for the name of something new share: the field called `name` gets a suggestion and the focus when
 * the form appears; Escape gives up.
 *
 * Events: `closed` when it is answered and `cancelled` when it is not, neither bubbling.
 */
export abstract class NameForm extends LitElement {
  /** The name that stands in the field at first. */
  protected abstract suggestName(): string;
  /** Sends the command for an answer; `name` is trimmed and not empty. */
  protected abstract answer(name: string, data: FormData): void;

  protected override firstUpdated(): void {
    const field = this.renderRoot.querySelector<HTMLInputElement>("[name=name]");
    if (!field) return;
    // Set once: what is typed since must not be overwritten by a change that comes meanwhile.
    field.value = this.suggestName();
    field.select();
  }

  protected handleSubmit(event: SubmitEvent): void {
    event.preventDefault();
    const data = new FormData(event.currentTarget as HTMLFormElement);
    const name = String(data.get("name") ?? "").trim();
    if (name === "") return;
    this.answer(name, data);
    this.dispatchEvent(new CustomEvent("closed"));
  }

  protected handleKeydown(event: KeyboardEvent): void {
    if (event.key !== "Escape") return;
    event.stopPropagation();
    this.cancel();
  }

  protected cancel(): void {
    this.dispatchEvent(new CustomEvent("cancelled"));
  }
}

/** The form, its name, what else is chosen in it (`choice`), and the `answers`. */
export const nameFormStyles = css`
  :host {
    display: block;
  }

  form {
    display: grid;
    gap: var(--space-3);
    max-width: 34rem;
    font-size: var(--size-note);
  }

  .name {
    display: grid;
    gap: var(--space-1);
  }

  .choice {
    display: flex;
    gap: var(--space-2);
    align-items: start;
  }

  .choice input {
    flex: none;
    width: 1.05rem;
    height: 1.05rem;
    margin: 0.15rem 0 0;
    accent-color: var(--ink);
  }

  .choice strong {
    font-weight: 600;
  }

  .answers {
    display: flex;
    flex-wrap: wrap;
    gap: var(--space-2);
  }

  @media (pointer: coarse) {
    .choice {
      min-height: 2.75rem;
    }
  }
`;
