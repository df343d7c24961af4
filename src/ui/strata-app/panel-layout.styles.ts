import { css } from "lit";

/** The panels in their columns; on a phone, as tabs. */
export const layoutStyles = css`
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

  .panel-tabs {
    display: none;
  }

  /* A page of its own, such as the list of exercises, stands in the panels' place. */
  :host([paged]) :is(main, footer, .panel-tabs, .skip) {
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
`;
