import { css } from "lit";

/** The pages around the exercises: the index, and that for teachers. */
export const lessonPageStyles = css`
  :host {
    display: block;
    padding-block: var(--space-2) var(--space-6);
  }

  .head {
    display: grid;
    gap: var(--space-2);
    max-width: 46rem;
    margin-bottom: var(--space-6);
  }

  .head h2 {
    font-size: 1.75rem;
    letter-spacing: -0.02em;
  }

  .head p {
    font-size: var(--size-title);
    color: var(--ink-quiet);
  }

  nav {
    display: flex;
    flex-wrap: wrap;
    gap: var(--space-4);
    font-size: var(--size-note);
  }

  a:not(.button) {
    color: inherit;
    text-underline-offset: 0.2em;
  }

  .label {
    color: var(--ink-quiet);
    font-size: var(--size-small);
    font-weight: 600;
  }
`;
