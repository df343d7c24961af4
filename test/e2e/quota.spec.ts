import type { Page } from "@playwright/test";
import { operations } from "../quota/quota-operations.ts";
// Brings the type of `globalThis.quota`.
import type { Outcome } from "../quota/quota-page.ts";
import { backEndArguments } from "../soak/life.ts";
import { SOAK_URL, SoakSite } from "../soak/soak-site.ts";
import { triedBackEnds } from "../soak/tried-back-ends.ts";
import { expect, test } from "../support/e2e.ts";

const KIB = 2 ** 10;
const MIB = 2 ** 20;
/** Room beyond a full storage with which each operation is tried, until there is enough. */
const rooms = [0, 64 * KIB, MIB, 3 * MIB, 7 * MIB, 32 * MIB];
/** These go through in a full storage, by the reserve: they are what a person can do about it. */
const makingRoom = ["discard", "revert", "revert to a live snapshot", "remove", "remove branch"];

/**
 * Sets how much the browser lets a site store. It remembers for half a minute how much room there was: a smaller figure
 * has to be set before the first commit, a greater one shows at once.
 */
async function quotaOf(page: Page, url: string): Promise<(byteLength: number) => Promise<void>> {
  const session = await page.context().newCDPSession(page);
  const { origin } = new URL(url);
  return async (quotaSize) => {
    await session.send("Storage.overrideQuotaForOrigin", { origin, quotaSize });
  };
}

for (const backEnd of triedBackEnds()) {
  test(`P1 P6 M2: wherever the storage runs out in an operation, everything is as it was, and the same goes through with more room (${backEnd})`, async ({
    profile,
  }) => {
    test.setTimeout(400_000);
    profile.args = [backEndArguments[backEnd]];
    const page = await profile.open();
    const site = await SoakSite.build({ entry: "test/quota/quota-page.ts" });
    await site.serve(page);
    const allow = await quotaOf(page, SOAK_URL);
    let allowed = 72 * MIB;
    await allow(allowed);
    await page.goto(SOAK_URL);
    expect(await page.evaluate(() => quota.open({ predicts: false }))).toBe(true);
    await page.evaluate(() => quota.fillStore());
    const refused: string[] = [];
    for (const name of Object.keys(operations)) {
      allowed += 14 * MIB;
      await allow(allowed);
      await page.evaluate((operation) => quota.prepare(operation), name);
      const before = await page.evaluate(() => quota.inspect());
      await page.evaluate(() => quota.fillStorage());
      let outcome: Outcome = { code: "not tried", details: {} };
      for (const room of rooms) {
        allowed += room;
        await allow(allowed);
        outcome = await page.evaluate((operation) => quota.run(operation), name);
        const after = await page.evaluate(() => quota.inspect());
        expect(after.complaints, name).toEqual([]);
        if (outcome.code === null) break;
        expect(outcome.code, name).toBe("storage-full");
        expect(after.seen, `${name} with ${room}`).toEqual(before.seen);
        // What was written was given back.
        expect(after.freedExtentCount).toBeLessThanOrEqual(before.freedExtentCount);
        if (refused.at(-1) !== name) refused.push(name);
      }
      expect(outcome.code, name).toBe(null);
    }
    expect(refused).toEqual(expect.arrayContaining(["flush", "live snapshot", "flatten", "full clone"]));
    expect(refused.filter((name) => makingRoom.includes(name))).toEqual([]);

    // A full storage opens, and tells beforehand what can't fit.
    await page.evaluate(() => quota.fillStorage());
    const { seen } = await page.evaluate(() => quota.inspect());
    await page.reload();
    expect(await page.evaluate(() => quota.open({ predicts: true }))).toBe(false);
    expect(await page.evaluate(() => quota.inspect())).toMatchObject({ seen, complaints: [] });
    // The opening may have tidied up. What is refused once in the middle is refused beforehand the next time.
    await page.evaluate(() => quota.fillStorage());
    const refusal = { code: "storage-full" };
    expect(await page.evaluate(() => quota.run("full copy"))).toMatchObject(refusal);
    const copy = await page.evaluate(() => quota.run("full copy"));
    expect(copy).toMatchObject({ ...refusal, details: { needed: expect.any(Number) } });
    expect(await page.evaluate(() => quota.inspect())).toMatchObject({ seen, complaints: [] });
  });
}
