import { html, nothing, type TemplateResult } from "lit";
import { repeat } from "lit/directives/repeat.js";
import type { ArrangedPanel } from "../panels/arrangement.ts";
import { type Column, columns, type PageContext, type Panel } from "../panels/panel.ts";
import type { PanelLoader } from "../panels/panel-loader.ts";
import { type Place, placeAddress, wholePage } from "../panels/place.ts";

export interface Layout {
  readonly context: PageContext;
  /** In their order, open or not. */
  readonly arranged: readonly ArrangedPanel[];
  readonly place: Place;
  readonly loader: PanelLoader;
  /** Where each panel's address led last: its tab leads there again. */
  readonly visited: ReadonlyMap<string, Place>;
}

/** The panel that the address names, or else the first. */
const selectedPanel = ({ arranged, place }: Pick<Layout, "arranged" | "place">): string | undefined =>
  place.panel ?? arranged[0]?.panel.id;

/** The panels in their columns. Another machine gets panels of its own, but for those of the whole store. */
export function panelLayout(layout: Layout): TemplateResult {
  const { context, arranged } = layout;
  const open = arranged.filter(({ isOpen }) => isOpen);
  const inColumn = (column: Column) => open.filter((panel) => panel.column === column);
  const [lead, centre, side, foot] = columns.map(inColumn);
  const drawn = (panels: readonly ArrangedPanel[] | undefined, column: Column) =>
    panels === undefined || panels.length === 0
      ? nothing
      : html`<div class="column" data-column=${column}>
          ${repeat(
            panels,
            ({ panel }) => (panel.isOfStore ? panel.id : `${panel.id} ${context.view.machine.id}`),
            ({ panel }) => panelFrame(panel, layout),
          )}
        </div>`;
  return html`<main ?data-lead=${lead?.length} ?data-side=${side?.length}>
      ${drawn(lead, "lead")} ${drawn(centre, "centre")} ${drawn(side, "side")}
    </main>
    <footer>
      ${drawn(foot, "foot")}
      <p class="note quiet source">${context.locale.text.page.source}</p>
    </footer>`;
}

function panelFrame(panel: Panel, layout: Layout): TemplateResult {
  const { context, loader, place, visited } = layout;
  const { text } = context.locale;
  const isSelected = place.panel === panel.id;
  const { argument = "", query = "" } = visited.get(panel.id) ?? {};
  const state = loader.stateOf(panel);
  return html`<section
    class="panel"
    id=${`panel-${panel.id}`}
    data-panel=${panel.id}
    ?data-selected=${selectedPanel(layout) === panel.id}
    aria-label=${panel.title(text)}
    tabindex="-1"
  >
    ${
      state === "loaded"
        ? panel.render({ ...context, isSelected, argument, query, isAlone: isSelected && place.isAlone })
        : state === "failed"
          ? html`<p class="note" role="alert">
              ${text.shell.notLoaded(panel.title(text))}
              <button class="button" type="button" @click=${() => loader.load(panel)}>${text.shell.tryAgain}</button>
            </p>`
          : nothing
    }
  </section>`;
}

/** The panels as tabs, for narrow pages: the machine first, and always in sight. */
export function panelTabs(layout: Layout): TemplateResult | typeof nothing {
  const { context, arranged, visited } = layout;
  const { text } = context.locale;
  const open = arranged.filter(({ isOpen }) => isOpen);
  if (open.length < 2) return nothing;
  const selected = selectedPanel(layout);
  return html`<nav class="panel-tabs" aria-label=${text.shell.panels}>
    ${open.map(({ panel }) => {
      const place = visited.get(panel.id) ?? { ...wholePage, panel: panel.id };
      return html`<a
        href=${placeAddress({ ...place, isAlone: false })}
        data-tab=${panel.id}
        aria-current=${panel.id === selected ? "page" : nothing}
        >${panel.title(text)}</a
      >`;
    })}
  </nav>`;
}
