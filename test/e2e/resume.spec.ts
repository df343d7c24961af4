import type { Page } from "@playwright/test";
import { expect, test } from "../support/e2e.ts";
import { boot, guest, openStrataPage, shellVariable, typeInShell } from "../support/strata-page.ts";
import { watchPage } from "./page-watch.ts";

const stateOf = (page: Page) => page.evaluate(() => strata.ready.then(() => strata.machine.state));

async function reload(page: Page): Promise<void> {
  await page.reload();
  await page.evaluate(() => strata.ready);
}

test("Z1 Z2: the machine goes on where it was after a reload and after the browser's death, and from its disk when that has changed since", async ({
  profile,
  baseURL,
}) => {
  let page = await profile.open();
  const faults = await watchPage(page, baseURL);
  await openStrataPage(page);
  await boot(page);
  await typeInShell(page, "MARK=in-memory-only");
  expect(await shellVariable(page, "MARK")).toBe("in-memory-only");
  const { stdout: boottime } = await guest(page, "grep btime /proc/stat; sync");

  await test.step("a reload, running", async () => {
    await page.evaluate(() => strata.machine.suspend());
    await reload(page);
    expect(await stateOf(page)).toBe("running");
    await expect(page.getByText(/^resumed where it was, in /)).toBeVisible();
    expect(await shellVariable(page, "MARK")).toBe("in-memory-only");
    expect((await guest(page, "grep btime /proc/stat")).stdout.slice(0, 12)).toBe(boottime.slice(0, 12));
    await expect.poll(() => page.evaluate(() => strata.machine.clock.offsetMs ?? 1e9)).toBeLessThan(3000);
    await page.getByRole("tab", { name: "Serial console" }).click();
    await expect(page.locator("strata-console .xterm-rows")).toContainText("MARK=in-memory-only");
  });

  await test.step("a reload, paused, and from there on", async () => {
    await page.evaluate(() => strata.machine.pause());
    await page.evaluate(() => strata.machine.suspend());
    await reload(page);
    expect(await stateOf(page)).toBe("paused");
    await page.evaluate(() => strata.machine.resume());
    expect(await shellVariable(page, "MARK")).toBe("in-memory-only");
    expect(await page.evaluate(() => strata.storage.verify())).toMatchObject({ damages: [] });
  });
  expect(faults()).toEqual([]);

  await test.step("the browser's death", async () => {
    await page.evaluate(() => strata.machine.pause());
    await page.evaluate(() => strata.machine.suspend());
    await profile.crash();
    page = await profile.open();
    await openStrataPage(page);
    expect(await stateOf(page)).toBe("paused");
    await page.evaluate(() => strata.machine.resume());
    expect(await shellVariable(page, "MARK")).toBe("in-memory-only");
  });

  await test.step("a death after a write that was made durable", async () => {
    await page.evaluate(() => strata.machine.suspend());
    await guest(page, "echo later > /root/later; sync");
    await page.evaluate(() => strata.machine.pause());
    await profile.crash();
    page = await profile.open();
    await openStrataPage(page);
    expect(await stateOf(page)).toBe("off");
    await boot(page);
    expect((await guest(page, "cat /root/later")).stdout).toBe("later\n");
  });

  await test.step("a machine that was switched off stays so", async () => {
    await page.evaluate(() => strata.machine.suspend());
    await page.evaluate(() => strata.machine.powerOff());
    await reload(page);
    expect(await stateOf(page)).toBe("off");
  });
});
