import type { Page } from "@playwright/test";
import { expect, test } from "../support/e2e.ts";
import { boot, guest, openStrataPage } from "../support/strata-page.ts";
import { card, expectNoSidewaysScroll, snapshotNames, tabTo, watchPage } from "./page-watch.ts";

const heading = (page: Page, name: string) => page.getByRole("heading", { name, exact: true });
const button = (page: Page, name: string | RegExp) => page.getByRole("button", { name, exact: true });

/** What is asked of `strata` in a page that only looks: the code of the refusal, or what it resolved with. */
const refusalOf = (page: Page, what: "take" | "powerOn" | "remove" | "create" | "verify"): Promise<unknown> =>
  page.evaluate(async (asked) => {
    const id = strata.machines.current().id;
    const work = {
      take: () => strata.snapshots.take({ name: "refused" }),
      powerOn: () => strata.machine.powerOn(),
      remove: () => strata.machines.remove(id),
      create: () => strata.machines.create({ name: "refused" }),
      verify: () => strata.storage.verify(),
    }[asked]();
    return work.then(
      () => "done",
      (error: { code: string }) => error.code,
    );
  }, what);

test("P3: a second tab is told, looks, and follows what the first one changes; nothing can be changed there", async ({
  profile,
  baseURL,
}) => {
  const page = await profile.open();
  const faults = await watchPage(page, baseURL);
  await openStrataPage(page);
  await page.evaluate(() => strata.snapshots.take({ name: "before" }));
  const other = await page.context().newPage();
  const otherFaults = await watchPage(other, baseURL);
  await other.goto("./");
  await expect(heading(other, "Another tab has the machine")).toBeVisible();
  await expect(other.getByText("“Linux” is open there, and off.")).toBeVisible();
  await expect(card(other, "before")).toBeVisible();
  await expect(other.getByRole("heading", { name: "Disk" })).toBeVisible();
  for (const name of [
    "Take snapshot",
    "Discard changes",
    "Revert to “before”",
    "More for “before”",
    "Power on",
  ])
    await expect(button(other, name)).toHaveCount(0);
  for (const what of ["take", "powerOn", "remove", "create", "verify"] as const)
    expect(await refusalOf(other, what), what).toBe("store-in-use");
  expect(await other.evaluate(() => strata.ready.catch((error: { code: string }) => error.code))).toBe(
    "store-in-use",
  );

  const { id } = await page.evaluate(() => strata.snapshots.take({ name: "while looking" }));
  await expect(card(other, "while looking")).toBeVisible();
  expect(await snapshotNames(other)).toEqual(["before", "while looking"]);
  const digestAt = (from: Page) => from.evaluate((at) => strata.disk.digest({ at }), id);
  expect(await digestAt(other)).toBe(await digestAt(page));
  await page.evaluate(async (gone) => {
    await strata.snapshots.rename(strata.snapshots.list()[0]?.id as never, "renamed");
    await strata.snapshots.remove(gone as never);
  }, id);
  await expect(card(other, "renamed")).toBeVisible();
  await expect(card(other, "while looking")).toHaveCount(0);
  await expectNoSidewaysScroll(other, [320, 390, 1024, 1440]);
  expect(await page.evaluate(() => strata.machines.list().length)).toBe(1);
  expect([...faults(), ...otherFaults()]).toEqual([]);
});

test("P3: a looker sees what the running guest writes, and that it runs", async ({ profile }) => {
  const page = await profile.open();
  await openStrataPage(page);
  const other = await page.context().newPage();
  await other.goto("./");
  await boot(page);
  await expect(other.getByText("“Linux” is switched on there.")).toBeVisible();
  await guest(page, "echo written > /root/file; sync");
  const countOf = (from: Page) =>
    from.evaluate(() => strata.disk.layers().map(({ blockCount }) => blockCount));
  await page.evaluate(() => strata.machine.pause());
  await expect.poll(() => countOf(other)).toEqual(await countOf(page));
  await page.evaluate(() => strata.snapshots.take({ name: "live" }));
  await expect(card(other, "live")).toContainText("Live");
  await page.evaluate(() => strata.machine.powerOff());
  await expect(other.getByText("“Linux” is open there, and off.")).toBeVisible();
});

test("P3, P4, Z1: a running machine is taken over with a snapshot of it first, where it was, and back; what the guest wrote is durable", async ({
  profile,
  baseURL,
}) => {
  const page = await profile.open();
  const faults = await watchPage(page, baseURL);
  await openStrataPage(page);
  await boot(page);
  const other = await page.context().newPage();
  const otherFaults = await watchPage(other, baseURL);
  await other.goto("./");
  await expect(other.getByText("“Linux” is switched on there.")).toBeVisible();
  await guest(page, "echo memory > /tmp/file; echo disk > /root/file; sync");

  await tabTo(other, button(other, "Take over"));
  await other.keyboard.press("Enter");
  const question = other.getByRole("group", { name: "Take “Linux” over?" });
  await expect(question.getByRole("checkbox")).toBeChecked();
  await other.keyboard.press("Escape");
  await expect(question).toBeHidden();
  await expect(button(other, "Take over")).toBeFocused();
  await other.keyboard.press("Enter");
  await question.getByRole("button", { name: "Take over" }).click();
  await expect(card(other, "Before taking over")).toBeVisible();
  await expect(button(other, "Take snapshot")).toBeVisible();
  expect(await other.evaluate(() => strata.machine.state)).toBe("running");
  expect((await guest(other, "cat /tmp/file /root/file")).stdout).toBe("memory\ndisk\n");

  await expect(heading(page, "Another tab has taken the machine over")).toBeVisible();
  await expect(card(page, "Before taking over")).toBeVisible();
  await expect(button(page, "Take snapshot")).toHaveCount(0);
  await expect(button(page, "Take it back")).toBeFocused();
  expect(await refusalOf(page, "powerOn")).toBe("store-in-use");
  await guest(other, "rm /tmp/file");
  await other.evaluate(() => strata.snapshots.revert(strata.snapshots.list()[0]?.id as never));
  expect((await guest(other, "cat /tmp/file /root/file")).stdout).toBe("memory\ndisk\n");
  await other.evaluate(() => strata.machine.powerOff());

  await button(page, "Take it back").click();
  await expect(button(page, "Take snapshot")).toBeVisible();
  await expect(heading(other, "Another tab has taken the machine over")).toBeVisible();
  await page.evaluate(() => strata.snapshots.take({ name: "after all" }));
  await expect(card(other, "after all")).toBeVisible();
  expect([...faults(), ...otherFaults()]).toEqual([]);
});

test("P3: a looker is told when the tab that writes is closed, and continues without a reload", async ({
  profile,
  baseURL,
}) => {
  const page = await profile.open();
  await openStrataPage(page);
  await page.evaluate(() => strata.snapshots.take({ name: "kept" }));
  const other = await page.context().newPage();
  const faults = await watchPage(other, baseURL);
  await other.goto("./");
  await expect(card(other, "kept")).toBeVisible();
  await other.evaluate(() => {
    (globalThis as { isSamePage?: boolean }).isSamePage = true;
    // As after a stay in the browser's history.
    for (const type of ["pagehide", "pageshow"])
      dispatchEvent(new PageTransitionEvent(type, { persisted: true }));
  });
  await page.close();
  await expect(heading(other, "No other tab has the machine any more")).toBeVisible();
  await button(other, "Continue here").click();
  await expect(button(other, "Power on").first()).toBeVisible();
  await boot(other);
  await guest(other, "echo here > /root/here; sync");
  expect(await other.evaluate(() => (globalThis as { isSamePage?: boolean }).isSamePage)).toBe(true);
  expect(faults()).toEqual([]);
});

test("P3: a page that the browser kept in its history goes on when nobody wrote meanwhile, and looks when somebody did", async ({
  profile,
}) => {
  const page = await profile.open();
  await openStrataPage(page);
  await boot(page);
  const other = await page.context().newPage();
  await other.goto("./");
  await expect(heading(other, "Another tab has the machine")).toBeVisible();
  /** Acts as the browser does with a page that it freezes and shows again. */
  const transition = (kind: "pagehide" | "pageshow") =>
    page.evaluate((type) => {
      dispatchEvent(new PageTransitionEvent(type, { persisted: true }));
    }, kind);
  await transition("pagehide");
  await expect(heading(other, "No other tab has the machine any more")).toBeVisible();
  await transition("pageshow");
  await expect(heading(other, "Another tab has the machine")).toBeVisible();
  await guest(page, "echo on > /root/on; sync");

  await transition("pagehide");
  await button(other, "Continue here").click();
  await expect(button(other, "Take snapshot")).toBeVisible();
  await other.evaluate(() => strata.snapshots.take({ name: "meanwhile" }));
  await transition("pageshow");
  await expect(heading(page, "Another tab has taken the machine away")).toBeVisible();
  await expect(card(page, "meanwhile")).toBeVisible();
  expect(await refusalOf(page, "take")).toBe("store-in-use");
  expect(await snapshotNames(other)).toEqual(["meanwhile"]);
});

test("storage that is deleted under a running page stops the machine, says so, and offers to start afresh", async ({
  profile,
}) => {
  const page = await profile.open();
  await openStrataPage(page);
  await boot(page);
  const other = await page.context().newPage();
  await other.goto("./");
  await other.evaluate(() => strata.ready.catch(() => undefined));
  const session = await page.context().newCDPSession(page);
  const origin = new URL(page.url()).origin;
  await session.send("Storage.clearDataForOrigin", { origin, storageTypes: "indexeddb" });
  await expect(page.getByRole("alert")).toContainText("deleted this page’s storage");
  expect(await page.evaluate(() => strata.machine.state)).toBe("off");
  await expect(button(page, "Take snapshot")).toHaveCount(0);
  await expect(other.getByRole("alert")).toContainText("deleted this page’s storage");
  await other.close();
  await button(page, "Reload the page").click();
  await expect(button(page, "Start the machine")).toBeVisible();
});
