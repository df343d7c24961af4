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
  readonly #panels: readonly Panel[];
  readonly #arrived: () => void;
  #arrangement: Arrangement = keptArrangement();
  readonly #visited = new Map<string, Place>();
  readonly loader: PanelLoader;
  place: Place = wholePage;

  /** `arrived` is called when the address has come to name another place. */
  constructor(host: ReactiveControllerHost, panels: readonly Panel[], arrived: () => void) {
    this.#host = host;
    this.#panels = panels;
    this.#arrived = arrived;
    this.loader = new PanelLoader(() => host.requestUpdate());
    host.addController(this);
  }

  hostConnected(): void {
    addEventListener("popstate", this.#follow);
    addEventListener("hashchange", this.#follow);
    this.#follow();
  }

  hostDisconnected(): void {
    removeEventListener("popstate", this.#follow);
    removeEventListener("hashchange", this.#follow);
  }

  readonly #follow = (): void => {
    const known = this.#panels.map(({ id }) => id);
    const place = readPlace(location.hash, known);
    if (placeAddress(place) === placeAddress(this.place)) return;
    this.place = place;
    // What the address has opened stays open until it names the whole page again.
    if (place.panel === null) this.#visited.clear();
    else this.#visited.set(place.panel, place);
    this.#arrived();
    this.#host.requestUpdate();
  };

  /** Where each panel's address led last. */
  get visited(): ReadonlyMap<string, Place> {
    return this.#visited;
  }

  /** The panels in their order; those only that a page which looks has, where it does. */
  arranged(isLooking: boolean): readonly ArrangedPanel[] {
    const panels = isLooking ? this.#panels.filter(({ isForLooking }) => isForLooking) : this.#panels;
    return arrange(panels, this.#arrangement, this.#visited);
  }

  /** Goes to a place, as a link does: the browser's way back leads here again. */
  go(place: Place): void {
    location.hash = placeAddress(place);
  }

  /** Goes to the panel `step` behind the present one, of those that are open; around the ends. */
  goOn(open: readonly ArrangedPanel[], step: -1 | 1): void {
    const index = open.findIndex(({ panel }) => panel.id === this.place.panel);
    const next = open[(index + step + open.length) % open.length]?.panel.id;
    if (index < 0 || next === undefined) return;
    this.go({ ...(this.#visited.get(next) ?? { ...wholePage, panel: next }), isAlone: this.place.isAlone });
  }

  change(change: PanelChange, arranged: readonly ArrangedPanel[]): void {
    if (change.kind === "alone") {
      const known = this.#visited.get(change.panel) ?? { ...wholePage, panel: change.panel };
      this.go({ ...known, isAlone: true });
      return;
    }
    this.#arrangement = this.#changed(change, arranged);
    keepArrangement(this.#arrangement);
    if (change.kind === "open" && !change.isOpen) {
      this.#visited.delete(change.panel);
      if (this.place.panel === change.panel) this.go(wholePage);
    }
    this.#host.requestUpdate();
  }

  #changed(change: Exclude<PanelChange, { kind: "alone" }>, arranged: readonly ArrangedPanel[]): Arrangement {
    switch (change.kind) {
      case "open":
        return withOpen(this.#arrangement, change.panel, change.isOpen);
      case "column":
        return withColumn(this.#arrangement, change.panel, change.column);
      case "move":
        return moved(this.#arrangement, arranged, change.panel, change.step);
      case "as-at-first":
        return asAtFirst;
    }
  }
}
