import { css } from "lit";

export const blockMapStyles = css`
  :host {
    --read: light-dark(#0b7bd6, #5fd0ff);
    --overlay-first: light-dark(#b3261e, #ff9c8f);
    --overlay-second: light-dark(#0b62d6, #7db4ff);
    display: flex;
    flex-direction: column;
    gap: var(--space-2);
    min-width: 0;
  }

  .head,
  .toolbar {
    display: flex;
    flex-wrap: wrap;
    gap: var(--space-1) var(--space-3);
    align-items: center;
    justify-content: space-between;
  }

  h3 {
    font-size: var(--size-text);
    font-weight: 650;
  }

  .zoom,
  .drives {
    display: flex;
    gap: var(--space-1);
  }

  .zoom .button {
    min-height: 1.875rem;
  }

  .button[aria-disabled="true"] {
    cursor: default;
    color: var(--ink-quiet);
    border-color: transparent;
  }

  .square {
    width: 2.25rem;
    padding-inline: 0;
    font-size: 1rem;
  }

  .drives .button {
    min-height: 1.875rem;
    color: var(--ink-quiet);
  }

  .drives .button[aria-pressed="true"] {
    color: var(--ink);
    font-weight: 700;
    text-decoration: underline;
    text-decoration-thickness: 2px;
    text-underline-offset: 0.35em;
  }

  .scale::before {
    content: "· ";
  }

  .map {
    display: block;
    width: 100%;
    aspect-ratio: 2;
    border-radius: var(--radius-small);
    background: var(--sunken);
    cursor: crosshair;
    touch-action: pan-y;
  }

  .overview {
    position: relative;
    height: 12px;
    cursor: pointer;
    touch-action: none;
  }

  .overview canvas {
    display: block;
    width: 100%;
    height: 100%;
    border-radius: 3px;
    background: var(--sunken);
    image-rendering: pixelated;
  }

  .overview span {
    position: absolute;
    inset-block: -2px;
    left: min(calc(var(--from) * 100%), calc(100% - 6px));
    width: max(calc(var(--part) * 100%), 6px);
    border: 2px solid var(--ink);
    border-radius: 3px;
  }

  .readout {
    min-height: 1.5em;
  }

  .legend {
    display: flex;
    flex-wrap: wrap;
    gap: var(--space-1) var(--space-1);
    align-items: center;
    font-size: var(--size-note);
  }

  .legend .button {
    min-height: 1.75rem;
    padding: 0.2rem 0.3rem;
  }

  .legend .button[aria-pressed="false"] {
    opacity: 0.4;
    text-decoration: line-through;
  }

  .glows {
    padding-inline-start: var(--space-2);
    color: var(--ink-quiet);
  }

  .key {
    display: inline-block;
    width: 0.7rem;
    height: 0.7rem;
    border-radius: 2px;
    vertical-align: -0.05em;
    background: var(--ink);
  }

  [data-glow="read"] {
    background: var(--read);
  }

  [data-overlay="1"] {
    background: var(--overlay-first);
  }

  [data-overlay="2"] {
    background: var(--overlay-second);
  }

  @media (pointer: coarse) {
    .zoom .button,
    .drives .button,
    .legend .button {
      min-width: 2.75rem;
      min-height: 2.75rem;
    }
  }
`;
