import { css } from "lit";

export const usageStyles = css`
  :host {
    display: grid;
    gap: var(--space-2);
    align-content: start;
    justify-items: start;
    min-width: 0;
  }

  h3 {
    font-size: var(--size-text);
    font-weight: 650;
  }

  .scroll {
    width: 100%;
    max-width: 34rem;
    max-height: 22rem;
    overflow: auto;
    scrollbar-width: thin;
  }

  table {
    width: 100%;
  }

  thead th:first-child {
    width: 100%;
  }

  tbody th {
    min-width: 8rem;
    color: var(--ink);
    overflow-wrap: anywhere;
    white-space: normal;
  }

  td,
  .number {
    padding-inline: 0.5rem;
  }

  .machine th {
    font-weight: 650;
  }

  .part th {
    padding-inline-start: var(--space-4);
    font-weight: 400;
  }

  tbody tr:last-child > * {
    border-bottom: 0;
  }
`;
