import { AxeBuilder } from "@axe-core/playwright";
import type { Page } from "@playwright/test";
import { expect, test } from "../support/e2e.ts";
import { boot, openStrataPage } from "../support/strata-page.ts";

const tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"];

type ColorScheme = "light" | "dark";
const everywhere = [
  ["light", "English"],
  ["light", "Français"],
  ["dark", "Français"],
  ["dark", "English"],
] as const;
/** Each scheme and each language once: a run of axe on a full page takes a second and more. */
const onceEach = [
  ["light", "Français"],
  ["dark", "English"],
] as const;

/** Asserts that axe finds nothing on the page as it stands. */
async function expectAccessible(
  page: Page,
  ways: readonly (readonly [scheme: ColorScheme, language: string])[],
): Promise<void> {
  for (const [colorScheme, language] of ways) {
    await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
    await page.getByRole("button", { name: language }).click();
    const { violations } = await new AxeBuilder({ page }).withTags(tags).analyze();
    const found = violations.flatMap(({ id, nodes }) =>
      nodes.map(({ target, failureSummary }) => `${id}: ${target.join(" ")}: ${failureSummary}`),
    );
    expect(found, `${colorScheme}, ${language}`).toEqual([]);
  }
}

test("axe finds nothing on the first visit, nor with an error to tell", async ({ profile }) => {
  const page = await profile.open();
  await page.route("**/*.part", (route) => route.abort());
  await openStrataPage(page);
  await expectAccessible(page, everywhere);
  await page.getByRole("button", { name: "Start the machine" }).click();
  await expect(page.getByRole("alert")).toContainText("could not be fetched");
  await page.getByText("Details for a report").click();
  await expectAccessible(page, onceEach);
});

test("axe finds nothing on the running machine with snapshots, timings and an open question", async ({
  profile,
}) => {
  const page = await profile.open();
  await openStrataPage(page);
  await page.evaluate(() => strata.snapshots.take({ name: "off" }));
  await boot(page);
  await page.evaluate(async () => {
    const { id } = await strata.snapshots.take({ name: "running" });
    await strata.machine.exec("echo 1 > /root/file; sync");
    await strata.compare.fullCopy({ mode: "allocated" });
    await strata.snapshots.take({ name: "later" });
    await strata.snapshots.revert(id);
  });
  await page.getByText("As a table").click();
  await page.getByText(/^Every measurement/).click();
  await expectAccessible(page, onceEach);
  await page.getByRole("button", { name: "Revert to “off”" }).click();
  await expectAccessible(page, onceEach);
});

test("axe finds nothing on a page that looks, asks to take over, and may continue, nor on the machines", async ({
  profile,
}) => {
  const page = await profile.open();
  await openStrataPage(page);
  await page.evaluate(async () => {
    await strata.snapshots.take({ name: "off" });
    await strata.machines.create({ name: "Second" });
    await strata.machine.powerOn();
  });
  await page.getByText("Storage in detail").click();
  await page.getByRole("button", { name: "Open “Second”" }).click();
  await expect(page.getByRole("group", { name: "Open “Second”?" })).toBeVisible();
  await expectAccessible(page, onceEach);
  const other = await page.context().newPage();
  await other.goto("./");
  await expect(other.getByText("“Linux” is switched on there.")).toBeVisible();
  await other.getByRole("button", { name: "Take over" }).click();
  await other.getByText("Storage in detail").click();
  await expectAccessible(other, onceEach);
  await page.close();
  await expect(other.getByRole("button", { name: "Continue here" })).toBeVisible();
  await expectAccessible(other, onceEach);
});

test("axe finds nothing on freed space, the form for a machine, and the questions about a disk, a wipe and a key", async ({
  profile,
}) => {
  const page = await profile.open();
  const button = (name: string) => page.getByRole("button", { name, exact: true });
  await openStrataPage(page);
  await boot(page);
  await page.evaluate(async () => {
    await strata.snapshots.take({ name: "running" });
    await strata.machine.exec("echo old > /root/file; sync");
    await strata.machine.powerOff();
    await strata.snapshots.revert(null);
    await strata.machines.create({ name: "Secret", encrypted: true });
  });
  await page.getByText("Storage in detail").click();
  await page.getByText("What overwriting does, and what it does not").click();
  await button("Look for old bytes").click();
  await expect(page.getByText(/of old bytes are left in \d+ freed/)).toBeVisible();
  await button("New machine").click();
  await expect(page.getByLabel("Name of the new machine")).toBeFocused();
  await expectAccessible(page, onceEach);
  await button("Delete “Secret”").click();
  await expect(page.getByText("Its key is destroyed at once")).toBeVisible();
  await button("More for “running”").click();
  await page.getByRole("button", { name: /^Delete Moves no block/ }).click();
  await expect(page.getByRole("checkbox", { name: /^Overwrite what becomes free/ })).toBeVisible();
  await page.getByRole("combobox", { name: "Second disk" }).selectOption("64-thick");
  await button("Second disk Add").click();
  await expect(page.getByRole("group", { name: "Add a disk that is not zeroed?" })).toBeVisible();
  await expectAccessible(page, onceEach);
});
