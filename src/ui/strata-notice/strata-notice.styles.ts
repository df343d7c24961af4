import { css } from "lit";

export const noticeStyles = css`
  :host {
    display: block;
  }

  .notice {
    display: flex;
    gap: var(--space-3);
    align-items: start;
    justify-content: space-between;
    margin-bottom: var(--space-4);
    padding: var(--space-3) var(--space-2) var(--space-3) var(--space-4);
    border-inline-start: 4px solid var(--good);
    border-radius: var(--radius-small);
    background: var(--surface);
    box-shadow: 0 0 0 1px var(--line), 0 8px 24px -12px rgb(0 0 0 / 30%);
    font-size: var(--size-text);
    line-height: 1.5;
  }

  .notice[data-severity="error"] {
    border-color: var(--danger);
    background: var(--danger-surface);
  }

  .words {
    min-width: 0;
    max-width: 60rem;
    padding-top: 0.3rem;
  }

  a {
    color: inherit;
    text-underline-offset: 0.2em;
  }

  .report {
    margin-top: var(--space-1);
    font-family: var(--font-machine);
    font-size: var(--size-small);
    overflow-wrap: anywhere;
  }

  .notice > .button {
    flex: none;
    width: var(--control-height);
    padding: 0;
  }
`;
