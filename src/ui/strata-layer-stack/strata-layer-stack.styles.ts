import { css } from "lit";

export const layerStackStyles = css`
  :host {
    --read: light-dark(#0b7bd6, #5fd0ff);
    display: flex;
    flex-direction: column;
    gap: var(--space-3);
    min-width: 0;
    container-type: inline-size;
  }

  .head {
    display: flex;
    flex-wrap: wrap;
    gap: 0 var(--space-3);
    align-items: baseline;
    justify-content: space-between;
  }

  .stack {
    --sheet: clamp(6.5rem, 44cqi, 13rem);
    position: relative;
    padding-block: 0.75rem 1rem;
    /* A sheet that falls to the side must not make the page scroll. */
    overflow-x: clip;
  }

  /* Sheets overlap: each row is lower than its sheet is tall. */
  li {
    position: relative;
    display: grid;
    grid-template-columns: var(--sheet) minmax(0, 1fr);
    gap: var(--space-4);
    align-items: center;
    height: calc(var(--sheet) * 0.27);
    min-height: 2.9rem;
  }

  .paper {
    position: relative;
    /* The sheet is taller than its row. */
    margin-block: -1rem;
  }

  .sheet {
    display: block;
    width: var(--sheet);
    overflow: visible;
  }

  .sign {
    position: absolute;
    inset: 0;
  }

  /* The drawing's parallelogram: 133 by 54 of 181 by 62, its upper edge 40 to the right. */
  canvas {
    position: absolute;
    left: calc(24 / 181 * 100%);
    top: calc(3 / 62 * 100%);
    width: calc(133 / 181 * 100%);
    height: calc(54 / 62 * 100%);
    transform: skewX(-36.53deg);
    image-rendering: pixelated;
  }

  .paper {
    transition: opacity var(--motion-short);
  }

  /* The words stay readable. */
  [data-back] .paper {
    opacity: 0.35;
  }

  .rising {
    position: absolute;
    top: -0.35rem;
    left: calc(var(--sheet) * 0.5 - 0.35rem);
    z-index: 60;
    width: 0.7rem;
    height: 0.7rem;
    border: 2px solid var(--surface);
    border-radius: 2px;
    background: var(--ink);
    pointer-events: none;
  }

  .edge {
    opacity: 0.55;
  }

  .layer-sign {
    font-size: 15px;
  }

  .facts {
    min-width: 0;
    font-size: var(--size-small);
    line-height: 1.35;
  }

  .name,
  .amount {
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
  }

  .name strong {
    font-size: var(--size-note);
    font-weight: 650;
  }

  .role,
  .amount {
    color: var(--ink-quiet);
  }

  [data-kind="active"] .role {
    padding: 0 0.4em;
    border-radius: 3px;
    background: var(--ink);
    color: var(--ink-on-ink);
    font-weight: 600;
  }

  .gauge {
    display: block;
    height: 4px;
    margin-top: 2px;
    border-radius: 2px;
    background: var(--sunken);
    overflow: hidden;
  }

  .gauge::before {
    content: "";
    display: block;
    width: max(calc(var(--share) * 100%), 2px);
    height: 100%;
    background: var(--colour);
    transition: width var(--motion);
  }

  .gauge[style*="--share:0;"]::before {
    width: 0;
  }

  .fold .button {
    grid-column: 1 / -1;
    justify-self: start;
    min-height: 1.75rem;
  }

  .falling {
    position: absolute;
    inset: 0.75rem 0 auto;
    z-index: 50;
    pointer-events: none;
  }

  [data-falling] {
    animation: fall 700ms cubic-bezier(0.5, 0, 0.9, 0.6) forwards;
  }

  [data-laid] {
    animation: lay var(--motion) ease-out;
  }

  .stack:has([data-falling]) [data-laid] {
    animation-delay: 380ms;
    animation-fill-mode: backwards;
  }

  @keyframes fall {
    30% {
      opacity: 1;
      transform: translate(6%, -14%);
    }

    to {
      opacity: 0;
      transform: translate(34%, 150%) rotate(7deg);
    }
  }

  @keyframes lay {
    from {
      opacity: 0;
      transform: translateY(-1.5rem);
    }
  }

  @media (prefers-reduced-motion: reduce) {
    .falling {
      display: none;
    }

    [data-laid],
    .stack:has([data-falling]) [data-laid] {
      animation: none;
    }
  }

  .notation {
    padding: var(--space-2) var(--space-3);
    border-radius: var(--radius);
    background: var(--sunken);
    font-family: var(--font-machine);
    font-size: var(--size-note);
    white-space: nowrap;
    scrollbar-width: thin;
  }

  .arrow {
    color: var(--ink-quiet);
    white-space: pre;
  }

  details table {
    margin-top: var(--space-2);
  }
`;
