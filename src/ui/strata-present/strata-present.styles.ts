import { css } from "lit";

export const presentStyles = css`
  :host {
    display: block;
    min-width: 0;
  }

  .present {
    display: flex;
    flex-wrap: wrap;
    gap: var(--space-2) var(--space-4);
    align-items: center;
    justify-content: space-between;
  }

  h3 {
    display: flex;
    align-items: center;
    gap: var(--space-2);
    font-size: var(--size-text);
    font-weight: 650;
    line-height: 1.4;
  }

  strata-confirm {
    margin-top: var(--space-3);
  }
`;
