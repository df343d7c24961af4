import { css } from "lit";

export const screenStyles = css`
  :host {
    display: block;
  }

  .whole {
    background: var(--surface);
  }

  .whole:fullscreen {
    display: grid;
    grid-template-rows: minmax(0, 1fr) auto auto;
  }

  .whole:fullscreen .frame {
    place-content: center;
  }

  .whole:fullscreen .glass {
    width: min(100vw, (100vh - 4rem) * 1.8);
  }

  /* Drawn at a scale of its own the screen may be larger than its frame, and smaller. */
  .glass[data-scaled] {
    display: grid;
    overflow: auto;
    place-content: safe center;
  }

  .glass[data-scaled] ::slotted(*) {
    width: auto;
    height: auto;
  }

  .frame {
    position: relative;
    display: grid;
    overflow: hidden;
    background: var(--glass);
    color: var(--on-glass);
    color-scheme: dark;
  }

  .frame > * {
    grid-area: 1 / 1;
  }

  .glass {
    aspect-ratio: 720 / 400;
    min-width: 0;
  }

  .frame[data-typing] .glass {
    cursor: text;
  }

  .frame::after {
    content: "";
    grid-area: 1 / 1;
    pointer-events: none;
    box-shadow: inset 0 0 0 0 var(--capture, #7db4ff);
    transition: box-shadow var(--motion-short);
  }

  .frame[data-capturing]::after {
    box-shadow: inset 0 0 0 3px #7db4ff;
  }

  ::slotted(*) {
    display: block;
    width: 100%;
    height: 100%;
  }

  textarea {
    position: absolute;
    left: 50%;
    bottom: 0;
    width: 1px;
    height: 1px;
    padding: 0;
    border: 0;
    opacity: 0;
    resize: none;
    outline: none;
    /* Smaller text makes phones zoom in. */
    font-size: 16px;
  }

  .paused {
    justify-self: end;
    align-self: start;
    margin: var(--space-3);
    padding: 0.15rem 0.6rem;
    border-radius: 99px;
    background: var(--on-glass);
    color: var(--glass);
    font-size: var(--size-note);
    font-weight: 600;
  }

  .cover {
    position: relative;
    display: grid;
    min-height: 11rem;
    background: var(--glass);
  }

  .cover[data-sheer] {
    background: rgb(10 11 12 / 72%);
  }

  /* For devices without a keyboard of their own, and only there. */
  .touch-keys {
    display: none;
    grid-template-columns: repeat(8, 1fr);
    gap: var(--space-1);
    padding: var(--space-2) var(--space-4) 0;
  }

  .touch-keys .button {
    padding-inline: 0.25rem;
  }

  .touch-keys [aria-pressed="true"] {
    background: var(--focus);
    color: var(--ink-on-ink);
  }

  @media (pointer: coarse) {
    .touch-keys {
      display: grid;
    }

    .chord {
      display: none;
    }
  }

  .bar {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    justify-content: space-between;
    gap: var(--space-3);
    min-height: calc(var(--control-height) + 2 * var(--space-2));
    padding: var(--space-2) var(--space-4);
  }

  .bar[data-capturing] .note {
    color: var(--ink);
  }

  .bar .button {
    flex: none;
    padding-inline: 0.625rem;
  }

  .ways {
    display: flex;
    flex: none;
    flex-wrap: wrap;
    gap: var(--space-2);
    justify-content: flex-end;
    max-width: 100%;
  }

  .bar > p {
    flex: 1 1 14rem;
    min-width: 0;
  }

  .bar[data-capturing] .capture {
    background: var(--focus);
    color: var(--ink-on-ink);
  }

  kbd {
    padding: 0.05rem 0.35rem;
    border-radius: 3px;
    background: rgb(255 255 255 / 22%);
    font-family: var(--font-machine);
    font-size: var(--size-small);
  }

  @container (max-width: 34rem) {
    .touch-keys {
      grid-template-columns: repeat(4, 1fr);
    }

    .bar {
      flex-direction: column-reverse;
      align-items: stretch;
    }

    .bar > p {
      flex: none;
    }

    .ways .button {
      flex: 1 1 auto;
    }
  }
`;
