import type { Page } from "@playwright/test";
import { expect, test } from "../support/e2e.ts";
import { openStrataPage } from "../support/strata-page.ts";

/** The picture in the canvas of graphic modes; empty while the screen shows text. */
const picture = (page: Page): Promise<string> =>
  page.evaluate(() => {
    const canvas = document.querySelector<HTMLCanvasElement>("canvas.machine-screen-graphics");
    return canvas === null || canvas.style.display === "none" ? "" : canvas.toDataURL();
  });

const rows = (page: Page): Promise<string> =>
  page.evaluate(() => document.querySelector(".machine-screen-text")?.textContent ?? "");

test("X1: the game starts from the disk, draws, and is played with the keyboard", async ({ profile }) => {
  test.setTimeout(180_000);
  const page = await profile.open();
  await openStrataPage(page);
  await page.evaluate(async () => {
    await strata.machine.reinstall("invaders");
    await strata.machine.powerOn();
  });

  await test.step("its title moves, in a graphic mode", async () => {
    await page.waitForFunction(() => strata.machine.state === "running", null, { timeout: 30_000 });
    await expect.poll(() => picture(page)).not.toBe("");
    const first = await picture(page);
    await expect.poll(() => picture(page)).not.toBe(first);
  });

  await test.step("a key begins it: invaders above, the ship below", async () => {
    await page.getByRole("button", { name: "Use the keyboard" }).click();
    await page.keyboard.press("Enter");
    await expect.poll(() => picture(page)).toBe("");
    await expect.poll(() => rows(page)).toContain("-*-");
    await expect.poll(() => rows(page)).toMatch(/\/\s\\/);
  });

  await test.step("the invaders march, and the ship follows the arrow keys", async () => {
    const before = await rows(page);
    await expect.poll(() => rows(page)).not.toBe(before);
    const place = async (): Promise<number> => (await rows(page)).search(/\/\s\\/) % 80;
    const start = await place();
    await page.keyboard.down("ArrowLeft");
    await expect.poll(place).toBeLessThan(start);
    await page.keyboard.up("ArrowLeft");
  });

  await test.step("a live snapshot keeps the game, and a revert goes on with it", async () => {
    const { id } = await page.evaluate(() => strata.snapshots.take({ name: "in the game" }));
    await page.evaluate(() => strata.machine.powerOff());
    await page.evaluate((snapshot) => strata.snapshots.revert(snapshot), id);
    await expect.poll(() => rows(page)).toMatch(/\/\s\\/);
    const before = await rows(page);
    await expect.poll(() => rows(page)).not.toBe(before);
  });

  await test.step("reset shows the title again", async () => {
    await page.evaluate(() => strata.machine.reset());
    await page.waitForFunction(() => strata.machine.state === "running", null, { timeout: 30_000 });
    await expect.poll(() => picture(page)).not.toBe("");
  });
});

test("X1: Basalt paints with the mouse", async ({ profile }) => {
  test.setTimeout(180_000);
  const page = await profile.open();
  await openStrataPage(page);
  await page.evaluate(async () => {
    await strata.machine.reinstall("basalt");
    await strata.machine.powerOn();
  });
  await page.waitForFunction(() => strata.machine.state === "running", null, { timeout: 30_000 });
  await page.evaluate(() => strata.machine.sendText("paint\r", { console: "serial" }));
  await expect.poll(() => picture(page)).not.toBe("");
  const empty = await paintedPoints(page);

  await page.getByRole("button", { name: "Use the keyboard" }).click();
  const glass = await page.locator("canvas.machine-screen-graphics").boundingBox();
  if (glass === null) throw new Error("Paint: no screen");
  const [x, y] = [glass.x + glass.width / 2, glass.y + glass.height / 2];
  await page.mouse.move(x, y);
  await page.mouse.down();
  for (let step = 1; step <= 20; step++) await page.mouse.move(x + 5 * step, y + (step % 5) * 4);
  await page.mouse.up();
  await expect.poll(() => paintedPoints(page)).toBeGreaterThan(empty + 100);

  await page.keyboard.press("q");
  await expect.poll(() => picture(page)).toBe("");
});

/** How many points of the graphic screen are not black. */
const paintedPoints = (page: Page): Promise<number> =>
  page.evaluate(() => {
    const canvas = document.querySelector<HTMLCanvasElement>("canvas.machine-screen-graphics");
    const context = canvas?.getContext("2d");
    if (!canvas || !context) return 0;
    const { data } = context.getImageData(0, 0, canvas.width, canvas.height);
    let count = 0;
    for (let at = 0; at < data.length; at += 4) if ((data[at] ?? 0) > 0) count++;
    return count;
  });
