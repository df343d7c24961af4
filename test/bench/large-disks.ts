import type { Page } from "@playwright/test";
import { boot, guest, openSwitchedOff, runInGuest } from "../support/strata-page.ts";
import { fillCommand, MAKE_PIECE } from "./guest-disk.ts";
import type { Samples } from "./samples.ts";
import { ACTIVITY, measureSnapshot } from "./snapshots.ts";

const DISKS_BYTE_LENGTH = 2 ** 30;
/** For the browser to settle: it tidies up behind a removed copy. */
const SETTLE_MS = 3000;

/**
 * Snapshots and every-byte copies of a running machine whose two disks have 1 GiB together, in turn. The second disk is
 * full of the guest's own files.
 */
export async function measureLargeDisks(page: Page, samples: Samples, runs: number): Promise<void> {
  await openSwitchedOff(page);
  const secondByteLength = await page.evaluate(async (total) => {
    const [first] = strata.machine.config.disks;
    const byteLength = total - first.byteLength;
    const second = { bus: "primary-slave", image: null, byteLength, provisioning: "thin" } as const;
    await strata.machine.configure({ disks: [first, second] });
    return byteLength;
  }, DISKS_BYTE_LENGTH);
  await boot(page);
  await runInGuest(page, MAKE_PIECE);
  await runInGuest(page, fillCommand("/dev/sdb", secondByteLength / 2 ** 20));
  await page.evaluate(() => strata.snapshots.take({ name: "filled" }));
  for (let run = 0; run < runs; run++) {
    await page.waitForTimeout(SETTLE_MS);
    await guest(page, ACTIVITY);
    await measureSnapshot(page, samples, "snapshot1G");
    const copy = await page.evaluate(() => strata.compare.fullCopy({ mode: "every-byte" }));
    samples.add("fullCopy1G.everyByte", "ms", copy.elapsedMs);
    samples.add("fullCopy1G.everyByte.written", "bytes", copy.bytesWritten);
  }
}
