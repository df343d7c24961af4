import { describe, expect, test } from "vitest";
import { localeOf } from "../../src/i18n/locale.ts";
import "../../src/ui/strata-layer-stack/strata-layer-stack.ts";
import { afterRevert, madeUpViews } from "./made-up-views.ts";
import { mount } from "./mounted.ts";

const { layers, disk } = madeUpViews.running;
const stack = () => mount("strata-layer-stack", { locale: localeOf("en"), layers, disk });
const text = (element: Element): string => element.textContent?.trim().replace(/\s+/g, " ") ?? "";

describe("strata-layer-stack", () => {
  test("its drawing has a list and a table as twins: the same layers, active on top, base at the bottom", async () => {
    const { component } = await stack();
    const rows = [...(component.shadowRoot?.querySelectorAll("ol[aria-label] > li") ?? [])];
    expect(rows.map((row) => row.getAttribute("data-kind"))).toEqual(["active", "frozen", "frozen", "base"]);
    expect(rows.map(text)[1]).toContain("frozen by “Before rm -rf” 74 blocks · 296 KiB");
    const details = component.shadowRoot?.querySelector("details");
    details?.toggleAttribute("open");
    await expect.poll(() => details?.querySelector("table")).toBeTruthy();
    const table = [...(component.shadowRoot?.querySelectorAll("tbody tr") ?? [])];
    expect(table.map((row) => [...row.children].slice(0, 3).map(text))).toEqual([
      ["D", "Active", "19"],
      ["B", "Frozen", "74"],
      ["A", "Frozen", "37"],
      ["base", "Base image", "4,871"],
    ]);
    // The drawing itself says nothing to those who can't see it.
    for (const drawing of component.shadowRoot?.querySelectorAll("svg") ?? []) {
      expect(drawing.getAttribute("aria-hidden")).toBe("true");
    }
  });

  test("the chain is written as QEMU writes it", async () => {
    const { find } = await stack();
    expect(text(find(".notation"))).toBe("[base] <-- [A] <-- [B] <-- [active]");
  });

  test("a dropped layer is seen falling, heard of nowhere, and gone a moment later", async () => {
    const { component, settled } = await stack();
    component.layers = afterRevert.layers;
    await settled();
    const falling = component.shadowRoot?.querySelector("[data-falling]");
    expect(falling?.getAttribute("data-layer")).toBe("layer-D");
    expect(falling?.closest("[aria-hidden=true]")).not.toBeNull();
    await expect.poll(() => component.shadowRoot?.querySelector("[data-falling]")).toBeNull();
  });
});
