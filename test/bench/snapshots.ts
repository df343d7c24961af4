import type { Page } from "@playwright/test";
import type { Samples } from "./samples.ts";

/** Ordinary activity of a guest between two snapshots. */
export const ACTIVITY = "ls -lR /etc > /root/listing; sort /root/listing | tail -1; dmesg | wc -l; sync";

/** Takes a snapshot and adds what it cost, and what the guest stood still for. Resolves with its id. */
export async function measureSnapshot(page: Page, samples: Samples, name: string) {
  const snapshot = await page.evaluate((title) => strata.snapshots.take({ name: title }), name);
  samples.add(`${name}.pause`, "ms", snapshot.pauseMs);
  samples.add(`${name}.durable`, "ms", snapshot.durableMs);
  samples.add(`${name}.written`, "bytes", snapshot.bytesWritten);
  const { quiesceMs, fingerprintsMs, devicesMs, pagesMs } = snapshot.phases;
  samples.add(`${name}.quiesce`, "ms", quiesceMs);
  samples.add(`${name}.pause.fingerprints`, "ms", fingerprintsMs);
  samples.add(`${name}.pause.devices`, "ms", devicesMs);
  samples.add(`${name}.pause.pages`, "ms", pagesMs);
  return snapshot;
}
