import { css } from "lit";

export const cloneFormStyles = css`
  :host {
    display: block;
  }

  form {
    display: grid;
    gap: var(--space-3);
    max-width: 34rem;
    font-size: var(--size-note);
  }

  h4 {
    margin: 0;
    font-size: var(--size-text);
    font-weight: 650;
  }

  .name {
    display: grid;
    gap: var(--space-1);
  }

  fieldset {
    display: grid;
    gap: var(--space-1);
    min-width: 0;
    margin: 0;
    padding: 0;
    border: 0;
  }

  .kind {
    display: flex;
    gap: var(--space-2);
    align-items: center;
    min-height: 1.75rem;
  }

  .kind input {
    flex: none;
    width: 1.05rem;
    height: 1.05rem;
    margin: 0;
    accent-color: var(--ink);
  }

  .kind strong {
    font-weight: 600;
  }

  .answers {
    display: flex;
    flex-wrap: wrap;
    gap: var(--space-2);
  }

  @media (pointer: coarse) {
    .kind {
      min-height: 2.75rem;
    }
  }
`;
