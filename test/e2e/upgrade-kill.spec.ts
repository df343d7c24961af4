import type { Page } from "@playwright/test";
import { FORMAT_VERSION } from "../../src/store/records.ts";
import { expect, test } from "../support/e2e.ts";

/** So many that the upgrade takes longer than the browser's death. */
const RECORD_COUNT = 20_000;
/** How many records of the upgrade are on their way when the browser dies. */
const fatalCounts = [1, 5_000, RECORD_COUNT];

const untouched = { version: 1, sealedCount: 0, recordCount: RECORD_COUNT + 1 };
const upgraded = { version: FORMAT_VERSION, sealedCount: RECORD_COUNT + 1, recordCount: RECORD_COUNT + 1 };

test("P1 P2: a browser that dies during an upgrade leaves the older format whole, and the next opening upgrades it", async ({
  profile,
}) => {
  let page = await openBeside(await profile.open());
  await page.evaluate(writeFormat1, RECORD_COUNT);
  for (const fatalCount of fatalCounts) {
    await page.addInitScript(watchPuts, fatalCount);
    await new Promise<void>((resolve, reject) => {
      page
        .exposeFunction("notePut", resolve)
        .then(() => page.goto("./").catch(() => undefined))
        .catch(reject);
    });
    await profile.crash();
    page = await openBeside(await profile.open());
    const found = await page.evaluate(stateOf);
    // Behind the last write the upgrade may have held before the browser died.
    if (fatalCount === RECORD_COUNT && found.version === FORMAT_VERSION) expect(found).toEqual(upgraded);
    else expect(found, `died at record ${fatalCount}`).toEqual(untouched);
  }
  await page.goto("./");
  await page.evaluate(() => strata.ready);
  page = await openBeside(page);
  // Beside these a first machine with its layer.
  expect(await page.evaluate(stateOf)).toMatchObject({
    version: FORMAT_VERSION,
    sealedCount: RECORD_COUNT + 3,
  });
});

/** A page of the site that opens no store. */
async function openBeside(page: Page): Promise<Page> {
  await page.goto("./favicon.svg");
  return page;
}

/** A store of format 1 with many snapshots, and no machine. */
async function writeFormat1(count: number): Promise<void> {
  const cost = { elapsedMs: 0, pauseMs: 0, durableMs: 0, bytesRead: 0, bytesWritten: 0, blockCount: 0 };
  const config = { ramMiB: 64, vgaMemoryMiB: 4, nic: "virtio", disks: [], bootOrder: ["hard-disk"] };
  const snapshot = { machine: "m", parent: null, name: "s", note: "n".repeat(1000), takenAt: 1, config };
  const rest = { layer: "l", live: null, picture: null, cost };
  const opening = indexedDB.open("strata", 1);
  opening.onupgradeneeded = () => {
    for (const table of ["meta", "machines", "snapshots", "layers", "maps", "extents", "states", "freed"])
      opening.result.createObjectStore(table);
    opening.transaction?.objectStore("meta").put({ format: 1, createdAt: 1 }, "creation");
    const store = opening.transaction?.objectStore("snapshots");
    for (let order = 0; order < count; order++)
      store?.put({ id: `s${order}`, ...snapshot, order, ...rest }, `s${order}`);
  };
  await new Promise((resolve, reject) => {
    opening.onsuccess = resolve;
    opening.onerror = reject;
  });
  opening.result.close();
}

/** Tells when the page has asked for `count` records to be written. */
function watchPuts(count: number): void {
  const { put } = IDBObjectStore.prototype;
  let putCount = 0;
  IDBObjectStore.prototype.put = function (...given: Parameters<typeof put>) {
    if (++putCount === count) (globalThis as unknown as { notePut: () => void }).notePut();
    return put.apply(this, given);
  };
}

/** The version of the database, and how many small records it has, with checksums and in all. */
async function stateOf(): Promise<{ version: number; sealedCount: number; recordCount: number }> {
  const settled = <Value>(request: IDBRequest<Value>): Promise<Value> =>
    new Promise((resolve, reject) => {
      request.onsuccess = () => resolve(request.result);
      request.onerror = () => reject(request.error);
    });
  const database = await settled(indexedDB.open("strata"));
  const tables = ["meta", "machines", "snapshots", "layers"];
  const transaction = database.transaction(tables);
  const values = await Promise.all(tables.map((table) => settled(transaction.objectStore(table).getAll())));
  const { version } = database;
  database.close();
  const records = values.flat().filter((value) => typeof value === "object") as object[];
  return {
    version,
    recordCount: records.length,
    sealedCount: records.filter((each) => "seal" in each).length,
  };
}
