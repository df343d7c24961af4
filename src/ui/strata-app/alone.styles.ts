import { css } from "lit";

/** One panel with the whole page, and the page on paper. */
export const aloneStyles = css`
  /* One panel with the whole page, for a room: the strongest contrast, and nothing else. The letters grow by page.css. */
  :host([alone]) {
    --paper: light-dark(#fff, #000);
    --surface: light-dark(#fff, #000);
    --ink: light-dark(#000, #fff);
    --ink-quiet: light-dark(#2b2e33, #d8dade);
    --ink-on-ink: light-dark(#fff, #000);
    --line: light-dark(#8d8b84, #70767d);
    --line-strong: light-dark(#3d4045, #c2c6cb);
  }

  :host([alone]) :is(header, .source, .panel-tabs, .panel:not([data-selected])),
  :host([alone]) .column:not(:has([data-selected])) {
    display: none;
  }

  :host([alone]) :is(main, footer) {
    display: block;
    margin: 0;
    padding-block: 0;
    border: 0;
  }

  :host([alone]) .page {
    max-width: none;
    padding-bottom: var(--space-4);
  }

  .alone-bar {
    display: flex;
    flex-wrap: wrap;
    gap: var(--space-2);
    align-items: center;
    padding-block: var(--space-3);
  }

  .alone-bar p {
    flex: 1 1 auto;
    font-size: var(--size-note);
  }

  /* In a frame of another page: the panels, and nothing around them. */
  :host([embedded]) {
    min-height: 0;
  }

  :host([embedded]) :is(header, .source) {
    display: none;
  }

  :host([embedded]) .page {
    max-width: none;
    padding: var(--space-2);
  }

  :host([embedded]) :is(main, .column) {
    gap: var(--space-4);
  }

  :host([embedded]) footer {
    margin-top: var(--space-4);
    padding-block: 0;
  }

  @media (max-width: 44rem) {
    :host([embedded]) .page {
      padding-bottom: calc(3.5rem + env(safe-area-inset-bottom));
    }
  }

  @media print {
    header,
    .panel-tabs,
    .alone-bar {
      display: none;
    }

    main,
    main[data-side],
    main[data-lead] {
      display: block;
    }

    .panel {
      margin-block: var(--space-5);
      break-inside: avoid-page;
    }
  }
`;
