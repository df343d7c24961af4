import { css } from "lit";

export const freedSpaceStyles = css`
  .actions {
    display: flex;
    flex-wrap: wrap;
    gap: var(--space-2);
  }

  strong {
    font-weight: 600;
  }

  .wiped {
    color: var(--good);
  }

  details p {
    max-width: 40rem;
    margin-top: var(--space-2);
  }
`;
