import { css } from "lit";

export const settingsStyles = css`
  dl {
    display: flex;
    flex-wrap: wrap;
    gap: var(--space-2) var(--space-5);
    font-size: var(--size-note);
  }

  dl > div {
    display: flex;
    align-items: baseline;
    gap: var(--space-2);
    min-height: var(--control-height);
    align-items: center;
  }

  dt {
    color: var(--ink-quiet);
  }

  dd {
    font-weight: 550;
  }
`;
