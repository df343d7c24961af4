import { css } from "lit";

export const lookStyles = css`
  :host {
    display: block;
    margin-bottom: var(--space-5);
  }

  strata-confirm,
  strata-notice {
    margin-top: var(--space-3);
  }

  section {
    display: flex;
    flex-wrap: wrap;
    gap: var(--space-3) var(--space-5);
    align-items: center;
    justify-content: space-between;
    padding: var(--space-4);
    border-inline-start: 4px solid var(--warn);
    border-radius: var(--radius-small);
    background: var(--surface);
    box-shadow: 0 0 0 1px var(--line);
  }

  section[data-reason="free"] {
    border-color: var(--good);
  }

  .words {
    flex: 1 1 24rem;
    max-width: 52rem;
  }

  .words p {
    margin-top: var(--space-1);
    text-wrap: pretty;
  }

  .separate {
    flex: none;
    min-height: 2.75rem;
    margin-inline-start: auto;
    color: inherit;
    text-decoration: none;
  }

  .take {
    flex: none;
    min-height: 2.75rem;
    padding-inline: var(--space-4);
    font-size: var(--size-text);
  }

  .take[aria-disabled="true"] {
    cursor: default;
    opacity: 0.7;
  }
`;
