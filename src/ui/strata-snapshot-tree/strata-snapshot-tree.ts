import { html, LitElement, nothing, type PropertyValues, type TemplateResult } from "lit";
import { repeat } from "lit/directives/repeat.js";
import type { SnapshotId } from "../../core/identity.ts";
import type { Locale } from "../../i18n/locale.ts";
import type { LayerView, SnapshotView } from "../../lab/view-model.ts";
import { controls } from "../controls.styles.ts";
import { appearanceOf, layerBadge, layerSignStyles } from "../layer-appearance.ts";
import { snapshotTreeStyles } from "./strata-snapshot-tree.styles.ts";
import {
  baseBox,
  boxOf,
  extentOf,
  linesInView,
  NODE,
  pointsInView,
  scrolledTo,
  type Viewport,
} from "./tree-geometry.ts";
import { neighbour, type TreeLayout, type TreePoint, treeLayout } from "./tree-layout.ts";

/** A point of the tree was chosen: a snapshot, or null for the present state. */
export class PointSelectedEvent extends CustomEvent<SnapshotId | null> {
  constructor(id: SnapshotId | null) {
    super("selected", { detail: id });
  }
}

const directions: Readonly<Record<string, Parameters<typeof neighbour>[2]>> = {
  ArrowLeft: "left",
  ArrowRight: "right",
  ArrowUp: "up",
  ArrowDown: "down",
};

/**
 * The snapshots as a tree that grows from left to right in time, branches as lanes, with the present state at its end.
 * Draws what is in sight. Arrows move along the branches and between them.
 *
 * Properties: `locale`; `snapshots` (oldest first); `activeLayer` (or null); `selected` (a snapshot, or null for the
 * present state); `isLooking` (the present is another page's).
 * Events: `selected` (PointSelectedEvent) and `opened` (Enter: the details are wanted), neither bubbling.
 */
export class StrataSnapshotTree extends LitElement {
  static override styles = [controls, layerSignStyles, snapshotTreeStyles];
  static override properties = {
    locale: { attribute: false },
    snapshots: { attribute: false },
    activeLayer: { attribute: false },
    selected: { attribute: false },
    isLooking: { attribute: false },
    viewport: { state: true },
  };
  declare locale: Locale;
  declare snapshots: readonly SnapshotView[];
  declare activeLayer: LayerView | null;
  declare selected: SnapshotId | null;
  declare isLooking: boolean;
  declare viewport: Viewport;
  #layout: TreeLayout = treeLayout([]);
  #observer: ResizeObserver | null = null;
  #isMeasuring = false;

  constructor() {
    super();
    this.snapshots = [];
    this.activeLayer = null;
    this.selected = null;
    this.isLooking = false;
    // Until it is measured: about what a window shows.
    this.viewport = { left: 0, top: 0, width: 800, height: 400 };
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.#observer = new ResizeObserver(() => this.#handleScroll());
    if (this.#frame !== null) this.#observer.observe(this.#frame);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#observer?.disconnect();
    this.#observer = null;
  }

  /** Moves the focus to the point that is selected. */
  override focus(options?: FocusOptions): void {
    this.renderRoot.querySelector<HTMLElement>('[tabindex="0"]')?.focus(options);
  }

  get #frame(): HTMLElement | null {
    return this.renderRoot?.querySelector<HTMLElement>(".frame") ?? null;
  }

  get #selectedIndex(): number {
    const index = this.#layout.points.findIndex(({ id }) => id === this.selected);
    return index === -1 ? this.#layout.points.length - 1 : index;
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    // The values are made anew at each change of anything; the tree itself seldom changes.
    if (changed.has("snapshots") && !isSameTree(changed.get("snapshots"), this.snapshots))
      this.#layout = treeLayout(this.snapshots);
  }

  protected override firstUpdated(): void {
    if (this.#frame !== null) this.#observer?.observe(this.#frame);
  }

  protected override updated(changed: PropertyValues<this>): void {
    const isGrown = changed.has("snapshots") && changed.get("snapshots")?.length !== this.snapshots.length;
    if (isGrown) this.#bringPresentIntoView();
    else if (changed.has("selected")) this.#bringIntoView(this.#selectedIndex);
  }

  #measure(): void {
    const frame = this.#frame;
    if (frame === null || frame.clientWidth === 0) return;
    const { scrollLeft, scrollTop, clientWidth, clientHeight } = frame;
    const { left, top, width, height } = this.viewport;
    if (left === scrollLeft && top === scrollTop && width === clientWidth && height === clientHeight) return;
    const isFirst = width !== clientWidth;
    this.viewport = { left: scrollLeft, top: scrollTop, width: clientWidth, height: clientHeight };
    if (isFirst) this.#bringPresentIntoView();
  }

  /** At most once a frame. */
  #handleScroll(): void {
    if (this.#isMeasuring) return;
    this.#isMeasuring = true;
    requestAnimationFrame(() => {
      this.#isMeasuring = false;
      this.#measure();
    });
  }

  /** Where one is, as far as what is selected stays in sight. */
  #bringPresentIntoView(): void {
    this.#bringIntoView(this.#layout.points.length - 1);
    this.#bringIntoView(this.#selectedIndex);
  }

  #bringIntoView(index: number): void {
    const frame = this.#frame;
    const point = this.#layout.points[index];
    if (frame === null || point === undefined) return;
    const { scrollLeft, scrollTop, clientWidth, clientHeight } = frame;
    const seen = { left: scrollLeft, top: scrollTop, width: clientWidth, height: clientHeight };
    const { left, top } = scrolledTo(boxOf(point), seen);
    if (left === scrollLeft && top === scrollTop) return;
    frame.scrollTo({ left, top });
    this.#measure();
  }

  #select(index: number, isFocused: boolean): void {
    const point = this.#layout.points[index];
    if (point === undefined) return;
    this.selected = point.id;
    this.dispatchEvent(new PointSelectedEvent(point.id));
    if (isFocused) void this.updateComplete.then(() => this.focus({ preventScroll: true }));
  }

  #handleKeydown(event: KeyboardEvent): void {
    if (event.altKey || event.ctrlKey || event.metaKey) return;
    const at = this.#selectedIndex;
    const direction = directions[event.key];
    if (direction !== undefined) this.#select(neighbour(this.#layout, at, direction), true);
    else if (event.key === "Home") this.#select(0, true);
    else if (event.key === "End") this.#select(this.#layout.points.length - 1, true);
    else if (event.key === "Enter" || event.key === " ") this.dispatchEvent(new CustomEvent("opened"));
    else return;
    event.preventDefault();
  }

  #siblingsOf(point: TreePoint): readonly number[] {
    const { points } = this.#layout;
    if (point.parent !== null) return points[point.parent]?.children ?? [];
    return points.flatMap(({ parent }, index) => (parent === null ? [index] : []));
  }

  #point(index: number): TemplateResult {
    const point = this.#layout.points[index] as TreePoint;
    const siblings = this.#siblingsOf(point);
    const isSelected = index === this.#selectedIndex;
    const snapshot = this.snapshots[index];
    const { left, top } = boxOf(point);
    const kind = snapshot === undefined ? "present" : snapshot.status;
    return html`<div
      class="point ${kind}"
      role="treeitem"
      data-point=${point.id ?? "present"}
      aria-level=${point.depth}
      aria-setsize=${siblings.length}
      aria-posinset=${siblings.indexOf(index) + 1}
      aria-selected=${isSelected}
      aria-current=${snapshot === undefined ? "true" : nothing}
      tabindex=${isSelected ? 0 : -1}
      style=${`left:${left}px;top:${top}px;width:${NODE.width}px;height:${NODE.height}px`}
      @click=${() => this.#select(index, true)}
    >
      ${snapshot === undefined ? this.#present() : this.#snapshot(snapshot)}
    </div>`;
  }

  /** What the picture and the place say to those who see them. */
  #heard({ kind, takenAt, status, isCurrent }: SnapshotView): string {
    const { text, format } = this.locale;
    return [
      "",
      text.snapshots.kind[kind],
      format.moment(takenAt),
      ...(isCurrent && !this.isLooking ? [text.snapshots.presentStandsHere] : []),
      ...(status === "saving" ? [text.snapshots.status.saving] : []),
    ].join(", ");
  }

  #written(): string {
    const { text, format } = this.locale;
    const blockCount = this.activeLayer?.blockCount ?? 0;
    return text.layers.blocks({ value: blockCount, shown: format.count(blockCount) });
  }

  // The words come first, since they are what the point is called; they are drawn below the picture.
  #snapshot(snapshot: SnapshotView): TemplateResult {
    const { id, name, picture, parts } = snapshot;
    return html`<span class="words"
        >${layerBadge(`badge-${id}`, appearanceOf({ sign: parts.layerSign, kind: "frozen" }))}<b>${name}</b
        ><span class="visually-hidden">${this.#heard(snapshot)}</span></span
      >
      <span class="picture"
        >${picture === null ? this.locale.text.snapshots.noPicture : html`<img src=${picture} alt="" />`}</span
      >`;
  }

  #present(): TemplateResult {
    const { text } = this.locale;
    const { activeLayer } = this;
    return html`<span class="words"
        >${activeLayer === null ? nothing : layerBadge("badge-active", appearanceOf(activeLayer))}<b
          >${this.isLooking ? text.storage.present : text.snapshots.here}</b
        ></span
      >
      <span class="picture"><i class="pin"></i><span class="amount numbers">${this.#written()}</span></span>`;
  }

  protected override render() {
    const { text } = this.locale;
    const { width, height } = extentOf(this.#layout);
    const inView = pointsInView(this.#layout, this.viewport);
    const selected = this.#selectedIndex;
    // It keeps the focus, and the way by Tab into the tree, also out of sight.
    const drawn = inView.includes(selected)
      ? inView
      : [...inView, selected].sort((left, right) => left - right);
    return html`<div class="frame" @scroll=${this.#handleScroll}>
        <div
          class="whole"
          role="tree"
          aria-label=${text.insight.tree}
          aria-describedby="hint"
          aria-orientation="horizontal"
          style=${`width:${width}px;height:${height}px`}
          @keydown=${this.#handleKeydown}
        >
          <svg class="lines" aria-hidden="true"><path d=${linesInView(this.#layout, this.viewport)} /></svg>
          <span
            class="base"
            aria-hidden="true"
            style=${`left:${baseBox.left}px;top:${baseBox.top}px;width:${baseBox.width}px;height:${NODE.height}px`}
            >${layerBadge("badge-base", appearanceOf({ sign: "base", kind: "base" }))}</span
          >
          ${repeat(
            drawn,
            (index) => this.#layout.points[index]?.id ?? "present",
            (index) => this.#point(index),
          )}
        </div>
      </div>
      <p class="hint note quiet" id="hint">${text.insight.treeKeys}</p>`;
  }
}

const isSameTree = (before: readonly SnapshotView[] | undefined, after: readonly SnapshotView[]): boolean =>
  before?.length === after.length &&
  after.every(({ id, parentId, isCurrent }, index) => {
    const other = before[index];
    return other?.id === id && other.parentId === parentId && other.isCurrent === isCurrent;
  });

customElements.define("strata-snapshot-tree", StrataSnapshotTree);

declare global {
  interface HTMLElementTagNameMap {
    "strata-snapshot-tree": StrataSnapshotTree;
  }
}
