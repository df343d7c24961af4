import type { Page } from "@playwright/test";
import { expect, test } from "../support/e2e.ts";
import { guest, openStrataPage } from "../support/strata-page.ts";
import { expectMeasured, snapshotNames, tabTo, watchPage } from "./page-watch.ts";

/** The accessible name, or else the text, of what has the focus, through all shadow roots. */
const focused = (page: Page): Promise<string> =>
  page.evaluate(() => {
    let element = document.activeElement;
    while (element?.shadowRoot?.activeElement) element = element.shadowRoot.activeElement;
    return (element?.ariaLabel ?? element?.textContent ?? "").trim().replace(/\s+/g, " ");
  });

test("every operation by keyboard only, and the focus is never lost", async ({ profile, baseURL }) => {
  const page = await profile.open();
  const faults = await watchPage(page, baseURL);
  const button = (name: string | RegExp) => page.getByRole("button", { name, exact: true });
  await openStrataPage(page);

  await test.step("skip to the machine and start it", async () => {
    await page.keyboard.press("Tab");
    expect(await focused(page)).toBe("Skip to the machine");
    await page.keyboard.press("Enter");
    expect(await focused(page)).toBe("Start the machine");
    await page.keyboard.press("Enter");
    await expect(button("Use the keyboard")).toBeFocused();
    await expect(page.getByText("Running", { exact: true })).toBeVisible();
  });

  await test.step("type in the guest, Tab included, and leave it by Ctrl and Alt", async () => {
    await page.keyboard.press("Enter");
    await expect(button(/^Release the keyboard/)).toBeVisible();
    await page.keyboard.type("touch /root/key");
    await page.keyboard.press("Enter");
    // The guest's shell completes the name: Tab is its key now.
    await page.keyboard.type("cp /root/ke");
    await page.keyboard.press("Tab");
    await page.keyboard.type(" /root/completed");
    await page.keyboard.press("Enter");
    await guest(page, "while ! test -e /root/completed; do sleep 0.05; done");
    await page.keyboard.press("Control+Alt");
    await expect(button("Use the keyboard")).toBeFocused();
  });

  await test.step("serial console, reached by the arrows of its tab", async () => {
    await page.keyboard.press("Shift+Tab");
    await expect(page.getByRole("tab", { name: "Screen" })).toBeFocused();
    await page.keyboard.press("ArrowRight");
    await expect(page.getByRole("tab", { name: "Serial console" })).toBeFocused();
    await expect(page.getByRole("textbox", { name: "Serial console of the machine" })).toBeAttached();
    await page.keyboard.press("Tab");
    await expect(page.getByRole("textbox", { name: "Serial console of the machine" })).toBeFocused();
    await page.keyboard.type("tty > /root/tty\n");
    await guest(page, "while ! test -s /root/tty; do sleep 0.05; done; sync");
    await page.keyboard.press("Control+Alt");
    await expect(page.getByRole("tab", { name: "Serial console" })).toBeFocused();
    await page.keyboard.press("ArrowLeft");
  });

  await test.step("take a snapshot", async () => {
    await tabTo(page, page.getByLabel("Name of the snapshot"));
    await page.keyboard.type("by keys");
    await page.keyboard.press("Enter");
    await expectMeasured(page, 1);
    expect(await snapshotNames(page)).toEqual(["by keys"]);
  });

  await test.step("revert: ask, think better of it, ask again, keep the present state, confirm", async () => {
    await guest(page, "rm /root/key; sync");
    await tabTo(page, button("Revert to “by keys”"));
    await page.keyboard.press("Enter");
    await expect(button("Revert")).toBeFocused();
    await page.keyboard.press("Escape");
    await expect(button("Revert to “by keys”")).toBeFocused();
    await page.keyboard.press("Enter");
    await page.keyboard.press("Enter");
    await expectMeasured(page, 3);
    await expect(button("Revert to “by keys”")).toBeFocused();
    expect(await snapshotNames(page)).toEqual(["by keys", "Before reverting to by keys"]);
    expect((await guest(page, "test -e /root/key")).exitCode).toBe(0);
    await expect(page.getByRole("status").filter({ hasText: /^Back at “by keys” after/ })).toBeAttached();
  });

  await test.step("discard without keeping", async () => {
    await guest(page, "touch /root/unwanted; sync");
    await button("Discard changes").focus();
    await page.keyboard.press("Enter");
    await page.keyboard.press("Shift+Tab");
    await expect(page.getByRole("checkbox", { name: /^Take a snapshot/ })).toBeFocused();
    await page.keyboard.press("Space");
    await page.keyboard.press("Tab");
    await page.keyboard.press("Enter");
    await expectMeasured(page, 4);
    expect((await guest(page, "test -e /root/unwanted")).exitCode).toBe(1);
    expect(await snapshotNames(page)).toHaveLength(2);
  });

  await test.step("copy every byte and cancel", async () => {
    await tabTo(page, button(/^Copy every byte/));
    await page.keyboard.press("Enter");
    await expect(button("Cancel")).toBeFocused();
    await page.keyboard.press("Enter");
    await expect(button(/^Copy every byte/)).toBeFocused();
    await expect(page.getByRole("status").filter({ hasText: "Cancelled." })).toBeVisible();
    await button("Dismiss").focus();
    await page.keyboard.press("Enter");
    await expect(button("Power off")).toBeFocused();
  });

  await test.step("the tables behind the drawings open", async () => {
    for (const name of ["As a table", "Every measurement (4)"]) {
      await tabTo(page, page.getByText(name, { exact: true }));
      await page.keyboard.press("Enter");
    }
    await expect(page.getByRole("table")).toHaveCount(2);
  });

  await test.step("power off, configure, power on", async () => {
    await button("Power off").focus();
    await page.keyboard.press("Enter");
    await page.keyboard.press("Shift+Tab");
    await page.keyboard.press("Space");
    await page.keyboard.press("Tab");
    await page.keyboard.press("Enter");
    await expect(button("Power on").last()).toBeFocused();
    await tabTo(page, page.getByLabel("Memory", { exact: true }));
    await page.keyboard.press("ArrowDown");
    await expect.poll(() => page.evaluate(() => strata.machine.config.ramMiB)).toBe(128);
    await button("Power on").last().focus();
    await page.keyboard.press("Enter");
    await expect(page.getByText("Starting", { exact: true })).toBeVisible();
    await expect(button("Power off")).toBeFocused();
  });

  expect(faults()).toEqual([]);
});

test("storage, machines and disks by keyboard only", async ({ profile, baseURL }) => {
  const page = await profile.open();
  const faults = await watchPage(page, baseURL);
  const button = (name: string) => page.getByRole("button", { name, exact: true });
  await openStrataPage(page);

  await test.step("choose a disk past the others, think better of it, and add it", async () => {
    const choice = page.getByRole("combobox", { name: "Second disk" });
    const disks = () => page.evaluate(() => strata.machine.config.disks.slice(1));
    await tabTo(page, choice);
    for (let step = 0; step < 4; step += 1) await page.keyboard.press("ArrowDown");
    await expect(choice).toHaveValue("64-thick");
    expect(await disks()).toEqual([]);
    await page.keyboard.press("Tab");
    await expect(button("Second disk Add")).toBeFocused();
    await page.keyboard.press("Enter");
    await expect(button("Add")).toBeFocused();
    await page.keyboard.press("Escape");
    await expect(button("Second disk Add")).toBeFocused();
    await page.keyboard.press("Shift+Tab");
    for (let step = 0; step < 3; step += 1) await page.keyboard.press("ArrowUp");
    await page.keyboard.press("Tab");
    await page.keyboard.press("Enter");
    await expect(button("Second disk Remove")).toBeFocused();
    expect(await disks()).toMatchObject([{ byteLength: 64 * 2 ** 20, provisioning: "thin" }]);
    await page.keyboard.press("Enter");
    await expect(button("Remove")).toBeFocused();
    await page.keyboard.press("Shift+Tab");
    await page.keyboard.press("Space");
    await page.keyboard.press("Tab");
    await page.keyboard.press("Enter");
    await expect(choice).toBeFocused();
    expect(await disks()).toEqual([]);
  });

  await test.step("unfold the storage, look into the freed space and overwrite it", async () => {
    await tabTo(page, page.getByText("Storage in detail", { exact: true }));
    await page.keyboard.press("Enter");
    await tabTo(page, button("Look for old bytes"));
    await page.keyboard.press("Enter");
    await expect(page.getByText(/^No (space is freed|old byte is left)/)).toBeVisible();
    await tabTo(page, button("Overwrite with zeros"));
    await page.keyboard.press("Enter");
    await expect(button("Overwrite with zeros").or(button("Cancel")).first()).toBeFocused();
  });

  await test.step("make an encrypted machine, think better of deleting it, open it", async () => {
    await button("New machine").focus();
    await page.keyboard.press("Enter");
    await expect(page.getByLabel("Name of the new machine")).toBeFocused();
    await page.keyboard.press("Escape");
    await expect(button("New machine")).toBeFocused();
    await page.keyboard.press("Enter");
    await page.keyboard.type("Secret");
    await page.keyboard.press("Tab");
    await page.keyboard.press("Space");
    await page.keyboard.press("Tab");
    await page.keyboard.press("Enter");
    await expect(button("New machine")).toBeFocused();
    await expect(button("Delete “Secret”")).toBeVisible();
    await page.keyboard.press("Shift+Tab");
    await expect(button("Delete “Secret”")).toBeFocused();
    await page.keyboard.press("Enter");
    await expect(button("Delete")).toBeFocused();
    await page.keyboard.press("Escape");
    await expect(button("Delete “Secret”")).toBeFocused();
    await page.keyboard.press("Shift+Tab");
    await page.keyboard.press("Shift+Tab");
    await page.keyboard.press("Enter");
    await expect.poll(() => page.evaluate(() => strata.machines.current().name)).toBe("Secret");
    await expect(page.getByRole("listitem").filter({ hasText: "open here" })).toBeFocused();
  });

  expect(faults()).toEqual([]);
});
