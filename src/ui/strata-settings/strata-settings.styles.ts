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
    gap: var(--space-2);
    min-height: var(--control-height);
    align-items: center;
  }

  /* Long names of disks must not make the field longer than its neighbours. */
  select {
    max-width: 13rem;
    text-overflow: ellipsis;
  }

  strata-confirm {
    margin-top: var(--space-3);
  }

  dt {
    color: var(--ink-quiet);
  }

  dd {
    font-weight: 550;
  }

  .choice {
    display: flex;
    flex-wrap: wrap;
    gap: var(--space-2);
    align-items: center;
  }
`;
