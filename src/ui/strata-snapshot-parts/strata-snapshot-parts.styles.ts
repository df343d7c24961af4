import { css } from "lit";

export const snapshotPartsStyles = css`
  :host {
    display: block;
    min-width: 0;
    container-type: inline-size;
  }

  .parts {
    display: grid;
    grid-template-columns: repeat(4, minmax(0, 1fr));
    gap: var(--space-1);
    margin-inline: calc(-1 * var(--space-2));
    font-size: var(--size-small);
  }

  .part {
    display: grid;
    grid-template-rows: auto 6px auto;
    align-content: start;
    gap: 3px;
    width: 100%;
    height: 100%;
    padding: var(--space-1) var(--space-2);
    border: 0;
    border-radius: var(--radius-small);
    background: none;
    font-size: inherit;
    text-align: start;
  }

  button.part {
    cursor: pointer;
  }

  button.part:hover,
  button.part[aria-expanded="true"] {
    background: var(--sunken);
  }

  .label {
    display: flex;
    gap: var(--space-1);
    align-items: center;
    justify-content: space-between;
    min-width: 0;
    color: var(--ink-quiet);
  }

  .label span {
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
  }

  .label svg {
    flex: none;
    transition: rotate var(--motion-short);
  }

  [aria-expanded="true"] .label svg {
    rotate: 180deg;
  }

  .bar {
    overflow: hidden;
    border-radius: 2px;
    background: var(--sunken);
  }

  button.part:hover .bar,
  [aria-expanded="true"] .bar {
    background: var(--line);
  }

  .bar span {
    display: block;
    min-width: 2px;
    height: 100%;
    background: var(--ink);
  }

  [data-missing] .bar {
    background: none;
    border-bottom: 1px dashed var(--line-strong);
    border-radius: 0;
  }

  [data-missing] .amount {
    color: var(--ink-quiet);
    font-weight: 400;
  }

  .amount {
    font-weight: 600;
  }

  .content {
    display: block;
    color: var(--ink-quiet);
    font-weight: 400;
  }

  .drawer {
    display: grid;
    gap: var(--space-2);
    margin: var(--space-1) calc(-1 * var(--space-2)) 0;
    padding: var(--space-2) var(--space-3) var(--space-3);
    border-radius: var(--radius-small);
    background: var(--sunken);
    --strip-ground: var(--surface);
  }

  .drawer table {
    width: 100%;
    max-width: 34rem;
  }

  .drawer th,
  .drawer td {
    white-space: normal;
  }

  .drawer tr > :last-child {
    padding-inline-end: 0;
  }

  .drawer tbody tr:last-child > * {
    border-bottom: 0;
  }

  h4 {
    margin: 0;
    font-size: var(--size-note);
    font-weight: 600;
  }

  @container (max-width: 24rem) {
    .parts {
      grid-template-columns: repeat(2, minmax(0, 1fr));
    }
  }
`;
