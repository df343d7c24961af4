import { cpus, totalmem } from "node:os";
import type { Page } from "@playwright/test";
import { type IndexedDbBackEnd, indexedDbBackEnd } from "../support/indexeddb-back-end.ts";

/** Where a benchmark ran: its numbers mean nothing without. */
export interface BenchEnvironment {
  readonly date: string;
  readonly node: string;
  /** Operating system and processor architecture, for instance "linux x64". */
  readonly system: string;
  readonly processor: string;
  readonly cores: number;
  readonly memoryBytes: number;
  readonly browser: string;
  readonly userAgent: string;
  /** What the browser keeps IndexedDB in, as its profile's files tell. */
  readonly indexedDb: IndexedDbBackEnd;
}

/**
 * Describes this machine and the browser of `page`, whose profile lies in `profileDirectory`.
 * Prerequisites: the page is at the site. Leaves an empty database behind, so that the profile shows its back end.
 */
export async function describeEnvironment(page: Page, profileDirectory: string): Promise<BenchEnvironment> {
  await page.evaluate(
    () =>
      new Promise<void>((resolve, reject) => {
        const request = indexedDB.open("bench-environment");
        request.onerror = () => reject(request.error);
        request.onsuccess = () => {
          request.result.close();
          resolve();
        };
      }),
  );
  return {
    date: new Date().toISOString(),
    node: process.version,
    system: `${process.platform} ${process.arch}`,
    processor: cpus()[0]?.model ?? "unknown",
    cores: cpus().length,
    memoryBytes: totalmem(),
    browser: page.context().browser()?.version() ?? "unknown",
    userAgent: await page.evaluate(() => navigator.userAgent),
    indexedDb: await indexedDbBackEnd(profileDirectory),
  };
}
