import { css } from "lit";

export const blockWalkStyles = css`
  section {
    display: flex;
    flex-direction: column;
    gap: var(--space-2);
    min-width: 0;
  }

  h3 {
    font-size: var(--size-text);
    font-weight: 650;
  }

  .row {
    display: flex;
    flex-wrap: wrap;
    gap: var(--space-1) var(--space-2);
    align-items: center;
  }

  .button[aria-disabled="true"] {
    cursor: default;
    color: var(--ink-quiet);
    border-color: transparent;
  }

  .sentence {
    min-height: 3em;
    font-size: var(--size-text);
  }

  ol {
    --row: 2.125rem;
    position: relative;
    padding-inline-start: 1.75rem;
  }

  /* The way down. */
  ol::before {
    content: "";
    position: absolute;
    inset: calc(var(--row) / 2) auto calc(var(--row) / 2) 0.6rem;
    border-inline-start: 2px solid var(--line);
  }

  .request {
    position: absolute;
    top: calc(var(--row) / 2 - 0.5rem);
    left: calc(0.6rem + 1px - 0.5rem);
    width: 1rem;
    height: 1rem;
    border: 3px solid var(--surface);
    border-radius: 50%;
    background: var(--focus);
    transform: translateY(calc(var(--step) * var(--row)));
    transition: transform var(--motion) ease-in-out;
  }

  li {
    display: flex;
    gap: var(--space-3);
    align-items: center;
    justify-content: space-between;
    height: var(--row);
    padding-inline: var(--space-2);
    border-radius: var(--radius-small);
    font-size: var(--size-note);
    color: var(--ink-quiet);
  }

  li[data-past],
  li[aria-current] {
    color: var(--ink);
  }

  li[aria-current] {
    background: var(--sunken);
    font-weight: 650;
  }

  .what {
    display: inline-flex;
    gap: var(--space-2);
    align-items: center;
    min-width: 0;
  }

  .mark {
    white-space: nowrap;
  }

  [data-kind="here"] .mark {
    color: var(--good);
    font-weight: 650;
  }
`;
