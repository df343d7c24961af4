import { css } from "lit";

export const inlineEditStyles = css`
  :host {
    display: block;
    min-width: 0;
  }

  form {
    display: flex;
    flex-wrap: wrap;
    gap: var(--space-2);
    max-width: 34rem;
  }

  .field {
    flex: 1 1 12rem;
    min-width: 0;
  }

  textarea.field {
    flex-basis: 100%;
    min-height: 5.5rem;
    padding-block: var(--space-2);
    line-height: 1.5;
    resize: vertical;
  }
`;
