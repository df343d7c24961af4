import { css } from "lit";

export const installStyles = css`
  :host {
    display: block;
    flex: 1 0 100%;
    min-width: 0;
    max-width: 100%;
    font-size: var(--size-note);
  }

  .row {
    display: flex;
    flex-wrap: wrap;
    gap: var(--space-2);
    align-items: center;
  }

  label {
    color: var(--ink-quiet);
  }

  select {
    min-width: 0;
    max-width: 100%;
    text-overflow: ellipsis;
  }

  strata-confirm {
    margin-top: var(--space-3);
  }
`;
