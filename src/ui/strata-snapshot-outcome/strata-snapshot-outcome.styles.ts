import { css } from "lit";

export const snapshotOutcomeStyles = css`
  :host {
    display: block;
    animation: appear var(--motion) ease-out;
  }

  @keyframes appear {
    from {
      opacity: 0;
    }
  }

  .outcome {
    display: flex;
    flex-wrap: wrap;
    gap: var(--space-2) var(--space-3);
    align-items: center;
    margin-bottom: var(--space-3);
    padding: var(--space-2) var(--space-2) var(--space-2) var(--space-4);
    border-radius: var(--radius);
    background: var(--sunken);
    font-size: var(--size-note);
  }

  .words {
    flex: 1 1 16rem;
    min-width: 0;
    overflow-wrap: anywhere;
  }

  strong {
    font-weight: 600;
  }

  .answers {
    display: flex;
    flex-wrap: wrap;
    gap: var(--space-1);
  }

  .answers .button:not(.plain) {
    background: var(--surface);
  }

  .dismiss {
    width: var(--control-height);
    padding-inline: 0;
  }

  .wait {
    flex: 1 0 100%;
    height: 3px;
    margin-inline-end: var(--space-2);
    overflow: hidden;
    border-radius: 2px;
    background: var(--line);
  }

  .wait i {
    display: block;
    height: 100%;
    background: var(--ink);
    transform-origin: left;
    animation: lapse var(--grace) linear forwards;
  }

  @keyframes lapse {
    to {
      transform: scaleX(0);
    }
  }

  @media (prefers-reduced-motion: reduce) {
    .wait {
      display: none;
    }
  }
`;
