import type { Page } from "@playwright/test";
import { boot, guest, openStrataPage } from "../support/strata-page.ts";
import { measurePlainV86, servePlainV86 } from "./plain-v86.ts";
import { type Measurements, median, type Result, summarise } from "./summary.ts";

/** Ordinary activity of a guest between two snapshots. */
const ACTIVITY = "ls -lR /etc > /root/listing; sort /root/listing | tail -1; dmesg | wc -l; sync";

/** A machine of twice the memory: the pause must not grow with it. */
const LARGE_RAM_MIB = 128;

/** Collects samples by name. */
class Samples {
  readonly #unit = new Map<string, string>();
  readonly #values = new Map<string, number[]>();

  add(name: string, unit: string, value: number): void {
    this.#unit.set(name, unit);
    this.#values.set(name, [...(this.#values.get(name) ?? []), value]);
  }

  results(): Record<string, Result> {
    return Object.fromEntries(
      [...this.#values].map(([name, values]) => [name, summarise(this.#unit.get(name) ?? "", values)]),
    );
  }

  median(name: string): number {
    return median(this.#values.get(name) ?? []);
  }
}

/**
 * Measures in `page`, which is at the built site in a fresh profile on disk; each quantity `runs` times. Compared sides
 * alternate within one run, so that a change of the machine's load meets both.
 */
export async function measure(page: Page, { runs }: { readonly runs: number }): Promise<Measurements> {
  const samples = new Samples();
  await servePlainV86(page);
  for (let run = 0; run < runs; run++) {
    await openStrataPage(page);
    samples.add("boot.toPrompt", "ms", await measureBoot(page));
    await page.evaluate(() => strata.machine.powerOff());
    // Each boot starts from the same disk.
    await page.evaluate(() => strata.snapshots.discardChanges());
    const plain = await measurePlainV86(page);
    samples.add("boot.memoryDisk", "ms", plain.bootMs);
    samples.add("v86.saveState", "ms", plain.saveMs);
    samples.add("v86.restoreState", "ms", plain.restoreMs);
    samples.add("v86.stateSize", "bytes", plain.stateByteLength);
    const larger = await measurePlainV86(page, LARGE_RAM_MIB);
    samples.add("v86.saveState128", "ms", larger.saveMs);
    await measureLargeSnapshot(page, samples);
  }
  await openStrataPage(page);
  await boot(page);
  await measureSnapshot(page, samples, "snapshot.first");
  for (let run = 0; run < runs; run++) {
    await guest(page, ACTIVITY);
    const snapshot = await measureSnapshot(page, samples, "snapshot");
    await guest(page, ACTIVITY);
    const revert = await page.evaluate((id) => strata.snapshots.revert(id), snapshot.id);
    samples.add("revert.toRunning", "ms", revert.elapsedMs);
    samples.add("revert.pause", "ms", revert.pauseMs);
    for (const mode of ["every-byte", "allocated"] as const) {
      const copy = await page.evaluate((wanted) => strata.compare.fullCopy({ mode: wanted }), mode);
      const name = mode === "every-byte" ? "fullCopy.everyByte" : "fullCopy.allocated";
      samples.add(name, "ms", copy.elapsedMs);
      samples.add(`${name}.written`, "bytes", copy.bytesWritten);
    }
  }
  const over = (one: string, other: string): number => samples.median(one) / samples.median(other);
  return {
    results: samples.results(),
    ratios: {
      fullCopyOverSnapshot: over("fullCopy.everyByte", "snapshot.durable"),
      fullCopyOverSnapshotPause: over("fullCopy.everyByte", "snapshot.pause"),
      fullCopyOverRevert: over("fullCopy.everyByte", "revert.toRunning"),
      allocatedCopyOverSnapshot: over("fullCopy.allocated", "snapshot.durable"),
      bootOverMemoryDiskBoot: over("boot.toPrompt", "boot.memoryDisk"),
      snapshotPauseOverV86Save: over("snapshot.pause", "v86.saveState"),
      snapshotPauseOverV86Save128: over("snapshot128.pause", "v86.saveState128"),
      snapshotBytesOverV86State: over("snapshot.written", "v86.stateSize"),
      revertOverV86Restore: over("revert.toRunning", "v86.restoreState"),
    },
  };
}

/** Takes a snapshot and adds what it cost, and what the guest stood still for. Resolves with its id. */
async function measureSnapshot(page: Page, samples: Samples, name: string) {
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

/** One live snapshot, after ordinary activity since another, of a machine with more memory. */
async function measureLargeSnapshot(page: Page, samples: Samples): Promise<void> {
  const ramMiB = await page.evaluate(() => strata.machine.config.ramMiB);
  await page.evaluate((size) => strata.machine.configure({ ramMiB: size }), LARGE_RAM_MIB);
  await boot(page);
  const first = await page.evaluate(() => strata.snapshots.take({ name: "larger" }));
  await guest(page, ACTIVITY);
  await measureSnapshot(page, samples, "snapshot128");
  await page.evaluate(() => strata.machine.powerOff());
  await page.evaluate(() => strata.snapshots.revert(null));
  await page.evaluate((id) => strata.snapshots.remove(id, { branch: true }), first.id);
  await page.evaluate((size) => strata.machine.configure({ ramMiB: size }), ramMiB);
}

/** Milliseconds from power-on to the first prompt on the serial console, as the page itself measured them. */
async function measureBoot(page: Page): Promise<number> {
  await boot(page);
  const bootMs = await page.evaluate(() => strata.machine.bootMs);
  if (bootMs === null) throw new Error("Measure boot: no boot time, wanted that of the boot just seen");
  return bootMs;
}
