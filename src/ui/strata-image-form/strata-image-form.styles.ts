import { css } from "lit";

export const imageFormStyles = css`
  .line {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: var(--space-2) var(--space-3);
    max-width: 100%;
  }

  .address {
    width: 100%;
  }

  .address .field {
    flex: 1 1 12rem;
    min-width: 0;
    font-family: var(--font-machine);
  }

  .address label {
    flex: 0 0 auto;
  }

  /* Nothing can be dragged by a finger. */
  @media (pointer: coarse) {
    .drop-hint {
      display: none;
    }
  }
`;
