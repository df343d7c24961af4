import { css } from "lit";

export const confirmStyles = css`
  :host {
    display: block;
    animation: unfold var(--motion) ease-out;
  }

  @keyframes unfold {
    from {
      opacity: 0;
      transform: translateY(-4px);
    }
  }

  [role="group"] {
    padding: var(--space-4);
    border-radius: var(--radius);
    background: var(--danger-surface);
    font-size: var(--size-note);
    line-height: 1.5;
  }

  .question {
    font-size: var(--size-text);
    font-weight: 650;
  }

  .first {
    display: flex;
    gap: var(--space-2);
    align-items: center;
    min-height: 1.75rem;
    margin-top: var(--space-2);
    font-weight: 550;
  }

  .first input {
    width: 1.05rem;
    height: 1.05rem;
    margin: 0;
    accent-color: var(--ink);
  }

  .answers {
    display: flex;
    flex-wrap: wrap;
    gap: var(--space-2);
    margin-top: var(--space-3);
  }
`;
