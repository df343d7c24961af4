import type { Page } from "@playwright/test";
import { expect, test } from "../support/e2e.ts";
import { boot, guest, openStrataPage } from "../support/strata-page.ts";
import { card, expectMeasured, snapshotNames, watchPage } from "./page-watch.ts";

const button = (page: Page, name: string | RegExp) => page.getByRole("button", { name, exact: true });
const title = (page: Page, name: string) =>
  page.getByRole("heading", { name: `Machine: ${name}`, exact: true });
const openName = (page: Page) => page.evaluate(() => strata.machines.current().name);
const row = (page: Page, name: string) =>
  page.getByRole("listitem").filter({ hasText: name }).filter({ hasText: "made" });

test("machines are created, opened, kept over a reload, and removed", async ({ profile, baseURL }) => {
  const page = await profile.open();
  const faults = await watchPage(page, baseURL);
  await openStrataPage(page);
  expect(new URL(page.url()).search).toBe("");
  await page.evaluate(() => strata.snapshots.take({ name: "of the first" }));
  await expectMeasured(page, 1);
  const first = await page.evaluate(() => strata.machines.current().id);

  await test.step("create one", async () => {
    await page.getByText("Storage in detail").click();
    await button(page, "New machine").click();
    const field = page.getByLabel("Name of the new machine");
    await expect(field).toHaveValue("Machine 2");
    await field.fill("Second");
    await page.keyboard.press("Enter");
    await expect(row(page, "Second")).toBeVisible();
    await expect(button(page, "New machine")).toBeFocused();
    expect(await openName(page)).toBe("Linux");
  });

  await test.step("V4: open it while the first is off: everything is about it", async () => {
    await button(page, "Open “Second”").click();
    await expect(title(page, "Second")).toBeVisible();
    await expect(row(page, "Second")).toContainText("open here");
    await expect(row(page, "Second")).toBeFocused();
    expect(await snapshotNames(page)).toEqual([]);
    await expect(card(page, "of the first")).toHaveCount(0);
    await expect(page.getByText(/^Every measurement/)).toHaveCount(0);
    expect(await page.evaluate(() => strata.disk.layers().length)).toBe(1);
  });

  await test.step("it runs, with its own disk and on the same consoles", async () => {
    await boot(page);
    await guest(page, "echo second > /root/whose; sync");
    await page.getByRole("tab", { name: "Serial console" }).click();
    await page.getByLabel("Type text into the machine").fill("echo $((6*7))");
    await button(page, "Type").click();
    await expect(page.getByRole("tabpanel")).toContainText("42");
    await page.evaluate(() => strata.snapshots.take({ name: "of the second" }));
  });

  await test.step("V4: while it is on, opening another is refused, and the page asks", async () => {
    const refusal = await page.evaluate(
      (id) => strata.machines.open(id).catch((error: { code: string }) => error.code),
      first,
    );
    expect(refusal).toBe("machine-state");
    await guest(page, "echo memory > /tmp/memory");
    await button(page, "Open “Linux”").click();
    const question = page.getByRole("group", { name: "Open “Linux”?" });
    await expect(question).toContainText("“Second” is on, and will be switched off.");
    await question.getByRole("button", { name: "Cancel" }).click();
    expect(await page.evaluate(() => strata.machine.state)).toBe("running");
    await button(page, "Open “Linux”").click();
    await expect(question.getByRole("checkbox")).toBeChecked();
    await question.getByRole("button", { name: "Switch off and open" }).click();
    await expect(title(page, "Linux")).toBeVisible();
    expect(await page.evaluate(() => strata.machine.state)).toBe("off");
    expect(await snapshotNames(page)).toEqual(["of the first"]);
    await expectMeasured(page, 1);
  });

  await test.step("the one that is open stays so over a reload, and what it was left with is there", async () => {
    await button(page, "Open “Second”").click();
    await expect(title(page, "Second")).toBeVisible();
    await page.reload();
    await expect(title(page, "Second")).toBeVisible();
    expect(await snapshotNames(page)).toEqual(["of the second", "Before opening Linux"]);
    await card(page, "Before opening Linux")
      .getByRole("button", { name: /^Start from here/ })
      .click();
    await page
      .getByRole("group", { name: /^Start from/ })
      .getByRole("button", { name: "Start from here" })
      .click();
    await expect(page.getByText("Running", { exact: true })).toBeVisible();
    expect((await guest(page, "cat /tmp/memory /root/whose")).stdout).toBe("memory\nsecond\n");
    await page.evaluate(() => strata.machine.powerOff());
  });

  await test.step("an address without a machine opens the one that was open last", async () => {
    await page.goto("./");
    await expect(title(page, "Second")).toBeVisible();
    await page.goto(`./?machine=${first}`);
    await expect(title(page, "Linux")).toBeVisible();
  });

  await test.step("remove the other, and an address that names it opens what is there", async () => {
    const second = await page.evaluate(() => strata.machines.list()[1]?.id);
    await page.getByText("Storage in detail").click();
    await button(page, "Delete “Second”").click();
    await page
      .getByRole("group", { name: "Delete the machine “Second”?" })
      .getByRole("button", { name: "Delete" })
      .click();
    await expect(row(page, "Second")).toHaveCount(0);
    await page.goto(`./?machine=${second}`);
    await expect(title(page, "Linux")).toBeVisible();
    await boot(page);
    expect((await guest(page, "cat /root/whose")).exitCode).not.toBe(0);
  });

  expect(faults()).toEqual([]);
});

test("a looker looks at another machine than the one that runs, and takes that one over", async ({
  profile,
}) => {
  const page = await profile.open();
  await openStrataPage(page);
  await page.evaluate(async () => {
    await strata.snapshots.take({ name: "of the first" });
    const { id } = await strata.machines.create({ name: "Second" });
    await strata.machines.open(id);
    await strata.snapshots.take({ name: "of the second" });
  });
  const other = await page.context().newPage();
  await other.goto("./");
  await expect(other.getByRole("heading", { name: "Snapshots of “Second”" })).toBeVisible();
  await other.getByText("Storage in detail").click();
  await expect(button(other, "Delete “Linux”")).toHaveCount(0);
  await button(other, "Look at “Linux”").click();
  await expect(card(other, "of the first")).toBeVisible();
  await expect(card(other, "of the second")).toHaveCount(0);
  await button(other, "Take over").click();
  await expect(title(other, "Linux")).toBeVisible();
  await expect(page.getByRole("heading", { name: "Snapshots of “Second”" })).toBeVisible();
});
