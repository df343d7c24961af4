import { css } from "lit";

export const screenToolsStyles = css`
  .tools {
    display: flex;
    gap: var(--space-2);
  }

  .tools .button {
    min-width: var(--control-height);
    padding-inline: 0.5rem;
  }

  .tools .field {
    max-width: 9rem;
  }
`;
