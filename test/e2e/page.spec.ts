import { expect, test } from "../support/e2e.ts";
import { guest, openStrataPage } from "../support/strata-page.ts";
import { card, expectMeasured, expectNoSidewaysScroll, snapshotNames, watchPage } from "./page-watch.ts";

test("the whole page by mouse: start, type, break, revert, copy, configure, come back", async ({
  profile,
  baseURL,
}) => {
  const page = await profile.open();
  const faults = await watchPage(page, baseURL);
  const button = (name: string | RegExp) => page.getByRole("button", { name, exact: true });
  const isThere = async (path: string): Promise<boolean> =>
    (await guest(page, `test -e ${path}`)).exitCode === 0;
  const appears = (path: string) => guest(page, `while ! test -e ${path}; do sleep 0.05; done`);
  await openStrataPage(page);

  await test.step("start", async () => {
    await button("Start the machine").click();
    await expect(page.getByText("Running", { exact: true })).toBeVisible();
    await expect(page.getByText(/^booted in/)).toBeVisible();
  });

  await test.step("what is typed on the screen's keyboard arrives in the guest, and only while it is captured", async () => {
    await page.getByRole("group", { name: "Screen of the machine" }).click();
    await expect(button(/^Release the keyboard/)).toBeVisible();
    await page.keyboard.type("touch /root/screen");
    await page.keyboard.press("Enter");
    await appears("/root/screen");
    await button(/^Release the keyboard/).click();
    await expect(button("Use the keyboard")).toBeVisible();
    await page.keyboard.type("touch /root/not-for-the-guest");
    await page.keyboard.press("Enter");
    await page.getByLabel("Type text into the machine").fill("touch '/root/by field'; sync");
    await button("Type").click();
    await appears("'/root/by field'");
    expect(await isThere("/root/not-for-the-guest")).toBe(false);
  });

  await test.step("the serial console is a terminal, and the field types into what is in sight", async () => {
    await page.getByRole("tab", { name: "Serial console" }).click();
    await page.getByRole("textbox", { name: "Serial console of the machine" }).focus();
    await page.keyboard.type("tty > /root/by-console; echo $((6*7))\n");
    await expect(page.getByRole("tabpanel")).toContainText("42");
    await page.getByLabel("Type text into the machine").fill("tty > /root/by-field");
    await button("Type").click();
    await appears("/root/by-field");
    expect((await guest(page, "cat /root/by-console /root/by-field")).stdout).toBe(
      "/dev/ttyS0\n/dev/ttyS0\n",
    );
    await page.getByRole("tab", { name: "Screen" }).click();
  });

  await test.step("take a snapshot", async () => {
    await page.getByLabel("Name of the snapshot").fill("fresh");
    await button("Take snapshot").click();
    await expect(card(page, "fresh")).toContainText("durable after");
    await expect(page.getByLabel("Name of the snapshot")).toHaveValue("");
    await expectMeasured(page, 1);
    expect(await snapshotNames(page)).toEqual(["fresh"]);
  });

  await test.step("break it, and revert with two clicks, the present state kept", async () => {
    await guest(page, "rm -rf /root/screen; sync");
    await card(page, "fresh").getByRole("button", { name: "Revert to “fresh”" }).click();
    const question = page.getByRole("group", { name: "Revert to “fresh”?" });
    await expect(question.getByRole("checkbox", { name: /^Take a snapshot/ })).toBeChecked();
    expect(await snapshotNames(page)).toEqual(["fresh"]);
    await question.getByRole("button", { name: "Revert" }).click();
    await expectMeasured(page, 3);
    await expect(question).toBeHidden();
    expect(await snapshotNames(page)).toEqual(["fresh", "Before reverting to fresh"]);
    expect(await page.evaluate(() => strata.snapshots.current()?.name)).toBe("fresh");
    expect(await isThere("/root/screen")).toBe(true);
  });

  await test.step("a question can be answered no", async () => {
    await card(page, "Before reverting to fresh")
      .getByRole("button", { name: /^Revert/ })
      .click();
    await page.getByRole("button", { name: "Cancel" }).click();
    await expect(page.getByRole("group", { name: /^Revert to/ })).toBeHidden();
    expect(await page.evaluate(() => strata.snapshots.current()?.name)).toBe("fresh");
  });

  await test.step("discard the changes, and nothing is kept of them", async () => {
    await guest(page, "touch /root/unwanted; sync");
    await button("Discard changes").click();
    const question = page.getByRole("group", { name: "Discard the changes?" });
    await question.getByRole("checkbox").uncheck();
    await question.getByRole("button", { name: "Discard changes" }).click();
    await expectMeasured(page, 4);
    expect(await isThere("/root/unwanted")).toBe(false);
    expect(await snapshotNames(page)).toHaveLength(2);
  });

  await test.step("a full copy shows its progress and can be cancelled", async () => {
    await button(/^Copy every byte/).click();
    await expect(page.getByRole("progressbar", { name: "Copying every byte of the disk" })).toBeVisible();
    await button("Cancel").click();
    await expect(page.getByRole("status").filter({ hasText: "Cancelled." })).toBeVisible();
    await button("Dismiss").click();
    await expect(page.getByRole("status").filter({ hasText: "Cancelled." })).toBeHidden();
    await expectMeasured(page, 4);
    await button(/^Copy allocated blocks only/).click();
    await expectMeasured(page, 5);
  });

  await test.step("no width makes the page scroll sideways", () =>
    expectNoSidewaysScroll(page, [320, 390, 1024, 1440]));

  await test.step("pause and go on", async () => {
    await button("Pause").click();
    await expect(button("Resume")).toBeVisible();
    expect(await page.evaluate(() => strata.machine.state)).toBe("paused");
    await button("Resume").click();
    await expect(button("Pause")).toBeVisible();
  });

  await test.step("power off, give it another memory and card, power on", async () => {
    await button("Power off").click();
    const question = page.getByRole("group", { name: "Power off?" });
    await question.getByRole("checkbox").uncheck();
    await question.getByRole("button", { name: "Power off" }).click();
    await page.getByLabel("Memory", { exact: true }).selectOption("128 MiB");
    await page.getByLabel("Network card").selectOption("NE2000");
    await button("Power on").last().click();
    await expect(page.getByText("Running", { exact: true })).toBeVisible();
    expect(await page.evaluate(() => strata.machine.config)).toMatchObject({ ramMiB: 128, nic: "ne2k" });
    const { stdout } = await guest(page, "awk '/MemTotal/ { print int($2 / 1024) }' /proc/meminfo");
    expect(Number(stdout)).toBeGreaterThan(100);
  });

  await test.step("a reload in the middle of a copy keeps the snapshots and where one is", async () => {
    await button(/^Copy every byte/).click();
    await expect(button("Cancel")).toBeVisible();
    await page.reload();
    await expect(card(page, "fresh")).toBeVisible();
    await expect(card(page, "Before reverting to fresh")).toBeVisible();
    await expect(page.getByText(/since “fresh”/)).toBeVisible();
    await expect(page.getByText("Off", { exact: true })).toBeVisible();
    await expect(page.getByLabel("Memory", { exact: true })).toHaveValue("128");
  });

  expect(faults()).toEqual([]);
});
