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

  /* All settings in columns, each under its name. */
  .settings {
    display: grid;
    grid-template-columns: repeat(auto-fill, minmax(min(11.5rem, 100%), 1fr));
    gap: var(--space-3) var(--space-4);
    align-items: start;
  }

  .settings > div {
    display: block;
    min-width: 0;
    min-height: 0;
  }

  /* Two beside one another on a phone. */
  @container (max-width: 36rem) {
    .settings {
      grid-template-columns: repeat(auto-fill, minmax(min(8.5rem, 100%), 1fr));
    }
  }

  .settings dd {
    display: flex;
    align-items: center;
  }

  .settings:not([data-locked]) dd {
    min-height: var(--control-height);
  }

  p {
    margin-top: var(--space-2);
  }

  .settings dt {
    margin-bottom: 2px;
    font-size: var(--size-small);
  }

  .settings select {
    width: 100%;
  }

  .settings .choice select {
    flex: 1 1 6rem;
    width: auto;
  }

  .settings .value {
    min-width: 0;
    overflow: hidden;
    line-height: 1.3;
    text-overflow: ellipsis;
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
