import type { Page } from "@playwright/test";
import { boot, guest, openSwitchedOff } from "../support/strata-page.ts";
import { addDiskSamples, DISK_COMMANDS, measureGuestDisk } from "./guest-disk.ts";
import { measureLargeDisks } from "./large-disks.ts";
import { measurePlainV86, servePlainV86 } from "./plain-v86.ts";
import { measureResume } from "./resume.ts";
import { Samples } from "./samples.ts";
import { ACTIVITY, measureSnapshot } from "./snapshots.ts";
import { measureStore } from "./store-measurements.ts";
import type { Measurements } from "./summary.ts";
import { measureVisuals } from "./visuals.ts";

/** What can be measured by itself, in this order: what writes most comes last. */
export const PARTS = ["guest", "snapshots", "resume", "store", "visuals", "large"] as const;
export type Part = (typeof PARTS)[number];

export interface MeasureOptions {
  readonly runs: number;
  readonly parts: readonly Part[];
  /** Is told what is measured from now on. */
  readonly progress: (what: string) => void;
}

/** A machine of twice the memory: the pause must not grow with it. */
const LARGE_RAM_MIB = 128;
/** For the browser to settle: it tidies up behind a removed copy. */
const SETTLE_MS = 3000;

/** How many times one quantity is another. */
const RATIOS = {
  snapshotPauseOverV86Save: ["snapshot.pause", "v86.saveState"],
  snapshotPauseOverV86Save128: ["snapshot128.pause", "v86.saveState128"],
  revertOverV86Restore: ["revert.toRunning", "v86.restoreState"],
  snapshotBytesOverV86State: ["snapshot.written", "v86.stateSize"],
  fullCopyOverSnapshotPause: ["fullCopy1G.everyByte", "snapshot1G.pause"],
  fullCopyOverSnapshotDurable: ["fullCopy1G.everyByte", "snapshot1G.durable"],
  fullCopy256MOverSnapshotDurable: ["fullCopy.everyByte", "snapshot.durable"],
  fullCopy256MOverRevert: ["fullCopy.everyByte", "revert.toRunning"],
  allocatedCopyOverSnapshotDurable: ["fullCopy.allocated", "snapshot.durable"],
  snapshotDisk64GOver64M: ["disk64G.durable", "disk64M.durable"],
  readDepth1000OverDepth1: ["depth1000.read", "depth1.read"],
  snapshotTree1000Over10: ["tree1000.durable", "tree10.durable"],
  guestReadOverMemoryDisk: ["guest.read", "memoryDisk.read"],
  guestWriteOverMemoryDisk: ["guest.write", "memoryDisk.write"],
  storeWriteOverRawIndexedDb: ["store.write", "rawIndexedDb.write"],
  storeWriteRandomOverRawIndexedDb: ["store.writeRandom", "rawIndexedDb.writeRandom"],
  bootOverMemoryDiskBoot: ["boot.toPrompt", "boot.memoryDisk"],
  guestThroughputWithVisuals: ["visuals.guestWrite", "noVisuals.guestWrite"],
  mergePerBlockRatio: ["merge65536.perBlock", "merge1024.perBlock"],
  resumeOverBoot: ["resume.toRunning", "resume.boot"],
} as const;

/** Of how many frames. */
const SHARES = {
  framesOver33msWithVisuals: "visuals.framesOver33ms",
  framesOver33msWithoutVisuals: "noVisuals.framesOver33ms",
} as const;

/**
 * Measures in `page`, which is at the built site in a fresh profile on disk; each quantity `runs` times. Compared sides
 * alternate within one run, so that a change of the machine's load meets both. Ratios are of what was measured.
 */
export async function measure(page: Page, options: MeasureOptions): Promise<Measurements> {
  const { runs, parts, progress } = options;
  const samples = new Samples();
  await servePlainV86(page);
  if (parts.includes("guest")) await measureGuest(page, samples, options);
  if (parts.includes("snapshots")) {
    progress("snapshots and copies");
    await measureSnapshots(page, samples, runs);
  }
  if (parts.includes("resume")) {
    progress("resume");
    await measureResume(page, samples, runs);
  }
  if (parts.includes("store")) await measureStore(page, samples, options);
  if (parts.includes("visuals")) {
    progress("the disk, in sight and not");
    await measureVisuals(page, samples, runs);
  }
  if (parts.includes("large")) {
    progress("disks of 1 GiB");
    await measureLargeDisks(page, samples, runs);
  }
  return { results: samples.results(), ratios: { ...samples.ratios(RATIOS), ...samples.shares(SHARES) } };
}

/** Boots and the guest's disk, over the page and over v86's own in-memory disk. */
async function measureGuest(page: Page, samples: Samples, { runs, progress }: MeasureOptions): Promise<void> {
  for (let run = 0; run < runs; run++) {
    progress(`guest, run ${run + 1} of ${runs}`);
    await openSwitchedOff(page);
    samples.add("boot.toPrompt", "ms", await measureBoot(page));
    addDiskSamples(samples, "guest", await measureGuestDisk(page));
    await page.evaluate(() => strata.machine.powerOff());
    // Each boot starts from the same disk.
    await page.evaluate(() => strata.snapshots.discardChanges());
    const plain = await measurePlainV86(page, { commands: DISK_COMMANDS });
    samples.add("boot.memoryDisk", "ms", plain.bootMs);
    addDiskSamples(samples, "memoryDisk", plain.commandMs);
  }
}

/**
 * Snapshots and reverts beside what v86 does by itself, with both sizes of memory, and beside copies of the whole disk.
 * A copy is removed behind its measurement; what comes next waits until the browser has tidied up.
 */
async function measureSnapshots(page: Page, samples: Samples, runs: number): Promise<void> {
  for (let run = 0; run < runs; run++) {
    await openSwitchedOff(page);
    const plain = await measurePlainV86(page);
    samples.add("v86.saveState", "ms", plain.saveMs);
    samples.add("v86.restoreState", "ms", plain.restoreMs);
    samples.add("v86.stateSize", "bytes", plain.stateByteLength);
    await boot(page);
    const first = await measureSnapshot(page, samples, "snapshot.first");
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
    await page.evaluate(() => strata.machine.powerOff());
    await page.evaluate(() => strata.snapshots.revert(null));
    await page.evaluate((id) => strata.snapshots.remove(id, { branch: true }), first.id);
    await page.waitForTimeout(SETTLE_MS);
    const larger = await measurePlainV86(page, { ramMiB: LARGE_RAM_MIB });
    samples.add("v86.saveState128", "ms", larger.saveMs);
    await measureLargeSnapshot(page, samples);
  }
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
