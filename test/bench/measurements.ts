import type { Page } from "@playwright/test";
import { boot, guest, openStrataPage } from "../support/strata-page.ts";
import { addDiskSamples, DISK_COMMANDS, measureGuestDisk } from "./guest-disk.ts";
import { measureLargeDisks } from "./large-disks.ts";
import { measurePlainV86, servePlainV86 } from "./plain-v86.ts";
import { Samples } from "./samples.ts";
import { ACTIVITY, measureSnapshot } from "./snapshots.ts";
import { measureStore } from "./store-measurements.ts";
import type { Measurements } from "./summary.ts";
import { measureVisuals } from "./visuals.ts";

export interface MeasureOptions {
  readonly runs: number;
  /** Is told what is measured from now on. */
  readonly progress: (what: string) => void;
}

/** A machine of twice the memory: the pause must not grow with it. */
const LARGE_RAM_MIB = 128;

/**
 * Measures in `page`, which is at the built site in a fresh profile on disk; each quantity `runs` times. Compared sides
 * alternate within one run, so that a change of the machine's load meets both.
 */
export async function measure(page: Page, { runs, progress }: MeasureOptions): Promise<Measurements> {
  const samples = new Samples();
  await servePlainV86(page);
  for (let run = 0; run < runs; run++) {
    progress(`guest, run ${run + 1} of ${runs}`);
    await openStrataPage(page);
    samples.add("boot.toPrompt", "ms", await measureBoot(page));
    addDiskSamples(samples, "guest", await measureGuestDisk(page));
    await page.evaluate(() => strata.machine.powerOff());
    // Each boot starts from the same disk.
    await page.evaluate(() => strata.snapshots.discardChanges());
    const plain = await measurePlainV86(page, { commands: DISK_COMMANDS });
    samples.add("boot.memoryDisk", "ms", plain.bootMs);
    samples.add("v86.saveState", "ms", plain.saveMs);
    samples.add("v86.restoreState", "ms", plain.restoreMs);
    samples.add("v86.stateSize", "bytes", plain.stateByteLength);
    addDiskSamples(samples, "memoryDisk", plain.commandMs);
    const larger = await measurePlainV86(page, { ramMiB: LARGE_RAM_MIB });
    samples.add("v86.saveState128", "ms", larger.saveMs);
    await measureLargeSnapshot(page, samples);
  }
  progress("snapshots and copies");
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
  await measureStore(page, samples, { runs, progress });
  progress("the disk, in sight and not");
  await measureVisuals(page, samples, runs);
  progress("disks of 1 GiB");
  // Last: it writes most.
  await measureLargeDisks(page, samples, runs);
  const over = (one: string, other: string): number => samples.ratio(one, other);
  return {
    results: samples.results(),
    ratios: {
      snapshotPauseOverV86Save: over("snapshot.pause", "v86.saveState"),
      snapshotPauseOverV86Save128: over("snapshot128.pause", "v86.saveState128"),
      revertOverV86Restore: over("revert.toRunning", "v86.restoreState"),
      snapshotBytesOverV86State: over("snapshot.written", "v86.stateSize"),
      fullCopyOverSnapshotPause: over("fullCopy1G.everyByte", "snapshot1G.pause"),
      fullCopyOverSnapshotDurable: over("fullCopy1G.everyByte", "snapshot1G.durable"),
      fullCopy256MOverSnapshotDurable: over("fullCopy.everyByte", "snapshot.durable"),
      fullCopy256MOverRevert: over("fullCopy.everyByte", "revert.toRunning"),
      allocatedCopyOverSnapshotDurable: over("fullCopy.allocated", "snapshot.durable"),
      snapshotDisk64GOver64M: over("disk64G.durable", "disk64M.durable"),
      readDepth1000OverDepth1: over("depth1000.read", "depth1.read"),
      snapshotTree1000Over10: over("tree1000.durable", "tree10.durable"),
      guestReadOverMemoryDisk: over("guest.read", "memoryDisk.read"),
      guestWriteOverMemoryDisk: over("guest.write", "memoryDisk.write"),
      storeWriteOverRawIndexedDb: over("store.write", "rawIndexedDb.write"),
      storeWriteRandomOverRawIndexedDb: over("store.writeRandom", "rawIndexedDb.writeRandom"),
      bootOverMemoryDiskBoot: over("boot.toPrompt", "boot.memoryDisk"),
      framesOver33msWithVisuals: samples.median("visuals.framesOver33ms"),
      framesOver33msWithoutVisuals: samples.median("noVisuals.framesOver33ms"),
      guestThroughputWithVisuals: over("visuals.guestWrite", "noVisuals.guestWrite"),
      mergePerBlockRatio: over("merge65536.perBlock", "merge1024.perBlock"),
    },
  };
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
