import { css } from "lit";

export const consoleStyles = css`
  :host {
    display: grid;
    min-height: 12rem;
    background: var(--glass);
    color: var(--on-glass);
    color-scheme: dark;
  }

  :host > *,
  .terminal,
  .message {
    grid-area: 1 / 1;
    min-width: 0;
    min-height: 0;
  }

  .terminal {
    overflow: hidden;
    margin: var(--space-3);
  }

  .message {
    place-self: center;
    padding: var(--space-4);
    font-size: var(--size-note);
  }
`;
