import { AxeBuilder } from "@axe-core/playwright";
import type { Page } from "@playwright/test";
import type { SnapshotId } from "../../src/core/identity.ts";
import { expect, test } from "../support/e2e.ts";
import { boot, guest, openStrataPage } from "../support/strata-page.ts";
import { card, expectMeasured, expectNoSidewaysScroll, snapshotNames, watchPage } from "./page-watch.ts";

const snapshotId = (page: Page, name: string): Promise<SnapshotId> =>
  page.evaluate((wanted) => {
    const found = strata.snapshots.list().find((snapshot) => snapshot.name === wanted);
    if (!found) throw new Error(`Find snapshot ${wanted}: none`);
    return found.id;
  }, name);

const digestAt = async (page: Page, name: string): Promise<string> =>
  page.evaluate((at) => strata.disk.digest({ at }), await snapshotId(page, name));

/** Opens the menu of a snapshot and chooses an action. */
async function choose(page: Page, name: string, action: string | RegExp): Promise<void> {
  await card(page, name)
    .getByRole("button", { name: `More for “${name}”` })
    .click();
  await card(page, name).getByRole("button", { name: action }).click();
}

async function expectAccessible(page: Page): Promise<void> {
  const { violations } = await new AxeBuilder({ page })
    .withTags(["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"])
    .analyze();
  expect(violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.target} ${nodes[0]?.failureSummary}`)).toEqual(
    [],
  );
}

test("the tree of snapshots by mouse and by keyboard: look into them, compare, rename, note, undo, delete in the middle, merge, clone, flatten; then the storage", async ({
  profile,
  baseURL,
}) => {
  test.setTimeout(240_000);
  const page = await profile.open();
  const faults = await watchPage(page, baseURL);
  const button = (name: string | RegExp) => page.getByRole("button", { name, exact: true });
  await openStrataPage(page);
  // One boot gives the snapshots disks that differ; all that follows happens with the machine off.
  await boot(page);
  for (const name of ["first", "second", "third"]) {
    await guest(page, `echo ${name} > /root/${name}; sync`);
    await page.evaluate((text) => strata.snapshots.take({ name: text }), name);
  }
  await page.evaluate(() => strata.machine.powerOff());
  await expect(card(page, "third")).toContainText("durable after");
  await expectMeasured(page, 3);
  const present = await page.evaluate(() => strata.disk.digest());
  const first = await digestAt(page, "first");
  const third = await digestAt(page, "third");
  expect(new Set([first, third]).size).toBe(2);

  const treeItem = (name: string | RegExp) => page.getByRole("treeitem", { name });
  const compared = page.getByRole("group", { name: /^Compare/ });

  await test.step("the tree by mouse: every snapshot and where one is; a click shows the details", async () => {
    await button("Tree").click();
    await expect(page.getByRole("treeitem")).toHaveCount(4);
    await expect(treeItem(/^third/)).toHaveAttribute("aria-selected", "true");
    await treeItem(/^first/).click();
    await expect(card(page, "first")).toContainText("durable after");
    await expect(card(page, "third")).toHaveCount(0);
    await expectAccessible(page);
    await expectNoSidewaysScroll(page, [320, 1024]);
  });

  await test.step("the tree by keyboard: arrows along it, Enter to the details", async () => {
    await treeItem(/^first/).focus();
    await page.keyboard.press("ArrowRight");
    await expect(treeItem(/^second/)).toBeFocused();
    await expect(card(page, "second")).toBeVisible();
    await page.keyboard.press("End");
    await expect(treeItem(/^You are here/)).toBeFocused();
    await expect(page.getByRole("article")).toHaveCount(0);
    await page.keyboard.press("ArrowLeft");
    await expect(treeItem(/^third/)).toBeFocused();
    await page.keyboard.press("Enter");
    await expect(button("More for “third”")).toBeFocused();
  });

  await test.step("the four parts are drawers, and their numbers are the store's", async () => {
    const { parts } = await page.evaluate(() => {
      const found = strata.snapshots.list().find(({ name }) => name === "third");
      if (!found) throw new Error("Find third: none");
      return found;
    });
    const drawer = (name: string) => card(page, "third").getByRole("region", { name });
    const count = (value: number): string => value.toLocaleString("en");
    await card(page, "third")
      .getByRole("button", { name: /^Memory/ })
      .click();
    await expect(drawer("Memory").getByRole("row", { name: /^Stored with this/ })).toContainText(
      count(parts.ramPageCount),
    );
    expect(parts.ramPageCount).toBeLessThan(parts.ramUsedPageCount);
    await card(page, "third")
      .getByRole("button", { name: /^Disk layer/ })
      .click();
    const { runs } = await page.evaluate(
      async (id) => (await strata.snapshots.contents(id)).disks[0] ?? { runs: [] },
      await snapshotId(page, "third"),
    );
    expect(runs.reduce((sum, run) => sum + run.count, 0)).toBe(parts.diskBlockCount);
    await expect(drawer("Disk layer").getByRole("row", { name: /^First block/ })).toContainText(
      count(runs[0]?.first ?? -1),
    );
    await card(page, "third")
      .getByRole("button", { name: /^CPU and devices/ })
      .click();
    await expect(drawer("CPU and devices").getByRole("row", { name: /^Video memory/ })).toContainText("iB");
    await card(page, "third")
      .getByRole("button", { name: /^Configuration/ })
      .click();
    await expect(drawer("Configuration").getByRole("row", { name: /^Boot order/ })).toBeVisible();
    await expectAccessible(page);
  });

  await test.step("two points in time compared: what was written since, and after reading what differs", async () => {
    await choose(page, "third", /^Compare/);
    await page.getByRole("combobox", { name: /^Compare/ }).selectOption({ label: "first" });
    const found = await page.evaluate(
      async ([from, to]) => (await strata.snapshots.compare(from as SnapshotId, to as SnapshotId)).disks[0],
      [await snapshotId(page, "third"), await snapshotId(page, "first")],
    );
    expect(found?.apartCount).toBeGreaterThan(0);
    await expect(compared).toContainText(`${found?.apartCount.toLocaleString("en")} of 65,536`);
    await expect(compared.getByText("Memory")).toBeVisible();
    // The map of blocks shows them too.
    await expect(page.locator("strata-block-map")).toContainText("written for “third”");
    await compared.getByRole("button", { name: "Read the bytes" }).click();
    await expect(compared).toContainText("The bytes were read:");
    await expectAccessible(page);
    await page.keyboard.press("Escape");
    await expect(compared).toHaveCount(0);
    await expect(page.locator("strata-block-map")).not.toContainText("written for “third”");
    await button("List").click();
  });

  await test.step("rename and note, in their places", async () => {
    await choose(page, "first", "Rename");
    await page.getByLabel("New name of “first”").fill("the first");
    await page.keyboard.press("Enter");
    await expect(card(page, "the first")).toBeVisible();
    await choose(page, "the first", "Add a note");
    await page.getByLabel("Note on “the first”").fill("One file only.\nNothing else.");
    await button("Save").click();
    await expect(card(page, "the first")).toContainText("One file only.");
    await button("Undo").click();
    await expect(card(page, "the first")).not.toContainText("One file only.");
    await choose(page, "the first", "Add a note");
    await page.getByLabel("Note on “the first”").fill("One file only.\nNothing else.");
    await button("Save").click();
    await expect(card(page, "the first")).toContainText("One file only.");
    expect(await page.evaluate(() => strata.snapshots.list()[0])).toMatchObject({
      name: "the first",
      note: "One file only.\nNothing else.",
    });
  });

  await test.step("delete in the middle: the others read the same bytes", async () => {
    await card(page, "second").getByRole("button", { name: "More for “second”" }).click();
    await expectAccessible(page);
    await expectNoSidewaysScroll(page, [320, 1024]);
    await card(page, "second")
      .getByRole("button", { name: /^Delete Moves/ })
      .click();
    const question = page.getByRole("group", { name: "Delete “second”?" });
    const foretold = await page.evaluate(
      async (id) => strata.snapshots.predict(id, "remove"),
      await snapshotId(page, "second"),
    );
    await expect(question).toContainText(`Moves ${foretold.blockCount.toLocaleString("en")} block`);
    expect(await snapshotNames(page)).toHaveLength(3);
    await question.getByRole("button", { name: "Delete" }).click();
    await button("Undo").click();
    expect(await snapshotNames(page)).toHaveLength(3);
    await choose(page, "second", /^Delete Moves/);
    await question.getByRole("button", { name: "Delete" }).click();
    await button("Do it now").click();
    await expectMeasured(page, 4);
    const outcome = page.locator("strata-snapshot-outcome");
    await expect(outcome).toContainText("Deletion “second”");
    await expect(outcome).toContainText(`${foretold.blockCount.toLocaleString("en")} block`);
    await expect(outcome).toContainText("(as predicted)");
    expect(await snapshotNames(page)).toEqual(["the first", "third"]);
    expect(await digestAt(page, "the first")).toBe(first);
    expect(await digestAt(page, "third")).toBe(third);
  });

  await test.step("a linked and a full clone are other machines, and cost this one nothing", async () => {
    await choose(page, "third", /^Clone/);
    await page.getByLabel("Name of the new machine").fill("A copy");
    await page.getByRole("radio", { name: /^Full clone/ }).check();
    await card(page, "third").getByRole("button", { name: "Clone", exact: true }).click();
    await expectMeasured(page, 5);
    await choose(page, "third", /^Clone/);
    await card(page, "third").getByRole("button", { name: "Clone", exact: true }).click();
    await expectMeasured(page, 6);
    expect(await page.evaluate(() => strata.machines.list().map(({ name }) => name))).toEqual([
      "Linux",
      "A copy",
      "Clone of third",
    ]);
  });

  await test.step("merge into the one below: it stands in its place", async () => {
    await choose(page, "third", /^Merge/);
    await page
      .getByRole("group", { name: "Merge “third” into “the first”?" })
      .getByRole("button", { name: /^Merge/ })
      .click();
    await button("Do it now").click();
    await expectMeasured(page, 7);
    await expect(page.getByText("(as predicted)")).toBeVisible();
    expect(await snapshotNames(page)).toEqual(["third"]);
    expect(await page.evaluate(() => strata.snapshots.current()?.name)).toBe("third");
  });

  await test.step("flatten: it stands alone", async () => {
    await choose(page, "third", /^Make it stand alone/);
    await expectMeasured(page, 8);
    expect(await digestAt(page, "third")).toBe(third);
  });

  await test.step("the storage in detail: usage, machines, and a check of everything", async () => {
    const storage = page.locator("strata-storage");
    await page.getByText("Storage in detail").click();
    await expect(storage.getByRole("rowheader", { name: /third/ }).first()).toBeVisible();
    await expect(storage.getByRole("rowheader", { name: /^Machine/ })).toHaveCount(3);
    await button("Delete “A copy”").click();
    await page
      .getByRole("group", { name: "Delete the machine “A copy”?" })
      .getByRole("button", { name: "Delete" })
      .click();
    await expect(storage.getByRole("rowheader", { name: /^Machine/ })).toHaveCount(2);
    await button("Rename “Clone of third”").click();
    await page.getByLabel("New name of the machine “Clone of third”").fill("Twin");
    await page.keyboard.press("Enter");
    await expect(button("Delete “Twin”")).toBeVisible();
    expect(await page.evaluate(() => strata.machines.list().map(({ name }) => name))).toEqual([
      "Linux",
      "Twin",
    ]);
    await button("Check everything").click();
    await expect(storage.getByText(/All [\d,]+ records are whole\./)).toBeVisible();
    await page.getByText("What survives what").click();
    await expectAccessible(page);
    await expectNoSidewaysScroll(page, [320, 1024]);
  });

  await test.step("all of it outlives a reload", async () => {
    await page.reload();
    await expect(card(page, "third")).toBeVisible();
    expect(await page.evaluate(() => strata.disk.digest())).toBe(present);
  });

  expect(faults()).toEqual([]);
});
