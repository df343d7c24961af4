import { css } from "lit";

export const storageStyles = css`
  :host {
    display: flex;
    flex-wrap: wrap;
    gap: var(--space-1) var(--space-4);
    align-items: center;
    font-size: var(--size-note);
  }

  h2 {
    font-size: var(--size-note);
  }

  .gauge {
    width: 8rem;
    height: 6px;
    overflow: hidden;
    border-radius: 3px;
    background: var(--line);
  }

  .gauge span {
    display: block;
    min-width: 2px;
    height: 100%;
    background: var(--ink);
  }
`;
