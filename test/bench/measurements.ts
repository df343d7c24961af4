import type { Page } from "@playwright/test";
import { boot, guest, openStrataPage } from "../support/strata-page.ts";
import { measurePlainV86, servePlainV86 } from "./plain-v86.ts";
import { type Measurements, median, type Result, summarise } from "./summary.ts";

/** Ordinary activity of a guest between two snapshots. */
const ACTIVITY = "ls -lR /etc > /root/listing; sort /root/listing | tail -1; dmesg | wc -l; sync";

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
  }
  await openStrataPage(page);
  await boot(page);
  for (let run = 0; run < runs; run++) {
    await guest(page, ACTIVITY);
    const snapshot = await page.evaluate((name) => strata.snapshots.take({ name }), `run ${run + 1}`);
    samples.add("snapshot.pause", "ms", snapshot.pauseMs);
    samples.add("snapshot.durable", "ms", snapshot.durableMs);
    samples.add("snapshot.written", "bytes", snapshot.bytesWritten);
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
      revertOverV86Restore: over("revert.toRunning", "v86.restoreState"),
    },
  };
}

/** Milliseconds from power-on to the first prompt on the serial console, as the page itself measured them. */
async function measureBoot(page: Page): Promise<number> {
  await boot(page);
  const bootMs = await page.evaluate(() => strata.machine.bootMs);
  if (bootMs === null) throw new Error("Measure boot: no boot time, wanted that of the boot just seen");
  return bootMs;
}
