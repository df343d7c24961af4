import type { Page } from "@playwright/test";
import { boot, guest, openSwitchedOff } from "../support/strata-page.ts";
import type { Samples } from "./samples.ts";
import { ACTIVITY } from "./snapshots.ts";

const RELOADED_AT = "bench-reloaded-at";

/**
 * A boot, and then a reload of the page until the guest runs where it was: from the moment before the reload is asked for,
 * so that what the old page does at its end counts too.
 */
export async function measureResume(page: Page, samples: Samples, runs: number): Promise<void> {
  for (let run = 0; run < runs; run++) {
    await openSwitchedOff(page);
    await boot(page);
    const bootMs = await page.evaluate(() => strata.machine.bootMs);
    if (bootMs === null) throw new Error("Measure a resume: no boot time, wanted that of the boot just seen");
    samples.add("resume.boot", "ms", bootMs);
    await guest(page, ACTIVITY);
    await page.evaluate(() => strata.machine.suspend());
    await page.evaluate((key) => sessionStorage.setItem(key, String(Date.now())), RELOADED_AT);
    await page.reload({ waitUntil: "commit" });
    await page.waitForFunction(() => "strata" in globalThis);
    const resume = await page.evaluate(async (key) => {
      await strata.ready;
      const { resumedMs, state } = strata.machine;
      if (resumedMs === null) return state;
      const ownMs = resumedMs;
      return { ownMs, wholeMs: performance.timeOrigin + resumedMs - Number(sessionStorage.getItem(key)) };
    }, RELOADED_AT);
    if (typeof resume === "string")
      throw new Error(`Measure a resume: the machine is ${resume}, wanted it to go on where it was`);
    samples.add("resume.toRunning", "ms", resume.wholeMs);
    samples.add("resume.ofNewPage", "ms", resume.ownMs);
    await page.evaluate(() => strata.machine.powerOff());
    await page.evaluate(() => strata.snapshots.discardChanges());
  }
}
