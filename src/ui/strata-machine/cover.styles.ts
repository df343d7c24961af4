import { css } from "lit";

/** What covers the screen while the machine is off: the big switch, or the first explanation. */
export const coverStyles = css`
  .cover {
    display: grid;
    place-content: center;
    justify-items: center;
    padding: var(--space-5);
    color: var(--on-glass);
  }

  .power {
    display: grid;
    justify-items: center;
    gap: var(--space-3);
    padding: var(--space-3);
    border: 0;
    border-radius: var(--radius);
    background: none;
    font-size: var(--size-text);
    font-weight: 550;
    cursor: pointer;
  }

  .cover :focus-visible {
    outline-color: #7db4ff;
  }

  .ring {
    display: grid;
    place-content: center;
    width: clamp(4rem, 16cqw, 6.5rem);
    aspect-ratio: 1;
    border: 2px solid currentColor;
    border-radius: 50%;
    transition: background-color var(--motion-short), color var(--motion-short);
  }

  .ring svg {
    width: clamp(1.75rem, 7cqw, 2.75rem);
    height: auto;
  }

  .power:hover .ring {
    background: var(--on-glass);
    color: var(--glass);
  }

  .introduction {
    justify-items: start;
    align-content: center;
    justify-content: center;
    gap: var(--space-3);
    padding: clamp(1.25rem, 6cqw, 4rem);
    font-size: clamp(0.9375rem, 0.55rem + 1.45cqw, 1.25rem);
    line-height: 1.5;
  }

  .introduction p {
    max-width: 36em;
    color: var(--on-glass-quiet);
    text-wrap: pretty;
  }

  .introduction p:first-child {
    color: var(--on-glass);
  }

  .start {
    min-height: 2.75rem;
    margin-top: var(--space-3);
    padding-inline: var(--space-4);
    background: var(--on-glass);
    color: var(--glass);
    font-size: var(--size-text);
  }

  .starts {
    display: flex;
    flex-wrap: wrap;
    gap: var(--space-3);
    margin-top: var(--space-3);
  }

  .starts .start {
    margin-top: 0;
  }

  .prepared {
    min-height: 2.75rem;
    padding-inline: var(--space-4);
    border-color: var(--on-glass-quiet);
    background: none;
    color: var(--on-glass);
    font-size: var(--size-text);
  }

  .prepared:hover:not(:disabled) {
    border-color: var(--on-glass);
    background: none;
  }

  .start:hover:not(:disabled) {
    border-color: transparent;
    background: #fff;
  }
`;
