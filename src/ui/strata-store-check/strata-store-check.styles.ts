import { css } from "lit";

export const storeCheckStyles = css`
  .check {
    justify-self: start;
  }

  .verdict {
    font-weight: 600;
  }

  .whole .verdict {
    color: var(--good);
  }

  .damaged {
    padding: var(--space-3) var(--space-4);
    border-radius: var(--radius);
    background: var(--danger-surface);
  }

  .damaged li {
    margin-top: var(--space-2);
    overflow-wrap: anywhere;
  }

  code {
    font-family: var(--font-machine);
  }
`;
