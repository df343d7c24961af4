import { css } from "lit";

export const cardStyles = css`
  :host {
    display: block;
    min-width: 0;
    container-type: inline-size;
  }

  article {
    display: grid;
    grid-template:
      "picture heading actions" auto
      "picture body body" auto
      "below below below" auto
      / 9rem minmax(0, 1fr) auto;
    gap: 0 var(--space-4);
  }

  .picture {
    grid-area: picture;
    display: grid;
    place-content: center;
    align-self: start;
    aspect-ratio: 720 / 400;
    margin-top: 0.2rem;
    overflow: hidden;
    border-radius: var(--radius-small);
    background: var(--glass);
    color: var(--on-glass-quiet);
    font-size: var(--size-note);
    text-align: center;
  }

  img {
    display: block;
    width: 100%;
    height: 100%;
    object-fit: contain;
  }

  .heading {
    grid-area: heading;
    min-width: 0;
  }

  h3 {
    display: flex;
    align-items: start;
    gap: var(--space-2);
    font-size: var(--size-text);
    font-weight: 650;
    line-height: 1.4;
  }

  h3 span {
    min-width: 0;
    overflow-wrap: anywhere;
  }

  .heading .note {
    text-wrap: pretty;
  }

  .saving {
    color: var(--warn);
    font-weight: 600;
  }

  #obstacle {
    margin-top: var(--space-1);
    color: var(--warn);
    font-weight: 550;
  }

  .changes {
    margin-top: var(--space-1);
  }

  .changes,
  .changes ul {
    display: flex;
    flex-wrap: wrap;
    gap: 0 var(--space-3);
  }

  .changes li {
    overflow-wrap: anywhere;
  }

  .changes strong {
    font-weight: 600;
  }

  .actions {
    grid-area: actions;
    display: flex;
    flex-wrap: wrap;
    gap: var(--space-2);
    align-self: start;
    justify-content: end;
  }

  .body {
    grid-area: body;
    min-width: 0;
  }

  strata-snapshot-parts {
    margin-top: var(--space-2);
  }

  .cost {
    margin-top: var(--space-2);
  }

  .below {
    grid-area: below;
    min-width: 0;
  }

  .here {
    color: var(--ink);
    font-weight: 600;
  }

  .words {
    max-width: 40rem;
    margin-top: var(--space-1);
    font-size: var(--size-note);
    overflow-wrap: anywhere;
  }

  p.words {
    padding-inline-start: var(--space-3);
    border-inline-start: 2px solid var(--line);
    white-space: pre-line;
  }

  .more {
    width: var(--control-height);
    padding-inline: 0;
  }

  /* About to go. */
  :host([iswaiting]) h3 span {
    text-decoration: line-through;
  }


  strata-confirm {
    margin-top: var(--space-3);
  }

  :host([data-compact]) article {
    grid-template-columns: 5rem minmax(0, 1fr) auto;
  }

  :host([data-compact]) .picture {
    font-size: var(--size-small);
    line-height: 1.2;
  }

  /* Too narrow for four drawers beside the picture: they go below it. */
  @container (max-width: 40rem) {
    article {
      grid-template:
        "picture heading actions" auto
        "body body body" auto
        "below below below" auto
        / 6.5rem minmax(0, 1fr) auto;
    }

    .picture {
      font-size: var(--size-small);
    }

  }

  @container (max-width: 28rem) {
    article {
      grid-template:
        "picture heading" auto
        "body body" auto
        "actions actions" auto
        "below below" auto
        / 6.5rem minmax(0, 1fr);
    }

    :host([data-compact]) article {
      grid-template-columns: 5rem minmax(0, 1fr);
    }

    .actions {
      justify-content: start;
      margin-top: var(--space-3);
    }
  }
`;
