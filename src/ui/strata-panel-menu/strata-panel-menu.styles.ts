import { css } from "lit";

export const menuStyles = css`
  .whole {
    position: relative;
  }

  .sheet {
    position: absolute;
    inset: calc(100% + var(--space-1)) 0 auto auto;
    z-index: 80;
    width: max-content;
    max-width: calc(100vw - 2 * var(--space-4));
    padding: var(--space-3) var(--space-4);
    border-radius: var(--radius-large);
    background: var(--surface);
    box-shadow: 0 0 0 1px var(--line), 0 12px 32px -12px rgb(0 0 0 / 32%);
  }

  li {
    display: grid;
    grid-template-columns: minmax(8rem, 1fr) auto auto;
    gap: var(--space-3);
    align-items: center;
    padding-block: var(--space-1);
  }

  label {
    display: flex;
    gap: var(--space-2);
    align-items: center;
    min-height: 1.75rem;
    font-size: var(--size-note);
    font-weight: 550;
  }

  .place {
    display: flex;
    gap: var(--space-1);
    align-items: center;
  }

  .place .button {
    padding-inline: 0.4rem;
  }

  .foot {
    display: flex;
    gap: var(--space-4);
    align-items: center;
    justify-content: space-between;
    margin-top: var(--space-2);
    padding-top: var(--space-3);
    border-top: 1px solid var(--line);
  }

  .foot p {
    max-width: 20rem;
  }

  .foot .button {
    flex: none;
  }

  /* As tabs panels have no place of their own. */
  @media (max-width: 44rem) {
    .place {
      display: none;
    }

    li {
      grid-template-columns: minmax(8rem, 1fr) auto;
    }
  }
`;
