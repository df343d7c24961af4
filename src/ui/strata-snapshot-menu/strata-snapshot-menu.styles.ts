import { css } from "lit";

export const snapshotMenuStyles = css`
  :host {
    display: block;
    margin-top: var(--space-3);
    container-type: inline-size;
  }

  ul {
    display: grid;
    grid-template-columns: repeat(2, minmax(0, 1fr));
    gap: var(--space-1) var(--space-2);
    padding: var(--space-2);
    border-radius: var(--radius);
    background: var(--sunken);
  }

  .action {
    align-items: start;
    justify-content: start;
    width: 100%;
    height: 100%;
    padding-block: 0.4rem;
    background: none;
    text-align: start;
  }

  .action:hover:not([aria-disabled="true"]) {
    background: var(--surface);
    border-color: transparent;
  }

  .action[aria-disabled="true"] {
    cursor: default;
    color: var(--ink-quiet);
  }

  .destructive:not([aria-disabled="true"]) {
    color: var(--danger);
  }

  .hint {
    display: block;
    margin-top: 2px;
    color: var(--ink-quiet);
    font-size: var(--size-small);
    font-weight: 400;
    line-height: 1.35;
  }

  strata-clone-form {
    padding: var(--space-4);
    border-radius: var(--radius);
    background: var(--sunken);
  }

  @container (max-width: 30rem) {
    ul {
      grid-template-columns: minmax(0, 1fr);
    }
  }
`;
