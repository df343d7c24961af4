// Long because a lesson has many small parts, and each is shown in one place.
import { css } from "lit";

export const lessonStyles = css`
  :host {
    display: block;
  }

  .lesson {
    display: grid;
    gap: var(--space-4);
    padding: var(--space-5);
    border-radius: var(--radius-large);
    background: var(--surface);
    container-type: inline-size;
  }

  header {
    display: grid;
    grid-template-columns: 1fr auto;
    gap: 0 var(--space-3);
    align-items: baseline;
  }

  header .label {
    grid-column: 1 / -1;
  }

  .all {
    color: var(--ink-quiet);
    font-size: var(--size-note);
  }

  a {
    color: inherit;
    text-underline-offset: 0.2em;
  }

  .label {
    color: var(--ink-quiet);
    font-size: var(--size-small);
    font-weight: 600;
    letter-spacing: 0.02em;
  }

  h3,
  h4 {
    margin: 0;
    font-size: 1.0625rem;
    font-weight: 650;
    line-height: 1.35;
  }

  h2:focus-visible,
  h3:focus-visible {
    outline-offset: 4px;
  }

  article,
  .prose,
  .finished,
  .hints,
  .state {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    gap: var(--space-3);
  }

  article > h3 {
    margin-top: calc(-1 * var(--space-3));
  }

  .prose {
    max-width: 42rem;
    line-height: 1.55;
  }

  .prose code {
    font-family: var(--font-machine);
    font-size: 0.92em;
  }

  .list {
    display: grid;
    gap: var(--space-1);
    padding-inline-start: 1.25rem;
  }

  ul.list {
    list-style: disc;
  }

  ol.list {
    list-style: decimal;
  }

  .listing {
    border-radius: var(--radius);
    background: var(--sunken);
  }

  .listing pre {
    margin: 0;
    padding: var(--space-3);
    overflow-x: auto;
    font-family: var(--font-machine);
    font-size: var(--size-note);
    line-height: 1.5;
    white-space: pre-wrap;
    overflow-wrap: anywhere;
  }

  .listing-tools {
    display: flex;
    flex-wrap: wrap;
    justify-content: end;
    padding: 0 var(--space-1) var(--space-1);
  }

  .listing-tools .button:hover:not(:disabled) {
    background: var(--line);
  }

  /* One mark for each step: those behind filled, the one under way ringed. */
  .track {
    display: flex;
    gap: var(--space-2);
  }

  .track li {
    flex: 1;
  }

  .track button {
    display: block;
    width: 100%;
    padding: 0;
    border: 0;
    border-top: 4px solid var(--line);
    background: none;
    color: var(--ink-quiet);
    font-size: var(--size-small);
    text-align: start;
    cursor: pointer;
    min-height: 1.75rem;
  }

  .track button:disabled {
    cursor: default;
  }

  .track .passed button {
    border-color: var(--good);
  }

  .track .current button {
    border-color: var(--ink);
  }

  .track button[aria-current] {
    color: var(--ink);
    font-weight: 700;
  }

  .prediction {
    display: grid;
    gap: var(--space-2);
    margin: 0;
    padding: var(--space-3) var(--space-4);
    border: 0;
    border-inline-start: 3px solid var(--line-strong);
    background: color-mix(in oklab, var(--sunken) 55%, transparent);
    border-radius: 0 var(--radius) var(--radius) 0;
    min-width: 0;
  }

  .prediction legend {
    display: contents;
  }

  .prediction .question {
    font-weight: 550;
  }

  .prediction .label,
  .prediction legend .question {
    display: block;
  }

  .option {
    display: flex;
    gap: var(--space-2);
    align-items: baseline;
    padding-block: 0.1rem;
    cursor: pointer;
  }

  .option input {
    flex: none;
    accent-color: var(--ink);
  }

  .number-answer {
    display: flex;
    gap: var(--space-2);
    align-items: center;
  }

  .compared {
    display: grid;
    grid-template-columns: repeat(auto-fit, minmax(10rem, 1fr));
    gap: var(--space-2) var(--space-4);
  }

  .compared dt {
    color: var(--ink-quiet);
    font-size: var(--size-small);
  }

  .compared dd {
    font-weight: 550;
  }

  .verdict {
    display: block;
    color: var(--warn);
    font-size: var(--size-small);
    font-weight: 600;
  }

  .verdict.good {
    color: var(--good);
  }

  .goals {
    display: grid;
    gap: var(--space-2);
    margin-top: var(--space-1);
  }

  .goals li {
    display: flex;
    gap: var(--space-2);
    align-items: flex-start;
  }

  .tick {
    flex: none;
    margin-top: 0.2em;
  }

  .tick circle {
    fill: none;
    stroke: var(--line-strong);
    stroke-width: 1.5;
  }

  .tick path {
    fill: none;
    stroke: transparent;
    stroke-width: 2;
    stroke-linecap: round;
    stroke-linejoin: round;
    stroke-dasharray: 14;
    stroke-dashoffset: 14;
    transition: stroke-dashoffset var(--motion) ease-out;
  }

  .passed .tick circle {
    fill: var(--good);
    stroke: var(--good);
  }

  .passed .tick path {
    stroke: var(--surface);
    stroke-dashoffset: 0;
  }

  .explanation {
    display: grid;
    gap: var(--space-1);
    padding-top: var(--space-3);
    border-top: 1px solid var(--line);
  }

  .state {
    justify-items: start;
    padding: var(--space-3) var(--space-4);
    border-radius: var(--radius);
    background: var(--sunken);
  }

  .trouble {
    background: var(--danger-surface);
    color: var(--danger);
  }

  .buttons {
    display: flex;
    flex-wrap: wrap;
    gap: var(--space-2);
  }

  .tools .plain {
    color: var(--ink-quiet);
  }

  blockquote {
    margin: 0;
    font-size: var(--size-title);
    font-weight: 600;
    text-decoration: line-through;
    text-decoration-color: var(--danger);
    text-decoration-thickness: 2px;
  }

  .hand-in {
    display: flex;
    flex-wrap: wrap;
    gap: var(--space-2);
    align-items: end;
  }

  .hand-in label {
    display: grid;
  }

  .hand-in .note {
    flex: 1 0 100%;
  }

  @container (max-width: 22rem) {
    header {
      grid-template-columns: 1fr;
    }
  }

  @media (max-width: 36rem) {
    .lesson {
      padding: var(--space-4);
    }
  }

  @media print {
    .lesson {
      padding: 0;
    }

    .tools,
    .listing-tools,
    .track,
    .all {
      display: none;
    }
  }
`;
