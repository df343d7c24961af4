import { css } from "lit";

export const freedSpaceStyles = css`
  :host {
    display: grid;
    gap: var(--space-2);
    align-content: start;
    min-width: 0;
    font-size: var(--size-note);
  }

  h3 {
    font-size: var(--size-text);
    font-weight: 650;
  }

  .actions {
    display: flex;
    flex-wrap: wrap;
    gap: var(--space-2);
  }

  strong {
    font-weight: 600;
  }

  .wiped {
    color: var(--good);
  }

  details p {
    max-width: 40rem;
    margin-top: var(--space-2);
  }
`;
