import { expect, type Page } from "@playwright/test";
import { guest, openStrataPage } from "../support/strata-page.ts";

/** Opens the page with a new machine over the teaching Linux in place of the first one. */
export async function openTeachingMachine(page: Page): Promise<void> {
  await openStrataPage(page);
  await page.evaluate(async () => {
    const { id } = await strata.machines.create({ name: "Class", image: "teaching-linux" });
    await strata.machines.open(id);
  });
}

/** What a command of the guest that must succeed writes. */
export async function run(page: Page, command: string): Promise<string> {
  const { exitCode, stdout } = await guest(page, `exec 2>&1; ${command}`);
  expect(exitCode, `${command}\n${stdout}`).toBe(0);
  return stdout;
}
