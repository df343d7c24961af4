import { css } from "lit";

export const diskStyles = css`
  :host {
    display: flex;
    flex-direction: column;
    gap: var(--space-5);
    min-width: 0;
  }
`;
