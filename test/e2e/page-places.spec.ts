import { AxeBuilder } from "@axe-core/playwright";
import type { Page } from "@playwright/test";
import { expect, test } from "../support/e2e.ts";
import { openStrataPage } from "../support/strata-page.ts";
import { expectNoSidewaysScroll, watchPage } from "./page-watch.ts";

const hash = (page: Page): string => new URL(page.url()).hash;
const panelIds = ["machine", "disk", "snapshots", "network", "timing", "storage"] as const;

async function expectAccessible(page: Page, what: string): Promise<void> {
  const { violations } = await new AxeBuilder({ page })
    .withTags(["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa"])
    .analyze();
  expect(
    violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.target.join(" ")}`),
    what,
  ).toEqual([]);
}

/** The boxes of the panels that are drawn, by their ids. */
const boxes = (
  page: Page,
): Promise<readonly { id: string; left: number; right: number; top: number; bottom: number }[]> =>
  page.evaluate(() =>
    [...(document.querySelector("strata-app")?.shadowRoot?.querySelectorAll<HTMLElement>(".panel") ?? [])]
      .map((panel) => {
        const { left, right, top, bottom } = panel.getBoundingClientRect();
        return { id: panel.dataset["panel"] ?? "", left, right, top, bottom };
      })
      .filter(({ left, right }) => right > left),
  );

test("links, back and forward lead to panels, languages and machines (U2)", async ({ profile, baseURL }) => {
  const page = await profile.open();
  const faults = await watchPage(page, baseURL);
  await page.goto("./?lang=fr#/storage");
  await page.evaluate(() => strata.ready);

  await test.step("the panel that the address names has the focus, and is unfolded", async () => {
    await expect(page.getByRole("region", { name: "Stockage" })).toBeFocused();
    await expect(page.getByRole("button", { name: "Nouvelle machine" })).toBeVisible();
  });

  await test.step("another place, and back", async () => {
    await page.evaluate(() => {
      location.hash = "#/alone/disk";
    });
    await expect(page.getByRole("toolbar")).toContainText("2 sur 6");
    await expect(page.getByRole("region", { name: "Machine" })).toBeHidden();
    await page.goBack();
    await expect(page.getByRole("region", { name: "Machine" })).toBeVisible();
    await expect(page.getByRole("region", { name: "Stockage" })).toBeFocused();
    await page.goForward();
    await expect(page.getByRole("toolbar")).toContainText("2 sur 6");
  });

  await test.step("alone, the arrow keys go on, and Escape goes back to the whole page", async () => {
    await page.keyboard.press("ArrowRight");
    expect(hash(page)).toBe("#/alone/snapshots");
    await expect(page.getByRole("region", { name: "Instantanés" })).toBeFocused();
    await page.keyboard.press("ArrowLeft");
    await page.keyboard.press("ArrowLeft");
    await page.keyboard.press("ArrowLeft");
    expect(hash(page)).toBe("#/alone/storage");
    await page.keyboard.press("Escape");
    expect(hash(page)).toBe("#/storage");
    await expect(page.getByRole("region", { name: "Machine" })).toBeVisible();
  });

  await test.step("the language is in the address, and comes back with it", async () => {
    await page.getByRole("button", { name: "English" }).click();
    await expect(page.getByRole("region", { name: "Storage" })).toBeVisible();
    expect(new URL(page.url()).searchParams.get("lang")).toBe("en");
    await page.goBack();
    await expect(page.getByRole("region", { name: "Stockage" })).toBeVisible();
    await page.goForward();
    await expect(page.getByRole("region", { name: "Storage" })).toBeVisible();
  });

  await test.step("another machine, and back", async () => {
    const [first, second] = await page.evaluate(async () => {
      const before = strata.machines.current().id;
      const { id } = await strata.machines.create({ name: "Second" });
      await strata.machines.open(id);
      return [before, id];
    });
    const machine = () => new URL(page.url()).searchParams.get("machine");
    await expect.poll(machine).toBe(second);
    await page.goBack();
    await expect.poll(() => page.evaluate(() => strata.machines.current().id)).toBe(first);
    expect(machine()).toBe(first);
    await page.goForward();
    await expect.poll(() => page.evaluate(() => strata.machines.current().id)).toBe(second);
  });
  expect(faults()).toEqual([]);
});

test("panels are hidden, moved and kept (U1)", async ({ profile }) => {
  const page = await profile.open();
  await openStrataPage(page);
  const menu = page.getByRole("button", { name: "Panels", exact: true });
  const region = (name: string) => page.getByRole("region", { name, exact: true });
  await menu.click();
  await page.getByRole("checkbox", { name: "Show “Timing”" }).uncheck();
  await expect(region("Timing")).toHaveCount(0);
  await page.getByRole("combobox", { name: "Where “Disk” stands" }).selectOption("below");
  await page.getByRole("button", { name: "Move “Disk” down" }).click();
  await expect(page.getByRole("checkbox", { name: "Show “Machine”" })).toBeDisabled();
  await page.keyboard.press("Escape");
  await expect(menu).toBeFocused();
  const order = () =>
    boxes(page).then((all) => all.toSorted((one, other) => one.top - other.top).map(({ id }) => id));
  await expect.poll(order).toEqual(["machine", "snapshots", "network", "storage", "disk"]);

  await page.reload();
  await expect.poll(order).toEqual(["machine", "snapshots", "network", "storage", "disk"]);
  await page.evaluate(() => {
    location.hash = "#/timing";
  });
  await expect(region("Timing")).toBeFocused();
  await menu.click();
  await page.getByRole("button", { name: "As at first" }).click();
  await page.keyboard.press("Escape");
  await expect.poll(async () => (await order()).toSorted()).toEqual(panelIds.toSorted());
  expect((await order()).at(-1)).toBe("storage");
});

for (const [width, height] of [
  [1440, 900],
  [1024, 768],
  [640, 450],
  [390, 844],
  [320, 640],
] as const) {
  test(`at ${width} pixels no panel overlaps another, and every one can be reached (U1)`, async ({
    page,
  }) => {
    await page.setViewportSize({ width, height });
    await openStrataPage(page);
    const isNarrow = width <= 704;
    await expect.poll(async () => (await boxes(page)).length).toBe(isNarrow ? 1 : panelIds.length);
    await expectNoSidewaysScroll(page, [width]);
    const drawn = await boxes(page);
    for (const [index, one] of drawn.entries()) {
      expect(one.left, one.id).toBeGreaterThanOrEqual(0);
      expect(one.right, one.id).toBeLessThanOrEqual(width);
      for (const other of drawn.slice(index + 1)) {
        const isApart =
          one.right <= other.left ||
          other.right <= one.left ||
          one.bottom <= other.top ||
          other.bottom <= one.top;
        expect(isApart, `${one.id} and ${other.id}`).toBe(true);
      }
    }
    if (!isNarrow) return;
    const tabs = page.getByRole("navigation", { name: "Panels" }).getByRole("link");
    await expect(tabs).toHaveCount(panelIds.length);
    for (const id of panelIds) {
      await page.locator(`[data-tab="${id}"]`).click();
      await expect.poll(async () => (await boxes(page)).map((box) => box.id)).toEqual([id]);
      await expectNoSidewaysScroll(page, [width]);
      // Whatever is shown, the machine is one tap away.
      await expect(tabs.first()).toBeInViewport({ ratio: 1 });
    }
  });
}

test("axe finds nothing on each panel alone, on the menu of panels, nor with forced colours", async ({
  page,
}) => {
  await openStrataPage(page);
  for (const [index, id] of panelIds.entries()) {
    const isEven = index % 2 === 0;
    await page.emulateMedia({ colorScheme: isEven ? "light" : "dark", reducedMotion: "reduce" });
    await page.goto(`./?lang=${isEven ? "fr" : "en"}#/alone/${id}`);
    await page.evaluate(() => strata.ready);
    await expect(page.getByRole("toolbar")).toBeVisible();
    await expectAccessible(page, id);
  }
  await page.goto("./?lang=en#/");
  await page.evaluate(() => strata.ready);
  await page.getByRole("button", { name: "Panels", exact: true }).click();
  await expectAccessible(page, "menu");
  await page.emulateMedia({ forcedColors: "active" });
  await expectAccessible(page, "forced colours");
});
