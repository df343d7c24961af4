import type { Page } from "@playwright/test";
import { expect, test } from "../support/e2e.ts";
import { boot, guest, openStrataPage } from "../support/strata-page.ts";
import { watchPage } from "./page-watch.ts";
import { run } from "./teaching-machine.ts";

const writtenBytes = (page: Page): Promise<number> =>
  page.evaluate(() => document.querySelector("strata-app")?.view?.disk.writtenBytes ?? Number.NaN);

test("the teaching Linux is chosen in the page, fetched as it is needed, and as quiet and breakable as the small one", async ({
  page,
  baseURL,
}) => {
  test.setTimeout(300_000);
  const faults = await watchPage(page, baseURL);
  const fetched = new Set<string>();
  page.on("request", (request) => {
    const part = /images\/(teaching-linux\/.*\.part)$/.exec(new URL(request.url()).pathname)?.[1];
    if (part !== undefined) fetched.add(part);
  });
  await openStrataPage(page);

  await test.step("choose it", async () => {
    await page.getByText("Storage in detail").click();
    await page.getByRole("button", { name: "New machine", exact: true }).click();
    const systems = page.getByRole("group", { name: "Its system" });
    await expect(systems.getByRole("radio", { name: /^Small Linux/ })).toBeChecked();
    await systems
      .getByRole("radio", { name: /^Teaching Linux.*A disk of 512\sMiB; 9\sMiB to fetch/s })
      .check();
    await page.getByLabel("Name of the new machine").fill("Class");
    await page.getByRole("button", { name: "Create", exact: true }).click();
    const row = page.getByRole("listitem").filter({ hasText: "Class" });
    await expect(row).toContainText("Teaching Linux");
    // Nothing is fetched for a machine that is not used.
    expect(fetched.size).toBe(0);
    await page.getByRole("button", { name: "Open “Class”" }).click();
    await expect(page.getByRole("heading", { name: "Machine: Class", exact: true })).toBeVisible();
    expect(await page.evaluate(() => strata.disk.size)).toBe(512 * 2 ** 20);
  });

  await test.step("image-unknown: what the site does not have is refused", async () => {
    const code = await page.evaluate(() =>
      strata.machines.create({ name: "x", image: "plan9" }).catch((error: { code: string }) => error.code),
    );
    expect(code).toBe("image-unknown");
    expect(await page.evaluate(() => strata.machines.list().length)).toBe(2);
  });

  await test.step("it boots, from some of its parts", async () => {
    const elapsedMs = await boot(page);
    test.info().annotations.push({ type: "boot", description: `${elapsedMs} ms, ${fetched.size} parts` });
    const { parts } = (await (await page.request.get("images/teaching-linux/manifest.json")).json()) as {
      parts: readonly unknown[];
    };
    expect(fetched.size).toBeGreaterThan(20);
    expect(fetched.size).toBeLessThan(parts.length / 2);
    expect(await run(page, "cat /etc/os-release")).toContain("Strata teaching Linux");
  });

  await test.step("P4: left alone it writes nothing", async () => {
    await run(page, "sync");
    await page.waitForTimeout(6_000);
    const before = await writtenBytes(page);
    expect(before).toBeGreaterThan(0);
    await page.waitForTimeout(40_000);
    expect(await writtenBytes(page)).toBe(before);
  });

  await test.step("S3: it breaks, and comes back from a snapshot", async () => {
    await run(page, "echo kept > /root/kept; sync");
    const { snapshot, clone } = await page.evaluate(async () => {
      const taken = await strata.snapshots.take({ name: "whole" });
      const { machine } = await strata.snapshots.clone(taken.id, { name: "Clone", linked: true });
      return { snapshot: taken.id, clone: machine };
    });
    await guest(page, "rm -rf /bin; sync");
    await expect(guest(page, "true")).rejects.toThrow();
    await page.evaluate((id) => strata.snapshots.revert(id), snapshot);
    expect(await run(page, "cat /root/kept; lua -v")).toMatch(/^kept\nLua 5\.4/);
    expect(
      await page.evaluate((id) => strata.machines.list().find((machine) => machine.id === id)?.image, clone),
    ).toBe("teaching-linux");
  });

  await test.step("it switches itself off, and the next page opens it again", async () => {
    await page.evaluate(() => strata.machine.sendText("poweroff\r", { console: "serial" }));
    await expect
      .poll(() => page.evaluate(() => strata.machine.state), { timeout: 60_000 })
      .toBe("stopped-by-guest");
    await page.reload();
    await page.evaluate(() => strata.ready);
    expect(await page.evaluate(() => strata.machines.current().image)).toBe("teaching-linux");
    await boot(page);
    expect(await run(page, "cat /root/kept")).toBe("kept\n");
    await page.evaluate(() => strata.machine.powerOff());
  });

  expect(faults()).toEqual([]);
});

test("an address names the system of the first machine, and of no other", async ({ page }) => {
  const present = () => page.evaluate(() => strata.ready.then(() => strata.machines.current().image));
  await page.goto("./?system=plan9");
  await expect(page.getByText("This site does not have the system")).toBeVisible();
  expect(await page.evaluate(() => strata.ready.catch((error: { code: string }) => error.code))).toBe(
    "image-unknown",
  );
  await page.goto("./?system=teaching-linux");
  expect(await present()).toBe("teaching-linux");
  await page.goto("./?system=linux");
  expect(await present()).toBe("teaching-linux");
});
