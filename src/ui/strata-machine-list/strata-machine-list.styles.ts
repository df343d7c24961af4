import { css } from "lit";

export const machineListStyles = css`
  li {
    display: flex;
    flex-wrap: wrap;
    gap: 0 var(--space-3);
    align-items: center;
    justify-content: space-between;
    padding-block: var(--space-2);
    border-bottom: 1px solid var(--line);
  }

  .list {
    position: relative;
    display: grid;
    gap: inherit;
  }

  .new {
    display: flex;
    flex-wrap: wrap;
    gap: var(--space-2) var(--space-3);
  }

  .new > strata-machine-form,
  .new > [data-wide] {
    flex: 1 0 100%;
    min-width: 0;
  }

  .drop {
    position: absolute;
    inset: calc(-1 * var(--space-2));
    z-index: 1;
    display: grid;
    place-items: center;
    border: 2px dashed var(--ink);
    border-radius: var(--radius);
    background: color-mix(in srgb, var(--paper) 88%, transparent);
    font-weight: 600;
    pointer-events: none;
  }

  .who {
    flex: 1 1 11rem;
    min-width: 0;
  }

  .name {
    font-weight: 600;
    overflow-wrap: anywhere;
  }

  .actions {
    display: flex;
    flex-wrap: wrap;
    gap: var(--space-1);
    margin-inline-end: -0.75rem;
  }

  /* Text ends where the line does; the face of a button does. */
  .actions:has(> .button:not(.plain):last-child) {
    margin-inline-end: 0;
  }

  .below {
    flex: 1 0 100%;
  }

  strata-confirm,
  strata-inline-edit {
    margin-block: var(--space-2);
  }

  strata-machine-form {
    margin-top: var(--space-2);
  }
`;
