import { css } from "lit";

/** One of the parts that the storage panel is made of: a heading and what stands below it. */
export const storagePart = css`
  :host {
    display: grid;
    gap: var(--space-2);
    align-content: start;
    min-width: 0;
    font-size: var(--size-note);
  }

  h3 {
    font-size: var(--size-text);
    font-weight: 650;
  }
`;
