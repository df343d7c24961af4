import { css } from "lit";

export const appStyles = css`
  :host {
    display: block;
    min-height: 100vh;
    background: var(--paper);
    color: var(--ink);
    font-family: var(--font-text);
    font-size: var(--size-text);
    line-height: 1.5;
    -webkit-text-size-adjust: 100%;
  }

  .page {
    max-width: 98rem;
    margin-inline: auto;
    padding-inline: clamp(1rem, 3vw, 2.5rem);
  }

  header {
    display: flex;
    gap: var(--space-1) var(--space-4);
    align-items: center;
    justify-content: space-between;
    padding-block: var(--space-4);
  }

  .skip {
    position: absolute;
    inset: -10rem auto auto var(--space-4);
    z-index: 100;
    padding: var(--space-2) var(--space-4);
    border-radius: var(--radius);
    background: var(--ink);
    color: var(--ink-on-ink);
  }

  .skip:focus {
    top: var(--space-2);
  }

  .brand {
    display: flex;
    flex-wrap: wrap;
    gap: 0 var(--space-3);
    align-items: center;
  }

  h1 {
    margin: 0;
    font-size: 1.375rem;
    font-weight: 700;
    letter-spacing: -0.025em;
    line-height: 1.2;
  }

  .tools {
    flex: none;
  }

  .brand p {
    padding-top: 0.2rem;
    font-size: var(--size-note);
  }

  .tools,
  .languages {
    display: flex;
    align-items: center;
    gap: var(--space-1);
  }

  .tools {
    margin-inline-end: calc(-1 * var(--space-3));
  }

  .languages .button {
    min-width: 2.25rem;
    padding-inline: 0.4rem;
    color: var(--ink-quiet);
  }

  .languages .button[aria-pressed="true"] {
    color: var(--ink);
    font-weight: 700;
    text-decoration: underline;
    text-decoration-thickness: 2px;
    text-underline-offset: 0.35em;
  }

  .narrow {
    display: none;
  }

  .explanation {
    display: grid;
    gap: var(--space-2);
    justify-items: start;
    max-width: 46rem;
    padding-block: var(--space-2) var(--space-5);
    font-size: var(--size-title);
  }

  .notice {
    position: sticky;
    top: var(--space-2);
    z-index: 60;
  }

  main {
    display: grid;
    grid-template-areas: "lead" "centre" "side";
    grid-template-columns: minmax(0, 1fr);
    gap: var(--space-6) clamp(1.5rem, 3vw, 3rem);
    align-items: start;
    padding-top: var(--space-1);
  }

  .column {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    gap: var(--space-6);
    min-width: 0;
  }

  .column[data-column="lead"] {
    grid-area: lead;
  }

  .column[data-column="centre"] {
    grid-area: centre;
  }

  .column[data-column="side"] {
    grid-area: side;
  }

  .panel {
    min-width: 0;
    scroll-margin-block: var(--space-4);
  }

  /* The focus comes here by the address, not by Tab; a screen reader then says the panel's name. */
  .panel:focus {
    outline: none;
  }

  footer {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    gap: var(--space-3) var(--space-5);
    margin-top: var(--space-6);
    padding-block: var(--space-4) var(--space-5);
    border-top: 1px solid var(--line);
  }

  @media (max-width: 36rem) {
    header {
      position: relative;
      flex-wrap: wrap;
    }

    .brand p {
      flex: 1 0 100%;
    }

    .wide {
      display: none;
    }

    .narrow {
      display: inline;
    }

    .tools {
      position: absolute;
      inset: 0.75rem 0 auto auto;
    }
  }

  .panel-tabs {
    display: none;
  }

  /* On a phone the panels are tabs; the machine is the first, and never out of reach. */
  @media (max-width: 44rem) {
    :host(:not([alone])) .panel:not([data-selected]) {
      display: none;
    }

    .page {
      padding-bottom: calc(3.5rem + env(safe-area-inset-bottom));
    }

    main {
      display: block;
    }

    .column:not(:has([data-selected])) {
      display: none;
    }

    footer {
      margin-top: 0;
      border-top: 0;
    }

    .panel-tabs {
      position: fixed;
      inset: auto 0 0;
      z-index: 50;
      display: flex;
      overflow-x: auto;
      padding-bottom: env(safe-area-inset-bottom);
      background: var(--surface);
      box-shadow: 0 -1px 0 var(--line);
      scrollbar-width: none;
    }

    .panel-tabs a {
      position: relative;
      flex: 1 0 auto;
      display: grid;
      place-content: center;
      min-width: 3.75rem;
      min-height: 3.25rem;
      padding-inline: var(--space-2);
      color: var(--ink-quiet);
      font-size: var(--size-small);
      font-weight: 550;
      text-decoration: none;
    }

    .panel-tabs a:first-child {
      position: sticky;
      left: 0;
      z-index: 1;
      background: var(--surface);
    }

    .panel-tabs a:focus-visible {
      outline-offset: -3px;
    }

    .panel-tabs a[aria-current] {
      color: var(--ink);
      font-weight: 700;
    }

    .panel-tabs a[aria-current]::after {
      content: "";
      position: absolute;
      inset: 0 var(--space-2) auto;
      height: 3px;
      background: var(--ink);
    }
  }

  /* The machine and its snapshots; beside them the disk and what was measured. */
  @media (min-width: 58rem) {
    main[data-side] {
      grid-template-areas: "centre side";
      grid-template-columns: minmax(0, 1.6fr) minmax(21rem, 1fr);
    }

    /* What leads, for instance a lesson, has a column that stays in sight while the others scroll. */
    main[data-lead] {
      grid-template-areas: "lead centre" "lead side";
      grid-template-columns: minmax(20rem, 1fr) minmax(0, 1.8fr);
      grid-template-rows: auto 1fr;
    }

    .column[data-column="lead"] {
      position: sticky;
      top: 0;
      max-height: 100vh;
      overflow-y: auto;
      padding-block: var(--space-1) var(--space-5);
    }
  }

  @media (min-width: 80rem) {
    main[data-side]:not([data-lead]) {
      grid-template-columns: minmax(0, 1fr) minmax(24rem, 27.5rem);
    }
  }

  @media (min-width: 100rem) {
    .page:has(main[data-lead]) {
      max-width: 126rem;
    }

    main[data-lead][data-side] {
      grid-template-areas: "lead centre side";
      grid-template-columns: minmax(20rem, 26rem) minmax(0, 1fr) minmax(21rem, 25rem);
      grid-template-rows: auto;
    }
  }

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
