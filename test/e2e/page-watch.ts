import { expect, type Locator, type Page } from "@playwright/test";
import type {} from "../../src/lab/strata.ts";

/**
 * Collects what must never happen while somebody uses the page: errors in the console, failures that nobody caught,
 * requests to another origin. To be called before the page is opened; the result gives what was seen.
 */
export async function watchPage(page: Page, baseURL: string | undefined): Promise<() => readonly string[]> {
  const { origin } = new URL(baseURL ?? "");
  const seen: string[] = [];
  page.on("console", (message) => {
    if (message.type() === "error") seen.push(`console: ${message.text()}`);
  });
  page.on("pageerror", (error) => seen.push(`uncaught: ${error.message}`));
  page.on("request", (request) => {
    const url = request.url();
    if (!/^(data|blob):/.test(url) && new URL(url).origin !== origin) seen.push(`request: ${url}`);
  });
  // The page reports rejections itself; here they count as faults all the same.
  await page.addInitScript(() => {
    addEventListener("unhandledrejection", (event) => {
      reportError(event.reason);
    });
    addEventListener("securitypolicyviolation", ({ violatedDirective, blockedURI, sourceFile }) => {
      reportError(new Error(`policy: ${violatedDirective} ${blockedURI} ${sourceFile}`));
    });
  });
  return () => seen;
}

/** The card of a snapshot. */
export const card = (page: Page, name: string): Locator => page.getByRole("article", { name, exact: true });

/** Waits until the page shows that many measurements. */
export async function expectMeasured(page: Page, count: number): Promise<void> {
  await expect(
    page.getByText(new RegExp(`^(Every measurement|Toutes les mesures) \\(${count}\\)$`)),
  ).toBeVisible();
}

export const snapshotNames = (page: Page): Promise<readonly string[]> =>
  page.evaluate(() => strata.snapshots.list().map(({ name }) => name));

/** The page itself must never scroll sideways; what is wide scrolls in a frame of its own. */
export async function expectNoSidewaysScroll(page: Page, widths: readonly number[]): Promise<void> {
  const before = page.viewportSize();
  for (const width of widths) {
    await page.setViewportSize({ width, height: 900 });
    const excess = await page.evaluate(
      () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
    );
    expect(excess, `pixels beyond a width of ${width}`).toBe(0);
  }
  if (before) await page.setViewportSize(before);
}

/** Moves the focus by the Tab key, or back by Shift and Tab, until it is on what `target` finds. */
export async function tabTo(page: Page, target: Locator, key: "Tab" | "Shift+Tab" = "Tab"): Promise<void> {
  for (let step = 0; step < 60; step += 1) {
    if (await target.evaluate((element) => element.matches(":focus"))) return;
    await page.keyboard.press(key);
  }
  throw new Error(`Tab to ${String(target)}: not reached in 60 steps`);
}
