import { css } from "lit";

export const networkStyles = css`
  :host {
    display: block;
    min-width: 0;
    container-type: inline-size;
  }

  .panel {
    border-radius: var(--radius-large);
    background: var(--surface);
    box-shadow: 0 0 0 1px var(--line);
  }

  .panel[data-dropping] {
    box-shadow: 0 0 0 2px var(--focus);
  }

  summary {
    display: flex;
    flex-wrap: wrap;
    align-items: baseline;
    gap: 0 var(--space-3);
    padding: var(--space-3) var(--space-4);
    border-radius: var(--radius-large);
    list-style: none;
  }

  summary::-webkit-details-marker {
    display: none;
  }

  h2 {
    font-size: var(--size-text);
  }

  h2::before {
    content: "";
    display: inline-block;
    width: 0.4rem;
    height: 0.4rem;
    margin-inline-end: var(--space-3);
    border: solid var(--ink-quiet);
    border-width: 0 1.5px 1.5px 0;
    transform: translateY(-0.15rem) rotate(-45deg);
    transition: transform var(--motion-short);
  }

  details[open] h2::before {
    transform: translateY(-0.2rem) rotate(45deg);
  }

  .state::before {
    content: "";
    display: inline-block;
    width: 0.5rem;
    height: 0.5rem;
    margin-inline-end: var(--space-2);
    border: 1.5px solid var(--line-strong);
    border-radius: 50%;
  }

  [data-state="connected"] .state::before {
    border-color: var(--good);
    background: var(--good);
  }

  .inside {
    display: grid;
    gap: var(--space-4) var(--space-6);
    padding: var(--space-1) var(--space-4) var(--space-4);
  }

  @container (min-width: 40rem) {
    .inside {
      grid-template-columns: minmax(0, 1fr) minmax(0, 1fr);
    }
  }

  h3 {
    margin: 0;
    font-size: var(--size-note);
    font-weight: 650;
  }

  .facts {
    display: grid;
    grid-template-columns: auto minmax(0, 1fr);
    gap: var(--space-1) var(--space-4);
    font-size: var(--size-note);
  }

  dt {
    color: var(--ink-quiet);
  }

  dd {
    min-width: 0;
    overflow-wrap: anywhere;
  }

  code {
    font-family: var(--font-machine);
    font-size: 0.95em;
    overflow-wrap: anywhere;
  }

  .try {
    display: grid;
    gap: var(--space-1);
    margin-block: var(--space-3) var(--space-2);
  }

  .try code {
    padding: var(--space-2) var(--space-3);
    border-radius: var(--radius-small);
    background: var(--sunken);
    user-select: all;
  }

  .shelf {
    display: grid;
    gap: var(--space-2);
    align-content: start;
  }

  .files li {
    display: flex;
    align-items: center;
    gap: var(--space-2);
    min-height: var(--control-height);
    border-bottom: 1px solid var(--line);
    font-size: var(--size-note);
  }

  .name {
    flex: 1;
    min-width: 0;
    overflow-wrap: anywhere;
  }

  .line {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: var(--space-2) var(--space-3);
  }

  .icon {
    padding-inline: var(--space-2);
  }

  /* Nothing can be dragged by a finger. */
  @media (pointer: coarse) {
    .drop-hint {
      display: none;
    }
  }
`;
