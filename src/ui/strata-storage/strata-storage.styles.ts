import { css } from "lit";

export const storageStyles = css`
  :host {
    display: block;
    min-width: 0;
    font-size: var(--size-note);
    container-type: inline-size;
  }

  .line {
    display: flex;
    flex-wrap: wrap;
    gap: var(--space-1) var(--space-4);
    align-items: center;
  }

  h2 {
    font-size: var(--size-note);
  }

  summary {
    width: fit-content;
  }

  .fold {
    margin-top: var(--space-1);
  }

  .details {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    gap: var(--space-5) var(--space-6);
    padding-block: var(--space-4) var(--space-2);
  }

  .group {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    gap: var(--space-5);
    align-content: start;
    min-width: 0;
  }

  dt {
    margin-top: var(--space-3);
    font-weight: 600;
  }

  dd {
    max-width: 40rem;
  }

  .survival summary {
    font-weight: 600;
  }

  @container (min-width: 52rem) {
    .details {
      grid-template-columns: minmax(0, 1.1fr) minmax(0, 1fr);
    }
  }
`;
