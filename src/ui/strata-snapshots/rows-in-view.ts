import type { ReactiveController, ReactiveControllerHost } from "lit";
import type { SnapshotId } from "../../core/identity.ts";

/** Rows at the top of the list, which are drawn before anybody knows what is in view. */
const FIRST_ROWS = 12;
/** How far from the view, in pixels, a row is drawn already. */
const MARGIN_PIXELS = 800;

/**
 * Which rows of a long list have come into view: the others need not be drawn. A row that was drawn once stays so, with
 * what was typed or opened there.
 */
export class RowsInView implements ReactiveController {
  readonly #host: ReactiveControllerHost & { readonly renderRoot: ParentNode };
  readonly #shown = new Set<string>();
  #observer: IntersectionObserver | null = null;

  constructor(host: ReactiveControllerHost & { readonly renderRoot: ParentNode }) {
    this.#host = host;
    host.addController(this);
  }

  /** Whether the row of snapshot `id`, the one with number `index` from the top, is to be drawn. */
  has(id: SnapshotId, index: number): boolean {
    return index < FIRST_ROWS || this.#shown.has(id);
  }

  /** Has a row drawn, wherever it is. */
  show(id: SnapshotId): void {
    if (this.#shown.has(id)) return;
    this.#shown.add(id);
    this.#host.requestUpdate();
  }

  hostDisconnected(): void {
    this.#observer?.disconnect();
    this.#observer = null;
  }

  hostUpdated(): void {
    const root = this.#host.renderRoot.querySelector("ol");
    this.#observer ??= new IntersectionObserver((entries) => this.#handle(entries), {
      root,
      rootMargin: `${MARGIN_PIXELS}px 0px`,
    });
    // One that is observed already is not told of again.
    for (const row of root?.querySelectorAll("li[data-waiting]") ?? []) this.#observer.observe(row);
  }

  #handle(entries: readonly IntersectionObserverEntry[]): void {
    for (const { isIntersecting, target } of entries) {
      if (!isIntersecting) continue;
      this.#observer?.unobserve(target);
      const { waiting } = (target as HTMLElement).dataset;
      if (waiting !== undefined) this.show(waiting as SnapshotId);
    }
  }
}
