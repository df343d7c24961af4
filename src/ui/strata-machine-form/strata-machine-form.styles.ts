import { css } from "lit";

export const machineFormStyles = css`
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
