import { css } from "lit";

export const typingStyles = css`
  :host {
    display: block;
    container-type: inline-size;
  }

  form {
    display: flex;
    align-items: center;
    gap: var(--space-2) var(--space-3);
    padding-top: var(--space-3);
    border-top: 1px solid var(--line);
  }

  .field {
    flex: 1 1 10rem;
    min-width: 0;
    max-height: 8rem;
    padding-block: calc((var(--control-height) - 1.2rem) / 2 - 1px);
    line-height: 1.2rem;
    resize: none;
    /* Grows with its lines, where the browser can. */
    field-sizing: content;
    font-family: var(--font-machine);
  }

  label {
    display: flex;
    align-items: center;
    gap: var(--space-1);
    min-height: 1.75rem;
    white-space: nowrap;
  }

  input[type="checkbox"] {
    width: 1.05rem;
    height: 1.05rem;
    margin: 0;
    accent-color: var(--ink);
  }

  @media (pointer: coarse) {
    label {
      min-height: 2.75rem;
    }
  }

  @container (max-width: 32rem) {
    form {
      flex-wrap: wrap;
    }

    .field {
      flex-basis: 100%;
    }
  }
`;
