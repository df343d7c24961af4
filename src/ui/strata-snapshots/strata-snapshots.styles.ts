import { css } from "lit";

export const snapshotsStyles = css`
  :host {
    display: block;
    min-width: 0;
    container-type: inline-size;
  }

  .head {
    display: flex;
    flex-wrap: wrap;
    gap: var(--space-3) var(--space-5);
    align-items: center;
    justify-content: space-between;
    margin-bottom: var(--space-3);
  }

  ol[data-long] {
    max-height: 44rem;
    overflow-y: auto;
    overscroll-behavior: contain;
    scrollbar-width: thin;
    padding-inline-end: var(--space-2);
  }

  li {
    display: grid;
    grid-template-columns: auto minmax(0, 1fr);
    gap: var(--space-3);
  }

  /* About as high as it will be. */
  [data-waiting] {
    min-height: 7rem;
  }

  .content {
    padding-block: 1.1rem;
    border-top: 1px solid var(--line);
  }

  li:first-child > .content {
    border-top: 0;
  }

  .forms {
    display: flex;
    gap: var(--space-1);
    margin-inline-end: auto;
  }

  .forms .button {
    min-height: 1.9rem;
    padding-inline: 0.6rem;
    color: var(--ink-quiet);
  }

  .forms .button[aria-pressed="true"] {
    background: var(--sunken);
    color: var(--ink);
  }

  .details {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    margin-top: var(--space-2);
  }

  .details > * {
    padding-block: 1.1rem;
    border-top: 1px solid var(--line);
  }

  .details > :first-child {
    border-top: 0;
  }

  .rails {
    position: relative;
  }

  .rails i {
    position: absolute;
    top: 0;
    bottom: 0;
    width: 2px;
    background: var(--line-strong);
  }

  .rails svg {
    position: absolute;
    top: 0;
    left: 0;
    fill: none;
    stroke: var(--line-strong);
    stroke-width: 2;
  }

  .rails b {
    position: absolute;
    width: 12px;
    height: 12px;
    margin: -6px;
    border: 2px solid var(--ink);
    border-radius: 50%;
    background: var(--paper);
  }

  .rails b.here {
    width: 16px;
    height: 16px;
    margin: -8px;
    border-width: 4px;
    background: var(--paper);
  }

  [data-current] .rails b {
    background: var(--ink);
  }

  .none {
    padding: 0 0 var(--space-3) calc(16px + var(--space-3));
    max-width: 34rem;
  }

  @container (max-width: 34rem) {
    strata-take-snapshot {
      flex: 1 0 100%;
    }
  }
`;
