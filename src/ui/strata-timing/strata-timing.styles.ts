import { css } from "lit";

export const timingStyles = css`
  :host {
    display: flex;
    flex-direction: column;
    gap: var(--space-4);
    min-width: 0;
    container-type: inline-size;
  }

  .headline {
    font-size: clamp(1.1875rem, 0.75rem + 2cqi, 1.625rem);
    font-weight: 550;
    letter-spacing: -0.015em;
    line-height: 1.32;
    text-wrap: pretty;
  }

  .headline[data-modest] {
    font-size: var(--size-text);
    letter-spacing: normal;
  }

  .copies {
    display: grid;
    grid-template-columns: 1fr 1fr;
    gap: var(--space-2);
  }

  .copy {
    justify-content: start;
    padding-block: 0.5rem;
    text-align: start;
  }

  .hint {
    display: block;
    margin-top: 2px;
    color: var(--ink-quiet);
    font-size: var(--size-small);
    font-weight: 400;
  }

  .chart-head {
    display: flex;
    flex-wrap: wrap;
    gap: var(--space-1) var(--space-4);
    align-items: center;
    justify-content: space-between;
    margin-block: var(--space-1) var(--space-3);
  }

  h3 {
    font-size: var(--size-note);
    font-weight: 600;
  }

  .scale {
    display: flex;
    padding: 2px;
    border-radius: var(--radius);
    background: var(--sunken);
  }

  .scale button {
    min-height: 1.625rem;
    padding: 0 0.625rem;
    border: 0;
    border-radius: 5px;
    background: none;
    color: var(--ink-quiet);
    font-size: var(--size-small);
    font-weight: 550;
    cursor: pointer;
  }

  .scale button[aria-pressed="true"] {
    background: var(--surface);
    color: var(--ink);
  }

  @media (pointer: coarse) {
    .scale button {
      min-height: 2.75rem;
    }
  }

  .legend {
    display: flex;
    align-items: center;
    gap: var(--space-2);
    font-size: var(--size-small);
  }

  .key {
    position: static;
    width: 1.25rem;
    height: 0.625rem;
    border-radius: 2px;
  }

  .key:not(:first-child) {
    margin-inline-start: var(--space-3);
  }

  ol {
    display: grid;
    gap: var(--space-3);
  }

  li {
    display: grid;
    grid-template-columns: minmax(0, 1fr) auto;
    gap: 2px var(--space-3);
    align-items: baseline;
    font-size: var(--size-note);
  }

  .operation strong {
    font-weight: 550;
  }

  .value {
    font-size: var(--size-text);
    font-weight: 650;
  }

  .track,
  .facts {
    grid-column: 1 / -1;
  }

  .track {
    position: relative;
    height: 14px;
    border-radius: 2px;
    background: var(--sunken);
  }

  .track i {
    position: absolute;
    top: 0;
    bottom: 0;
    width: 1px;
    background: var(--line-strong);
    opacity: 0.5;
  }

  .track span {
    position: absolute;
    inset: 0 auto 0 0;
    min-width: 2px;
    border-radius: 2px;
    transition: width var(--motion);
  }

  .whole {
    background: color-mix(in oklab, var(--ink) 55%, var(--paper));
  }

  .pause {
    background: var(--layer-1);
  }

  .track .pause {
    min-width: 1px;
  }

  .facts,
  .scale-note {
    font-size: var(--size-small);
  }

  .scale-note {
    margin-top: var(--space-3);
  }

  details table {
    margin-top: var(--space-2);
  }

  details .scroll {
    max-height: 22rem;
    overflow: auto;
    scrollbar-width: thin;
  }

  .export {
    display: flex;
    flex-wrap: wrap;
    gap: var(--space-2);
  }

  @container (max-width: 28rem) {
    .copies {
      grid-template-columns: 1fr;
    }
  }
`;
