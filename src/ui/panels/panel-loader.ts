import type { Panel } from "./panel.ts";

/** Brings the components of panels, each once; `changed` is called whenever one has come or could not be fetched. */
export class PanelLoader {
  readonly #changed: () => void;
  readonly #states = new Map<string, "loading" | "loaded" | "failed">();

  constructor(changed: () => void) {
    this.#changed = changed;
  }

  stateOf({ id }: Panel): "loading" | "loaded" | "failed" {
    return this.#states.get(id) ?? "loading";
  }

  /** Does nothing for a panel that is loaded, or on its way. */
  load(panel: Panel): void {
    if ((this.#states.get(panel.id) ?? "failed") !== "failed") return;
    this.#states.set(panel.id, "loading");
    panel
      .load()
      .then(
        () => this.#states.set(panel.id, "loaded"),
        () => this.#states.set(panel.id, "failed"),
      )
      .finally(this.#changed);
  }
}
