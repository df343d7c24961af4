import { css } from "lit";

export const teacherStyles = css`
  main {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    gap: var(--space-6);
  }

  .head {
    margin-bottom: 0;
  }

  section {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    gap: var(--space-3);
    max-width: 60rem;
  }

  h3 {
    margin: 0;
    font-size: var(--size-title);
    font-weight: 650;
  }

  .fields {
    display: flex;
    flex-wrap: wrap;
    gap: var(--space-3) var(--space-4);
    align-items: end;
  }

  .fields label:not(.tick) {
    display: grid;
    min-width: 0;
  }

  .fields .field {
    max-width: 100%;
  }

  .tick {
    display: flex;
    gap: var(--space-2);
    align-items: center;
    min-height: var(--control-height);
  }

  .address {
    display: flex;
    gap: var(--space-2);
  }

  .address .field {
    flex: 1;
    min-width: 0;
    font-family: var(--font-machine);
  }

  .drop {
    display: flex;
    flex-wrap: wrap;
    gap: var(--space-3);
    align-items: center;
    padding: var(--space-4);
    border: 1.5px dashed var(--line-strong);
    border-radius: var(--radius);
  }

  .drop.over {
    background: var(--sunken);
    border-color: var(--ink);
  }

  label.button:focus-within {
    outline: 2px solid var(--focus);
    outline-offset: 2px;
  }

  .buttons {
    display: flex;
    flex-wrap: wrap;
    gap: var(--space-2);
  }

  .checked {
    display: grid;
    gap: var(--space-2);
    justify-items: start;
  }

  .problems {
    display: grid;
    gap: var(--space-1);
    font-size: var(--size-note);
  }

  .problems code {
    font-family: var(--font-machine);
  }

  .bad {
    color: var(--danger);
  }

  .fine {
    color: var(--good);
  }
`;
