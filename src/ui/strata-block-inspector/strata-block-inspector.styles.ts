import { css } from "lit";

export const blockInspectorStyles = css`
  :host {
    display: flex;
    flex-direction: column;
    gap: var(--space-2);
    min-width: 0;
  }

  h3 {
    font-size: var(--size-text);
    font-weight: 650;
  }

  h4 {
    margin: var(--space-1) 0 0;
    font-size: var(--size-note);
    font-weight: 650;
  }

  form,
  .moment {
    display: grid;
    gap: var(--space-1);
    font-size: var(--size-note);
  }

  .moment {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    margin-inline-start: auto;
  }

  .moment select {
    max-width: 11rem;
  }

  .row {
    display: flex;
    flex-wrap: wrap;
    gap: var(--space-2);
    align-items: center;
  }

  .row input {
    width: 8rem;
  }

  .row .button.plain {
    min-height: 1.875rem;
    padding: 0.2rem 0.3rem;
  }

  .row .button[aria-pressed="true"] {
    background: var(--sunken);
    border-color: var(--line-strong);
  }

  .outside {
    color: var(--danger);
  }

  .answer {
    display: flex;
    gap: var(--space-2);
    align-items: center;
    margin-top: var(--space-1);
    font-size: var(--size-note);
  }

  .walk {
    justify-self: start;
    align-self: start;
  }

  table {
    width: 100%;
  }

  th[scope="row"] {
    color: var(--ink);
  }

  [data-answers] th,
  [data-answers] td {
    font-weight: 650;
  }

  pre {
    max-height: 13rem;
    margin: 0;
    padding: var(--space-2) var(--space-3);
    border-radius: var(--radius-small);
    background: var(--sunken);
    font-family: var(--font-machine);
    font-size: 0.75rem;
    line-height: 1.45;
    overflow: auto;
  }
`;
