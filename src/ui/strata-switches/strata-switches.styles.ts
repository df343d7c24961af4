import { css } from "lit";

/** Its parts take their places in the row that it stands in. */
export const switchesStyles = css`
  :host {
    display: contents;
  }

  .switches {
    display: flex;
    flex-wrap: wrap;
    gap: var(--space-2);
  }

  .question {
    flex: 1 0 100%;
    order: 1;
  }

  @container (max-width: 34rem) {
    .switches {
      display: grid;
      grid-template-columns: 1fr 1fr;
      width: 100%;
    }
  }
`;
