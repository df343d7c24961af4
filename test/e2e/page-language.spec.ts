import type { Page } from "@playwright/test";
import { expect, test } from "../support/e2e.ts";
import { openStrataPage } from "../support/strata-page.ts";
import { expectMeasured, expectNoSidewaysScroll, watchPage } from "./page-watch.ts";

/** Everything that the page says, seen or only heard, but what is marked as being in a language of its own. */
function wordsOf(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const words: string[] = [document.title];
    const visit = (node: Node): void => {
      if (node instanceof Text) words.push(node.data);
      if (node instanceof HTMLElement) {
        if (node.matches("style, script, noscript, .languages *, [slot=screen]")) return;
        for (const name of ["aria-label", "title", "placeholder", "alt"])
          words.push(node.getAttribute(name) ?? "");
        if (node.shadowRoot) visit(node.shadowRoot);
      }
      for (const child of node.childNodes) visit(child);
    };
    visit(document.body);
    return words.map((text) => text.trim()).filter((text) => text !== "");
  });
}

const english =
  /\b(the|of|is|was|and|with|after|every|written|read|blocks?|layers?|snapshots?|machine is|memory|disk|saved|copy|power|reset|discard)\b/i;

test("in French nothing is left in English, in the address `?lang=fr` and after the switch", async ({
  profile,
  baseURL,
}) => {
  const page = await profile.open();
  const faults = await watchPage(page, baseURL);
  await openStrataPage(page);
  await expect(page.locator("html")).toHaveAttribute("lang", "en");

  await page.getByRole("button", { name: "Français" }).click();
  await expect(page).toHaveURL(/[?&]lang=fr/);
  await expect(page.locator("html")).toHaveAttribute("lang", "fr");
  expect((await wordsOf(page)).filter((text) => english.test(text))).toEqual([]);

  await page.reload();
  await expect(page.locator("html")).toHaveAttribute("lang", "fr");
  await page.getByRole("button", { name: "Prendre un instantané" }).click();
  await expectMeasured(page, 1);
  await page.getByRole("button", { name: /^Copier les blocs alloués/ }).click();
  await expectMeasured(page, 2);
  await page.getByText("Le stockage en détail").click();
  await page.getByRole("button", { name: "Tout vérifier" }).click();
  await expect(page.getByText(/intact/)).toBeVisible();
  await page.getByRole("button", { name: /^Plus d’actions/ }).click();
  expect((await wordsOf(page)).filter((text) => english.test(text))).toEqual([]);
  await page.getByRole("button", { name: /^Démarrer d’ici/ }).click();
  await page.getByRole("button", { name: "De quoi s’agit-il ?" }).click();
  const words = await wordsOf(page);
  expect(words).toContain("Démarrer d’ici");
  expect(words.filter((text) => english.test(text))).toEqual([]);
  await expectNoSidewaysScroll(page, [320, 390, 1024, 1440]);

  await page.getByRole("button", { name: "English" }).click();
  await expect(page).toHaveURL(/[?&]lang=en/);
  await expect(page.getByRole("button", { name: "Take snapshot" })).toBeVisible();
  await expectNoSidewaysScroll(page, [320, 390, 1024, 1440]);
  expect(faults()).toEqual([]);
});
