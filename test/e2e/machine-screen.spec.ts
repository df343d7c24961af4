import type { Page } from "@playwright/test";
import { expect, test } from "../support/e2e.ts";
import { guest } from "../support/strata-page.ts";
import { watchPage } from "./page-watch.ts";

/** Width and height of a PNG, from its header. */
const pngSize = (bytes: Buffer): readonly number[] => {
  expect(bytes.subarray(1, 4).toString()).toBe("PNG");
  return [bytes.readUInt32BE(16), bytes.readUInt32BE(20)];
};

/** Width and height at which the emulator's element is drawn. */
const drawnSize = (page: Page): Promise<readonly number[]> =>
  page.evaluate(() => {
    const screen = document.querySelector<HTMLElement>('strata-app > [slot="screen"]');
    return [screen?.offsetWidth ?? 0, screen?.offsetHeight ?? 0];
  });

test("the screen is drawn at the size that is chosen, fills the display, and is given away as a picture", async ({
  page,
  baseURL,
}) => {
  const faults = await watchPage(page, baseURL);
  await page.context().grantPermissions(["clipboard-read", "clipboard-write"]);
  await page.goto("./?start=prepared");
  await page.evaluate(() => strata.ready);
  await page.waitForFunction(() => strata.machine.state === "running");
  const scale = page.getByRole("combobox", { name: "Size of the screen" });

  await test.step("sizes", async () => {
    const [fitted = 0] = await drawnSize(page);
    await scale.selectOption("1×");
    await expect.poll(() => drawnSize(page)).toEqual([720, 400]);
    await scale.selectOption("2×");
    await expect.poll(() => drawnSize(page)).toEqual([1440, 800]);
    expect(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth)).toBe(true);
    await scale.selectOption("Fit, crisp");
    await expect.poll(() => drawnSize(page)).toEqual([720, 400]);
    await page.reload();
    await expect(scale).toHaveValue("crisp");
    await scale.selectOption("Fit");
    await expect.poll(async () => (await drawnSize(page))[0]).toBe(fitted);
  });

  await test.step("pictures", async () => {
    await page.evaluate(() => strata.snapshots.discardChanges());
    await page.waitForFunction(() => strata.machine.state === "running");
    const started = page.waitForEvent("download");
    await page.getByRole("button", { name: "Save a picture of the screen" }).click();
    const download = await started;
    expect(download.suggestedFilename()).toBe("Linux.png");
    const chunks: Buffer[] = [];
    for await (const chunk of await download.createReadStream()) chunks.push(chunk as Buffer);
    expect(pngSize(Buffer.concat(chunks))).toEqual([640, 400]);
    await page.getByRole("button", { name: "Copy a picture of the screen" }).click();
    await expect(page.getByRole("status").filter({ hasText: "in the clipboard" })).toBeVisible();
    const copied = await page.evaluate(async () => {
      const [item] = await navigator.clipboard.read();
      return [
        ...new Uint8Array((await (await item?.getType("image/png"))?.arrayBuffer()) ?? new ArrayBuffer(0)),
      ];
    });
    expect(pngSize(Buffer.from(copied))).toEqual([640, 400]);
  });

  await test.step("full screen, with the way out in sight", async () => {
    await page.getByRole("button", { name: "Full screen", exact: true }).click();
    const leave = page.getByRole("button", { name: "Leave full screen" });
    await expect(leave).toBeVisible();
    const viewport = page.viewportSize();
    await expect.poll(async () => (await drawnSize(page))[0]).toBeGreaterThan((viewport?.width ?? 0) * 0.7);
    await leave.click();
    await expect(page.getByRole("button", { name: "Full screen", exact: true })).toBeVisible();
  });

  await test.step("both consoles at once, and the switch for screen readers", async () => {
    await page.getByRole("tab", { name: "Both" }).click();
    await expect(page.getByRole("tabpanel")).toHaveCount(2);
    await page.getByRole("textbox", { name: "Serial console of the machine" }).focus();
    await page.keyboard.type("tty > /root/tty\n");
    expect((await guest(page, "while ! test -s /root/tty; do sleep 0.05; done; cat /root/tty")).stdout).toBe(
      "/dev/ttyS0\n",
    );
    await expect(page.locator(".xterm-accessibility")).toHaveCount(1);
    await page.getByRole("checkbox", { name: "For screen readers" }).uncheck();
    await expect(page.locator(".xterm-accessibility")).toHaveCount(0);
  });
  expect(faults()).toEqual([]);
});
