import { css } from "lit";

export const appStyles = css`
  :host {
    display: block;
    min-height: 100vh;
    background: var(--paper);
    color: var(--ink);
    font-family: var(--font-text);
    font-size: var(--size-text);
    line-height: 1.5;
    -webkit-text-size-adjust: 100%;
  }

  .page {
    max-width: 98rem;
    margin-inline: auto;
    padding-inline: clamp(1rem, 3vw, 2.5rem);
  }

  header {
    display: flex;
    gap: var(--space-1) var(--space-4);
    align-items: center;
    justify-content: space-between;
    padding-block: var(--space-4);
  }

  .skip {
    position: absolute;
    inset: -10rem auto auto var(--space-4);
    z-index: 100;
    padding: var(--space-2) var(--space-4);
    border-radius: var(--radius);
    background: var(--ink);
    color: var(--ink-on-ink);
  }

  .skip:focus {
    top: var(--space-2);
  }

  .brand {
    display: flex;
    flex-wrap: wrap;
    gap: 0 var(--space-3);
    align-items: center;
  }

  h1 {
    margin: 0;
    font-size: 1.375rem;
    font-weight: 700;
    letter-spacing: -0.025em;
    line-height: 1.2;
  }

  .tools {
    flex: none;
  }

  .brand p {
    padding-top: 0.2rem;
    font-size: var(--size-note);
  }

  .tools,
  .languages {
    display: flex;
    align-items: center;
    gap: var(--space-1);
  }

  .tools {
    margin-inline-end: calc(-1 * var(--space-3));
  }

  .languages .button {
    min-width: 2.25rem;
    padding-inline: 0.4rem;
    color: var(--ink-quiet);
  }

  .languages .button[aria-pressed="true"] {
    color: var(--ink);
    font-weight: 700;
    text-decoration: underline;
    text-decoration-thickness: 2px;
    text-underline-offset: 0.35em;
  }

  .narrow {
    display: none;
  }

  .explanation {
    display: grid;
    gap: var(--space-2);
    justify-items: start;
    max-width: 46rem;
    padding-block: var(--space-2) var(--space-5);
    font-size: var(--size-title);
  }

  .notice {
    position: sticky;
    top: var(--space-2);
    z-index: 60;
  }

  @media (max-width: 36rem) {
    header {
      flex-wrap: wrap;
      padding-block: var(--space-3);
    }

    .brand p {
      display: none;
    }

    .wide {
      display: none;
    }

    .narrow {
      display: inline;
    }

    .tools {
      flex: 0 1 auto;
      margin-inline-start: auto;
    }
  }
`;
