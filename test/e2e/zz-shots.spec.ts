import { test } from "../support/e2e.ts";
import { openStrataPage } from "../support/strata-page.ts";

test("shots", async ({ profile }) => {
  test.setTimeout(200_000);
  const page = await profile.open();
  await openStrataPage(page);
  await page.getByRole("button", { name: "Install", exact: true }).click();
  for (const [w, h, s] of [
    [1440, 1000, "light"],
    [1024, 900, "dark"],
    [390, 900, "light"],
  ] as const) {
    await page.setViewportSize({ width: w, height: h });
    await page.emulateMedia({ colorScheme: s });
    await page.locator("strata-install").scrollIntoViewIfNeeded();
    await page.screenshot({ path: `/tmp/other-work/shot-ask-${w}-${s}.png` });
  }
  await page.setViewportSize({ width: 1440, height: 1000 });
  await page.getByRole("button", { name: "Install and start" }).click();
  await page.locator("strata-install progress").waitFor();
  await page.waitForTimeout(1500);
  await page.screenshot({ path: `/tmp/other-work/shot-progress.png` });
  await page.waitForFunction(() => strata.machine.state === "running", null, { timeout: 60_000 });
  await page.waitForTimeout(1000);
  await page.screenshot({ path: `/tmp/other-work/shot-basalt.png`, fullPage: true });
  await page.evaluate(() => strata.machine.sendText("cpu\nmem\ndisk\n"));
  await page.waitForTimeout(4000);
  await page.screenshot({ path: `/tmp/other-work/shot-basalt2.png` });
  await page.getByRole("tab", { name: "Serial console" }).click();
  await page.waitForTimeout(1500);
  await page.evaluate(() => strata.machine.sendText("clear\rhelp\r", { console: "serial" }));
  await page.waitForTimeout(2500);
  await page.screenshot({ path: `/tmp/other-work/shot-serial.png` });
  await page.getByRole("tab", { name: "Screen" }).click();
  await page.evaluate(() => strata.machine.sendText("lava\n"));
  await page.waitForTimeout(2500);
  await page.screenshot({ path: `/tmp/other-work/shot-lava.png` });
});
