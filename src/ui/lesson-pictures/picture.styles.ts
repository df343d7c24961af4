import { css } from "lit";

/** What the drawings share: text, lines, and cells that are the blocks of a layer. */
export const pictureStyles = css`
  .picture svg {
    display: block;
    width: 100%;
    height: auto;
    max-height: 15rem;
  }

  .picture text {
    fill: var(--ink);
    font-family: var(--font-text);
    font-size: 11px;
  }

  .picture .machine {
    font-family: var(--font-machine);
  }

  .picture .soft {
    fill: var(--ink-quiet);
  }

  .picture .number {
    font-variant-numeric: tabular-nums;
    text-anchor: end;
  }

  .picture .middle {
    text-anchor: middle;
  }

  .picture .bold {
    font-weight: 650;
  }

  .picture .row {
    fill: var(--surface);
    stroke: var(--line);
  }

  .picture .cell {
    fill: var(--sunken);
  }

  .picture .arrow {
    fill: none;
    stroke: var(--ink);
    stroke-width: 1.5;
  }

  .picture .dashed {
    stroke-dasharray: 3 3;
  }

  .picture .tip {
    fill: var(--ink);
  }

  .picture .falling {
    animation: fall 600ms ease-out;
  }

  @keyframes fall {
    from {
      opacity: 0;
      transform: translateY(14px);
    }
  }

  @media (prefers-reduced-motion: reduce) {
    .picture .falling {
      animation: none;
    }
  }
`;
