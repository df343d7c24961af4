import { css } from "lit";

export const cloneFormStyles = css`
  h4 {
    margin: 0;
    font-size: var(--size-text);
    font-weight: 650;
  }

  fieldset {
    display: grid;
    gap: var(--space-1);
    min-width: 0;
    margin: 0;
    padding: 0;
    border: 0;
  }
`;
