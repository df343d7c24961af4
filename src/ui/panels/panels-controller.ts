import type { ReactiveController, ReactiveControllerHost } from "lit";
import type { PanelChange } from "../strata-panel-menu/panel-change.ts";
import {
  type ArrangedPanel,
  type Arrangement,
  arrange,
  asAtFirst,
  keepArrangement,
  keptArrangement,
  moved,
  withColumn,
  withOpen,
} from "./arrangement.ts";
import type { Panel } from "./panel.ts";
import { PanelLoader } from "./panel-loader.ts";
import { type Place, placeAddress, readPlace, wholePage } from "./place.ts";

/**
 * Which panels there are, how they are arranged, and which of them the address names. Follows the address; what a
 * person changes is kept in the browser.
 */
export class PanelsController implements ReactiveController {
  readonly #host: ReactiveControllerHost;
  #panels: readonly Panel[];
  /** Whether a person arranges the panels, and the browser keeps it. */
  #isArrangeable = true;
  #arrangement: Arrangement = keptArrangement();
  readonly #visited = new Map<string, Place>();
  readonly loader: PanelLoader;
  place: Place = wholePage;
  /** Whether the page only looks: it then has fewer panels. */
  isLooking = false;
  /** The address names another panel now, to which sight and focus have yet to go. */
  #isArriving = false;

  constructor(host: ReactiveControllerHost, panels: readonly Panel[]) {
    this.#host = host;
    this.#panels = panels;
    this.loader = new PanelLoader(() => host.requestUpdate());
    host.addController(this);
  }

  /** Of all panels only these, in this order, as an embedder wants them. */
  restrictTo(ids: readonly string[]): void {
    this.#panels = ids.flatMap((id) => this.#panels.find((panel) => panel.id === id) ?? []);
    this.#isArrangeable = false;
    this.#host.requestUpdate();
  }

  hostConnected(): void {
    addEventListener("popstate", this.#follow);
    addEventListener("hashchange", this.#follow);
    addEventListener("keydown", this.#handleKey);
    this.#follow();
  }

  hostDisconnected(): void {
    removeEventListener("popstate", this.#follow);
    removeEventListener("hashchange", this.#follow);
    removeEventListener("keydown", this.#handleKey);
  }

  readonly #follow = (): void => {
    const known = this.#panels.map(({ id }) => id);
    const place = readPlace(location.hash, known);
    if (placeAddress(place) === placeAddress(this.place)) return;
    this.place = place;
    // What the address has opened stays open until it names the whole page again.
    if (place.panel === null) this.#visited.clear();
    else this.#visited.set(place.panel, place);
    this.#isArriving = true;
    this.#host.requestUpdate();
  };

  /** Where each panel's address led last. */
  get visited(): ReadonlyMap<string, Place> {
    return this.#visited;
  }

  /** Those that this page has, in their order, open or not. */
  get arranged(): readonly ArrangedPanel[] {
    const panels = this.isLooking ? this.#panels.filter(({ isForLooking }) => isForLooking) : this.#panels;
    if (this.#isArrangeable) return arrange(panels, this.#arrangement, this.#visited);
    return panels.map((panel) => ({ panel, column: panel.column, isOpen: true }));
  }

  get open(): readonly ArrangedPanel[] {
    return this.arranged.filter(({ isOpen }) => isOpen);
  }

  /** Fetches what the open panels need. */
  loadOpen(): void {
    for (const { panel } of this.open) this.loader.load(panel);
  }

  /** Sight and focus go to the panel that the address names, once it is drawn in `root`. */
  arrive(root: ParentNode): void {
    if (!this.#isArriving) return;
    const selected = this.open.find(({ panel }) => panel.id === this.place.panel)?.panel;
    if (selected !== undefined && this.loader.stateOf(selected) === "loading") return;
    this.#isArriving = false;
    if (selected === undefined) return;
    const frame = root.querySelector<HTMLElement>(`#panel-${selected.id}`);
    frame?.focus({ preventScroll: true });
    frame?.scrollIntoView({ block: "start" });
  }

  /** Where a panel is shown alone the arrow keys lead to the others, unless what has the focus needs them. */
  readonly #handleKey = (event: KeyboardEvent): void => {
    if (!this.place.isAlone || event.defaultPrevented) return;
    if (event.ctrlKey || event.altKey || event.metaKey || event.shiftKey || usesArrowKeys(event)) return;
    if (event.key === "ArrowRight") this.goOn(1);
    else if (event.key === "ArrowLeft") this.goOn(-1);
    else if (event.key === "Escape") this.leaveAlone();
    else return;
    event.preventDefault();
  };

  /** As a link does: the browser's way back leads here again. */
  #go(place: Place): void {
    location.hash = placeAddress(place);
  }

  #placeOf(panel: string): Place {
    return this.#visited.get(panel) ?? { ...wholePage, panel };
  }

  /** Goes to the panel `step` behind the present one, of those that are open; around the ends. */
  goOn(step: -1 | 1): void {
    const { open, place } = this;
    const index = open.findIndex(({ panel }) => panel.id === place.panel);
    const next = open[(index + step + open.length) % open.length]?.panel.id;
    if (index >= 0 && next !== undefined) this.#go({ ...this.#placeOf(next), isAlone: place.isAlone });
  }

  leaveAlone(): void {
    this.#go({ ...this.place, isAlone: false });
  }

  change(change: PanelChange): void {
    if (change.kind === "alone") {
      this.#go({ ...this.#placeOf(change.panel), isAlone: true });
      return;
    }
    this.#arrangement = this.#changed(change);
    keepArrangement(this.#arrangement);
    if (change.kind === "open" && !change.isOpen) {
      this.#visited.delete(change.panel);
      if (this.place.panel === change.panel) this.#go(wholePage);
    }
    this.#host.requestUpdate();
  }

  #changed(change: Exclude<PanelChange, { kind: "alone" }>): Arrangement {
    switch (change.kind) {
      case "open":
        return withOpen(this.#arrangement, change.panel, change.isOpen);
      case "column":
        return withColumn(this.#arrangement, change.panel, change.column);
      case "move":
        return moved(this.#arrangement, this.arranged, change.panel, change.step);
      case "as-at-first":
        return asAtFirst;
    }
  }
}

/** Whether what a key is pressed on has a use for the arrows itself. */
const usesArrowKeys = (event: KeyboardEvent): boolean => {
  const [target] = event.composedPath();
  return (
    target instanceof Element &&
    target.matches(
      "input, textarea, select, [contenteditable], [role=tab], [role=slider], [role=application]",
    )
  );
};
