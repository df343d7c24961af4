import { describe, expect, test } from "vitest";
import { localeOf } from "../../src/i18n/locale.ts";
import "../../src/ui/strata-snapshots/strata-snapshots.ts";
import type { SnapshotView } from "../../src/lab/view-model.ts";
import type { StrataSnapshotCard } from "../../src/ui/strata-snapshot-card/strata-snapshot-card.ts";
import { madeUpInsight } from "./made-up-insight.ts";
import { madeUpViews } from "./made-up-views.ts";
import { focused, mount } from "./mounted.ts";

const { running } = madeUpViews;

/** The panel as a tree, in room enough for it. */
async function tree(snapshots: readonly SnapshotView[] = running.snapshots) {
  const { layers, machine } = running;
  const panel = await mount("strata-snapshots", {
    locale: localeOf("en"),
    snapshots,
    layers,
    machine,
    insight: madeUpInsight,
    form: "tree",
    now: Date.now(),
  });
  panel.component.style.width = "800px";
  await expect.poll(() => panel.component.shadowRoot?.querySelector("strata-snapshot-tree")).not.toBeNull();
  await panel.settled();
  const drawing = panel.find("strata-snapshot-tree");
  const points = (): HTMLElement[] => [
    ...(drawing.shadowRoot?.querySelectorAll<HTMLElement>("[role=treeitem]") ?? []),
  ];
  const selected = (): string | undefined =>
    points().find((point) => point.getAttribute("aria-selected") === "true")?.dataset["point"];
  const press = async (key: string): Promise<void> => {
    focused()?.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true, composed: true }));
    await panel.settled();
  };
  const details = () =>
    panel.component.shadowRoot?.querySelector<StrataSnapshotCard>(".details strata-snapshot-card");
  return { ...panel, drawing, points, selected, press, details };
}

describe("the tree of snapshots", () => {
  test("shows every snapshot and the present state, and the details of the one that the present descends from", async () => {
    const { points, selected, details } = await tree();
    expect(points().map(({ dataset }) => dataset["point"])).toEqual([
      "snapshot-1",
      "snapshot-2",
      "snapshot-3",
      "present",
    ]);
    expect(selected()).toBe("snapshot-2");
    expect(details()?.snapshot.name).toBe("Before rm -rf");
    const [first] = points();
    expect(first?.textContent).toContain("Fresh boot, Live, Mar 2, 2026");
    expect(first?.getAttribute("aria-level")).toBe("1");
    expect(points()[2]?.getAttribute("aria-setsize")).toBe("2");
  });

  test("a click chooses a point; the present state has no card, and can't be deleted", async () => {
    const { points, selected, details, settled, component } = await tree();
    points()[0]?.click();
    await settled();
    expect(selected()).toBe("snapshot-1");
    expect(details()?.snapshot.name).toBe("Fresh boot");
    points()[3]?.click();
    await settled();
    expect(selected()).toBe("present");
    expect(details()).toBeNull();
    expect(component.shadowRoot?.querySelectorAll("strata-snapshot-menu").length).toBe(0);
  });

  test("the keyboard moves along the branches and between them, and Enter goes to the details", async () => {
    const { drawing, selected, press, details } = await tree();
    drawing.focus();
    await press("ArrowLeft");
    expect(selected()).toBe("snapshot-1");
    await press("ArrowRight");
    expect(selected()).toBe("snapshot-2");
    await press("ArrowDown");
    expect(selected()).toBe("present");
    await press("Home");
    expect(selected()).toBe("snapshot-1");
    await press("End");
    expect(selected()).toBe("present");
    await press("ArrowLeft");
    expect(selected()).toBe("snapshot-2");
    expect((focused() as HTMLElement).dataset["point"]).toBe("snapshot-2");
    await press("Enter");
    expect(focused()).toBe(details()?.shadowRoot?.querySelector("[data-action=menu]"));
  });

  test("the details follow the present state when it goes elsewhere, and leave a snapshot that is gone", async () => {
    const { component, points, selected, settled } = await tree();
    points()[0]?.click();
    await settled();
    component.snapshots = running.snapshots.map((each) => ({ ...each, isCurrent: each.id === "snapshot-3" }));
    await settled();
    expect(selected()).toBe("snapshot-3");
    points()[0]?.click();
    await settled();
    component.snapshots = component.snapshots.slice(1).map((each) => ({ ...each, parentId: null }));
    await settled();
    expect(selected()).toBe("snapshot-3");
  });

  test("of a thousand snapshots draws those in sight, wherever one scrolls to", async () => {
    const [pattern] = running.snapshots;
    if (pattern === undefined) throw new RangeError("Make snapshots: no pattern, wanted one");
    const snapshots = Array.from({ length: 1000 }, (_, number) => ({
      ...pattern,
      id: `s${number}` as typeof pattern.id,
      parentId:
        number === 0 ? null : (`s${number % 20 === 0 ? number / 2 : number - 1}` as typeof pattern.id),
      name: `Snapshot ${number}`,
      isCurrent: number === 999,
    }));
    const { drawing, points, press, selected } = await tree(snapshots);
    await expect.poll(() => points().some(({ dataset }) => dataset["point"] === "present")).toBe(true);
    expect(points().length).toBeLessThan(40);
    const frame = drawing.shadowRoot?.querySelector(".frame") as HTMLElement;
    expect(frame.scrollLeft).toBeGreaterThan(100_000);
    frame.scrollTo({ left: 0, top: 0 });
    await expect.poll(() => points().some(({ dataset }) => dataset["point"] === "s0")).toBe(true);
    expect(points().length).toBeLessThan(40);
    // The point that is selected stays, so that the keyboard can get into the tree.
    expect(selected()).toBe("s999");
    drawing.focus();
    await press("Home");
    expect(selected()).toBe("s0");
  });

  test("U3: the list is a click away, and is remembered", async () => {
    const { component, button, settled } = await tree();
    button("List").click();
    await settled();
    expect(component.shadowRoot?.querySelector("strata-snapshot-tree")).toBeNull();
    expect(component.shadowRoot?.querySelectorAll("ol > li").length).toBe(4);
    expect(localStorage.getItem("strata-snapshots")).toBe("list");
    button("Tree").click();
    await settled();
    expect(component.shadowRoot?.querySelector("strata-snapshot-tree")).not.toBeNull();
    expect(localStorage.getItem("strata-snapshots")).toBe("tree");
  });

  test("where there is little room it is the list", async () => {
    const { component } = await tree();
    component.style.width = "360px";
    await expect.poll(() => component.shadowRoot?.querySelector("strata-snapshot-tree")).toBeNull();
    expect(component.shadowRoot?.querySelectorAll("ol > li").length).toBe(4);
  });
});
