import { css } from "lit";

/** Buttons, fields and the few helpers that every component uses. */
export const controls = css`
  *,
  *::before,
  *::after {
    box-sizing: border-box;
  }

  h2,
  h3,
  p,
  ol,
  ul,
  dl,
  dd,
  figure {
    margin: 0;
    padding: 0;
  }

  ol,
  ul {
    list-style: none;
  }

  h2 {
    font-size: var(--size-title);
    font-weight: 650;
    letter-spacing: -0.01em;
    line-height: 1.3;
  }

  button,
  input,
  select,
  textarea {
    font: inherit;
    color: inherit;
  }

  :focus-visible {
    outline: 2px solid var(--focus);
    outline-offset: 2px;
  }

  .button {
    display: inline-flex;
    align-items: center;
    justify-content: center;
    gap: var(--space-2);
    min-height: var(--control-height);
    padding: 0.25rem 0.75rem;
    border: 1px solid transparent;
    border-radius: var(--radius);
    background: var(--sunken);
    font-size: var(--size-note);
    font-weight: 550;
    line-height: 1.2;
    cursor: pointer;
    transition: background-color var(--motion-short), border-color var(--motion-short);
  }

  a.button {
    color: inherit;
    text-decoration: none;
  }

  .button svg {
    flex: none;
  }

  .button:hover:not(:disabled) {
    border-color: var(--line-strong);
  }

  .button:active:not(:disabled) {
    background: var(--line);
  }

  .button:disabled {
    cursor: default;
    color: var(--ink-quiet);
    opacity: 0.6;
  }

  .button.primary {
    background: var(--ink);
    color: var(--ink-on-ink);
  }

  .button.primary:hover:not(:disabled) {
    background: color-mix(in oklab, var(--ink) 86%, var(--paper));
    border-color: transparent;
  }

  .button.danger {
    background: var(--danger);
    color: var(--ink-on-ink);
  }

  .button.plain {
    background: transparent;
  }

  .button.plain:hover:not(:disabled) {
    background: var(--sunken);
    border-color: transparent;
  }

  .field {
    min-height: var(--control-height);
    padding: 0.25rem 0.625rem;
    border: 1px solid var(--line-strong);
    border-radius: var(--radius);
    background: var(--surface);
    font-size: var(--size-note);
  }

  .field::placeholder {
    color: var(--ink-quiet);
    opacity: 1;
  }

  .quiet {
    color: var(--ink-quiet);
  }

  .note {
    font-size: var(--size-note);
  }

  .numbers {
    font-variant-numeric: tabular-nums;
  }

  .visually-hidden {
    position: absolute;
    width: 1px;
    height: 1px;
    margin: -1px;
    overflow: hidden;
    clip-path: inset(50%);
    white-space: nowrap;
  }

  [hidden] {
    display: none !important;
  }

  summary {
    padding-block: 0.25rem;
    cursor: pointer;
    border-radius: var(--radius-small);
  }

  .scroll {
    overflow-x: auto;
  }

  table {
    border-collapse: collapse;
    font-size: var(--size-note);
    font-variant-numeric: tabular-nums;
  }

  th,
  td {
    padding: 0.3rem 0.75rem 0.3rem 0;
    border-bottom: 1px solid var(--line);
    text-align: start;
    white-space: nowrap;
  }

  th {
    color: var(--ink-quiet);
    font-weight: 500;
  }

  .number {
    text-align: end;
  }

  /* Colours of the system's own: at once, and with the main one still told from the others. */
  @media (forced-colors: active) {
    .button {
      border-color: ButtonBorder;
      transition: none;
    }

    .button.primary,
    .button.danger {
      forced-color-adjust: none;
      background: ButtonText;
      color: ButtonFace;
    }
  }

  @media (pointer: coarse) {
    .button,
    .field {
      min-height: 2.75rem;
    }

    summary {
      padding-block: 0.75rem;
    }
  }
`;
