import { css } from "lit";

export const takeSnapshotStyles = css`
  :host {
    display: block;
    flex: 0 1 26rem;
    min-width: min(100%, 18rem);
  }

  form {
    display: flex;
    flex-wrap: wrap;
    gap: var(--space-2);
  }

  .field {
    flex: 100 1 8rem;
    min-width: 0;
  }

  .button {
    flex: 1 0 auto;
  }
`;
