import { css } from "lit";

export const snapshotTreeStyles = css`
  :host {
    display: block;
    min-width: 0;
  }

  .frame {
    position: relative;
    max-height: 24rem;
    overflow: auto;
    overscroll-behavior: contain;
    scrollbar-width: thin;
    border-radius: var(--radius);
    background: var(--sunken);
  }

  .whole {
    position: relative;
  }

  .lines {
    position: absolute;
    inset: 0;
    width: 100%;
    height: 100%;
    overflow: visible;
    fill: none;
    stroke: var(--line-strong);
    stroke-width: 2;
    pointer-events: none;
  }

  .base {
    position: absolute;
    display: grid;
    align-content: center;
    justify-items: center;
    gap: 2px;
    color: var(--ink-quiet);
    font-size: var(--size-small);
    line-height: 1.2;
    text-align: center;
  }

  .base span {
    padding-inline: 2px;
    background: var(--sunken);
  }

  .point {
    position: absolute;
    display: grid;
    grid-template: "picture" minmax(0, 1fr) "words" auto / minmax(0, 1fr);
    overflow: hidden;
    border: 1.5px solid var(--line-strong);
    border-radius: var(--radius);
    background: var(--surface);
    font-size: var(--size-small);
    cursor: pointer;
  }

  .point:hover {
    border-color: var(--ink);
  }

  .point[aria-selected="true"] {
    border-color: var(--ink);
    box-shadow: 0 0 0 1.5px var(--ink);
  }

  .point:focus-visible {
    outline-offset: 3px;
  }

  .picture {
    grid-area: picture;
    display: grid;
    place-content: center;
    min-height: 0;
    overflow: hidden;
    background: var(--glass);
    color: var(--on-glass-quiet);
    text-align: center;
  }

  img {
    display: block;
    width: 100%;
    height: 100%;
    object-fit: cover;
    object-position: top left;
  }

  .words {
    grid-area: words;
    display: flex;
    gap: var(--space-1);
    align-items: center;
    min-width: 0;
    padding: 3px 5px;
    line-height: 1.3;
  }

  .words b {
    min-width: 0;
    overflow: hidden;
    font-weight: 600;
    text-overflow: ellipsis;
    white-space: nowrap;
  }

  .saving {
    border-style: dashed;
  }

  .present {
    border-style: dashed;
    border-width: 2px;
    border-color: var(--ink);
    background: var(--paper);
  }

  .present .picture {
    background: none;
    color: var(--ink);
  }

  .pin {
    width: 22px;
    height: 22px;
    margin-inline: auto;
    border: 6px solid var(--ink);
    border-radius: 50%;
  }

  .present .amount {
    margin-top: 4px;
    color: var(--ink-quiet);
  }

  .hint {
    margin-top: var(--space-1);
  }

  @media (pointer: coarse) {
    .hint {
      display: none;
    }
  }

  @media (forced-colors: active) {
    .point[aria-selected="true"] {
      outline: 2px solid Highlight;
    }
  }
`;
