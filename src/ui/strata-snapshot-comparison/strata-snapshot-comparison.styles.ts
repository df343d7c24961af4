import { css } from "lit";

export const snapshotComparisonStyles = css`
  :host {
    display: block;
    margin-top: var(--space-3);
    padding: var(--space-3) var(--space-4) var(--space-4);
    border-radius: var(--radius);
    background: var(--sunken);
    --strip-ground: var(--surface);
  }

  .ask {
    display: flex;
    flex-wrap: wrap;
    gap: var(--space-2) var(--space-3);
    align-items: center;
    margin-bottom: var(--space-3);
    font-size: var(--size-note);
  }

  label {
    font-weight: 600;
    overflow-wrap: anywhere;
  }

  select.field {
    flex: 0 1 16rem;
    min-width: 0;
    max-width: 100%;
  }

  .close {
    margin-inline-start: auto;
    width: var(--control-height);
    padding-inline: 0;
  }

  .space {
    display: grid;
    gap: var(--space-1);
    margin-bottom: var(--space-3);
  }

  .facts {
    display: flex;
    flex-wrap: wrap;
    gap: 0 var(--space-3);
    font-size: var(--size-note);
  }

  .facts strong {
    font-weight: 600;
  }

  .key {
    display: flex;
    flex-wrap: wrap;
    gap: var(--space-1) var(--space-3);
    margin-bottom: var(--space-3);
    font-size: var(--size-small);
  }

  .key span {
    display: inline-flex;
    gap: var(--space-1);
    align-items: center;
    min-width: 0;
    overflow-wrap: anywhere;
  }

  .answer {
    display: flex;
    flex-wrap: wrap;
    gap: var(--space-2) var(--space-3);
    align-items: center;
  }

  .answer .button {
    background: var(--surface);
  }

  .space + details {
    margin-top: calc(-1 * var(--space-2));
    margin-bottom: var(--space-1);
  }

  .scroll {
    max-height: 16rem;
    overflow: auto;
  }
`;
