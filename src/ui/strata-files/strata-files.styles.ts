import { css } from "lit";

export const filesStyles = css`
  :host {
    display: block;
    container-type: inline-size;
  }

  .files {
    padding-top: var(--space-3);
    border-top: 1px solid var(--line);
  }

  .line,
  form {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: var(--space-2) var(--space-3);
  }

  form {
    margin-top: var(--space-3);
  }

  .result {
    min-width: 0;
    overflow-wrap: anywhere;
  }

  .path {
    flex: 1 1 10rem;
    min-width: 0;
    font-family: var(--font-machine);
  }

  .progress p {
    min-width: 0;
    overflow-wrap: anywhere;
  }

  /* Nothing can be dragged by a finger. */
  @media (pointer: coarse) {
    .drop-hint {
      display: none;
    }
  }
`;
