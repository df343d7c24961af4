import { css } from "lit";

export const machineStyles = css`
  :host {
    display: block;
    min-width: 0;
    container-type: inline-size;
  }

  .chassis {
    position: relative;
    overflow: clip;
    border-radius: var(--radius-large);
    background: var(--surface);
    box-shadow: 0 0 0 1px var(--line), 0 1px 2px rgb(0 0 0 / 6%), 0 12px 32px -16px rgb(0 0 0 / 22%);
  }

  .top {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 0 var(--space-4);
    min-height: 3rem;
    padding-inline: var(--space-4);
  }

  h2 {
    overflow: hidden;
    max-width: 16rem;
    font-size: var(--size-text);
    text-overflow: ellipsis;
    white-space: nowrap;
  }

  .state {
    display: flex;
    align-items: center;
    gap: var(--space-2);
    font-size: var(--size-note);
    white-space: nowrap;
  }

  .state strong {
    font-size: var(--size-text);
    font-weight: 650;
  }

  /* The lamp says the state by its shape as well as by its colour. */
  .lamp {
    width: 0.75rem;
    height: 0.75rem;
    border: 2px solid var(--line-strong);
    border-radius: 50%;
  }

  [data-state="running"] .lamp {
    border-color: var(--good);
    background: var(--good);
  }

  [data-state="starting"] .lamp {
    border-color: var(--warn);
    background: linear-gradient(90deg, var(--warn) 50%, transparent 50%);
  }

  [data-state="paused"] .lamp {
    border-width: 0 0.25rem;
    border-color: var(--warn);
    border-radius: 0;
  }

  [data-state="stopped-by-guest"] .lamp {
    border-radius: 2px;
    background: var(--line-strong);
  }

  ::slotted([slot="saved"]) {
    font-size: var(--size-note);
  }

  .tabs {
    display: flex;
    gap: var(--space-1);
    margin-inline-start: auto;
  }

  .tabs button {
    position: relative;
    min-height: 3rem;
    padding: 0 var(--space-3);
    border: 0;
    background: none;
    color: var(--ink-quiet);
    font-size: var(--size-note);
    font-weight: 550;
    cursor: pointer;
  }

  .tabs button:focus-visible {
    outline-offset: -4px;
  }

  .tabs button:hover {
    color: var(--ink);
  }

  .tabs button[aria-selected="true"] {
    color: var(--ink);
  }

  .tabs button[aria-selected="true"]::after {
    content: "";
    position: absolute;
    inset: auto var(--space-3) 0;
    height: 2px;
    background: var(--ink);
  }

  .views {
    position: relative;
  }

  #panel-console strata-console {
    aspect-ratio: 720 / 400;
  }

  .way-out {
    padding: var(--space-2) var(--space-4);
    display: flex;
    flex-wrap: wrap;
    gap: var(--space-2) var(--space-4);
    align-items: center;
    justify-content: space-between;
    min-height: calc(var(--control-height) + 1rem);
  }

  .way-out label {
    display: flex;
    gap: var(--space-2);
    align-items: center;
    min-height: 1.5rem;
  }

  .progress {
    position: absolute;
    inset: 0 0 auto;
    z-index: 1;
    color: var(--on-glass);
  }

  .progress span {
    position: absolute;
    inset: 0.6rem 0.75rem auto auto;
    padding: 0.15rem 0.6rem;
    border-radius: 99px;
    background: rgb(10 11 12 / 82%);
  }

  progress {
    display: block;
    width: 100%;
    height: 3px;
    border: 0;
    appearance: none;
    background: #2c3034;
  }

  progress::-webkit-progress-bar {
    background: #2c3034;
  }

  progress::-webkit-progress-value {
    background: #e3b341;
  }

  progress::-moz-progress-bar {
    background: #e3b341;
  }

  .panel {
    display: flex;
    flex-wrap: wrap;
    gap: var(--space-3) var(--space-5);
    align-items: center;
    justify-content: space-between;
    padding: 0 var(--space-4) var(--space-4);
  }

  strata-settings {
    flex: 1 0 100%;
  }

  strata-typing,
  strata-files {
    flex: 1 0 100%;
    order: 2;
  }

  .drop {
    position: absolute;
    inset: 0;
    z-index: 2;
    display: grid;
    place-content: center;
    padding: var(--space-4);
    border: 3px dashed #7db4ff;
    border-radius: var(--radius-large);
    background: rgb(10 11 12 / 82%);
    color: var(--on-glass);
    font-weight: 600;
    text-align: center;
    /* What is dragged is over the machine, not over this. */
    pointer-events: none;
  }

  /* The tabs below the state, which grows with the language and with what there is to save. */
  @container (max-width: 40rem) {
    .top {
      padding-block: var(--space-2) 0;
    }

    .tabs {
      flex: 1 0 100%;
      margin-inline: calc(-1 * var(--space-3));
    }

    .tabs button {
      min-height: 2.75rem;
    }
  }
`;
