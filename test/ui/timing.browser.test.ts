import { describe, expect, test } from "vitest";
import { localeOf } from "../../src/i18n/locale.ts";
import type { ViewModel } from "../../src/lab/view-model.ts";
import "../../src/ui/strata-timing/strata-timing.ts";
import { madeUpViews } from "./made-up-views.ts";
import { focused, mount } from "./mounted.ts";

const panel = ({ timings, activity, disk, layers }: ViewModel) =>
  mount("strata-timing", { locale: localeOf("en"), timings, activity, disk, layers });

describe("strata-timing", () => {
  test("asks for both kinds of copy, and to cancel the one under way", async () => {
    const { component, find, commands, settled } = await panel(madeUpViews.running);
    find("[data-mode=every-byte]").click();
    find("[data-mode=allocated]").click();
    component.activity = madeUpViews.copying.activity;
    await settled();
    find(".cancel").click();
    expect(commands).toEqual([
      { kind: "full-copy", mode: "every-byte" },
      { kind: "full-copy", mode: "allocated" },
      { kind: "cancel" },
    ]);
  });

  test("the focus goes from the button to copy to the one to cancel, and back", async () => {
    const { component, find, settled } = await panel(madeUpViews.running);
    find("[data-mode=every-byte]").focus();
    component.activity = madeUpViews.copying.activity;
    await settled();
    expect(focused()).toBe(find(".cancel"));
    component.activity = null;
    await settled();
    expect(focused()).toBe(find("[data-mode=every-byte]"));
  });

  test("the focus stays where it is when a copy begins without it", async () => {
    const { component, find, settled } = await panel(madeUpViews.running);
    find("summary").focus();
    component.activity = madeUpViews.copying.activity;
    await settled();
    expect(focused()).toBe(find("summary"));
  });

  test("measurements are cleared by two clicks", async () => {
    const { find, commands, settled } = await panel(madeUpViews.running);
    find(".clear").click();
    await settled();
    expect(commands).toEqual([]);
    find("strata-confirm").shadowRoot?.querySelector<HTMLElement>(".confirm")?.click();
    expect(commands).toEqual([{ kind: "clear-timings" }]);
  });

  test("numbers that do not impress are not shouted", async () => {
    const striking = await panel(madeUpViews.running);
    expect(striking.find(".headline").hasAttribute("data-modest")).toBe(false);
    const timings = madeUpViews.running.timings.map((timing) =>
      timing.operation === "full-copy"
        ? { ...timing, cost: { ...timing.cost, durableMs: 150, elapsedMs: 150 } }
        : timing,
    );
    const modest = await panel({ ...madeUpViews.running, timings });
    expect(modest.find(".headline").hasAttribute("data-modest")).toBe(true);
  });
});
