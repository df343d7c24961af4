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
    max-width: 100%;
    min-height: var(--control-height);
    align-items: center;
  }

  :host {
    display: block;
    min-width: 0;
    max-width: 100%;
  }

  /* Names of disks are long in some languages, and the panel is narrow on a phone. */
  dd,
  select {
    min-width: 0;
    max-width: 100%;
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

  input[type="checkbox"] {
    display: block;
    width: 1.05rem;
    height: 1.05rem;
    margin: 0;
    accent-color: var(--ink);
  }

  .quiet {
    font-weight: 400;
  }

  .choice {
    display: flex;
    flex-wrap: wrap;
    gap: var(--space-2);
    align-items: center;
  }
`;
