import { AxeBuilder } from "@axe-core/playwright";
import { expect, test } from "../support/e2e.ts";
import { guest } from "../support/strata-page.ts";
import { tabTo, watchPage } from "./page-watch.ts";

const tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"];

/** A block that the guest's file system does not use, on the disk as it is shipped. */
const BLOCK = 65_000;
const WRITE_BLOCK = `echo marked-by-the-guest | dd of=/dev/sda bs=4096 seek=${BLOCK} conv=notrunc,fsync 2>/dev/null`;
const READ_BLOCK = `blockdev --flushbufs /dev/sda; dd if=/dev/sda bs=4096 skip=${BLOCK} count=1 of=/dev/null 2>/dev/null`;

test("B1 B2 B3: by keyboard alone: the map shows who answers, a block shows its bytes and layers, and the walk ends at the right one", async ({
  profile,
  baseURL,
}) => {
  const page = await profile.open();
  const faults = await watchPage(page, baseURL);
  await page.goto("./?start=prepared");
  await page.evaluate(() => strata.ready);
  await page.waitForFunction(() => strata.machine.state === "running");
  const map = page.getByRole("slider", { name: "Block map" });
  const number = page.getByRole("textbox", { name: /^Block number/ });
  const dump = page.getByRole("region", { name: /^What the copy contains of/ });
  await guest(page, WRITE_BLOCK);
  const frozen = await page.evaluate(async () => {
    const sign = strata.disk.layers().length - 1;
    await strata.snapshots.take({ name: "marked" });
    return String.fromCharCode("A".charCodeAt(0) + sign);
  });

  await test.step("type a block's number: its layers and its bytes are there", async () => {
    await tabTo(page, number);
    await page.keyboard.type(`${BLOCK}x`);
    await page.keyboard.press("Enter");
    const outside = page.getByText("This disk has the blocks 0 to 65,535.");
    await expect(outside).toBeVisible();
    await page.keyboard.press("Backspace");
    await page.keyboard.press("Enter");
    await expect(page.getByText(`A read is answered by: Layer ${frozen}.`)).toBeVisible();
    await expect(dump).toContainText("marked-b");
    await expect(page.getByText(/^The active layer has no copy\. Were a part/)).toBeVisible();
    await expect(outside).toHaveCount(0);
  });

  await test.step("zoom to one block on the map", async () => {
    await tabTo(page, map, "Shift+Tab");
    for (let step = 0; step < 12; step += 1) await page.keyboard.press("+");
    await expect(map).toHaveAttribute("aria-valuenow", String(BLOCK));
    await expect(map).toHaveAttribute("aria-valuetext", `Block 65,000: Layer ${frozen}`);
    await page.keyboard.press("ArrowLeft");
    await expect(map).toHaveAttribute("aria-valuetext", "Block 64,999: nothing stored, zeros");
    await expect(page.getByText("No layer has it, nor has the base image")).toBeVisible();
    await page.keyboard.press("ArrowRight");
    await page.keyboard.press("0");
    await expect(page.getByText("Blocks 0 to 65,535")).toBeVisible();
  });

  await test.step("walk through a read of it, step by step", async () => {
    await tabTo(page, page.getByRole("button", { name: "Walk through a read of block 65,000" }));
    await page.keyboard.press("Enter");
    await expect(page.getByRole("button", { name: "Pause", exact: true }).last()).toBeFocused();
    await page.keyboard.press("ArrowRight");
    await expect(page.getByText(/^Layer \w: not here\./)).toBeVisible();
    await page.keyboard.press("ArrowRight");
    await expect(page.getByText(`Layer ${frozen}: here. It has a copy`)).toBeVisible();
    await page.keyboard.press("ArrowRight");
    await expect(page.getByText(`The guest gets the bytes, from: Layer ${frozen}.`)).toBeVisible();
    await expect(page.getByText("Slowed down so that it can be seen")).toContainText(/µs|ms/);
    await page.keyboard.press("Enter");
    await expect(page.getByText("The guest asks for block 65,000.")).toBeVisible();
    await page.keyboard.press("Escape");
    await expect(page.getByRole("button", { name: "Follow the guest's next read" })).toBeFocused();
  });

  await test.step("follow the guest's next read", async () => {
    await page.keyboard.press("Enter");
    await expect(page.getByText("Waiting until the guest reads")).toBeVisible();
    await expect(page.getByRole("button", { name: "Stop waiting" })).toBeFocused();
    await guest(page, READ_BLOCK);
    await expect(page.getByText(/^The guest asks for block [\d,]+\./)).toBeVisible();
  });

  await test.step("a write goes to the active layer, is seen at once, and the older copy stays below", async () => {
    await tabTo(page, number, "Shift+Tab");
    await page.keyboard.press("Control+A");
    await page.keyboard.type(String(BLOCK));
    await page.keyboard.press("Enter");
    await expect(page.getByText(`A read is answered by: Layer ${frozen}.`)).toBeVisible();
    await guest(page, WRITE_BLOCK.replace("marked", "anew"));
    await expect(page.getByText(`An older copy stays untouched below, in: Layer ${frozen}.`)).toBeVisible();
    await expect(dump).toContainText("anew-by-");
    await page.getByRole("button", { name: `What the copy contains of: Layer ${frozen}` }).press("Enter");
    await expect(dump).toContainText("marked-b");
    await page.getByRole("combobox", { name: "As it was at" }).selectOption({ label: "marked" });
    await expect(page.getByText("This is a past point in time")).toBeVisible();
    await expect(page.getByText(`A read is answered by: Layer ${frozen}.`)).toBeVisible();
  });

  await test.step("a revert takes the copy away again", async () => {
    await page.getByRole("combobox", { name: "As it was at" }).selectOption({ label: "now" });
    await page.evaluate(() => strata.snapshots.discardChanges());
    await expect(page.getByText(`A read is answered by: Layer ${frozen}.`)).toBeVisible();
  });

  await test.step("axe finds nothing on it", async () => {
    for (const [colorScheme, language] of [
      ["light", "Français"],
      ["dark", "English"],
    ] as const) {
      await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
      await page.getByRole("button", { name: language }).click();
      const { violations } = await new AxeBuilder({ page }).withTags(tags).analyze();
      expect(violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.target.join(" ")}`)).toEqual([]);
    }
  });
  expect(faults()).toEqual([]);
});
