import { beforeEach, expect, test } from "vitest";
import { postponeRenewal, renewLog } from "../../src/store/indexeddb/renew-log.ts";

/** Renews the log, and gives the length of each value that was written for it. */
async function watchRenewal(): Promise<number[]> {
  const byteLengths: number[] = [];
  const put = IDBObjectStore.prototype.put;
  IDBObjectStore.prototype.put = function (value: Uint8Array, key) {
    byteLengths.push(value.byteLength);
    return put.call(this, value, key);
  };
  await renewLog().finally(() => {
    IDBObjectStore.prototype.put = put;
  });
  return byteLengths;
}

/** Only Chromium has such a log. */
const hasLog = "userAgentData" in navigator;

// Another test of the same site may have found its storage full.
beforeEach(() => localStorage.clear());

test("P7: the log is begun anew with what fills it, and nothing is left behind", async () => {
  const byteLengths = await watchRenewal();
  if (!hasLog) {
    expect(byteLengths).toEqual([]);
    return;
  }
  // LevelDB begins a new log after 4 MiB, and keeps values of 64 KiB or more out of it.
  expect(byteLengths.reduce((sum, byteLength) => sum + byteLength, 0)).toBeGreaterThan(4 * 2 ** 20);
  expect(Math.max(...byteLengths)).toBeLessThan(2 ** 16);
  expect((await indexedDB.databases()).map(({ name }) => name)).not.toContain("strata-scratch");
});

test("P6: after the storage was found full, the log is not filled at the next opening, and then again", async () => {
  postponeRenewal();
  expect(await watchRenewal()).toEqual([]);
  expect((await watchRenewal()).length > 0).toBe(hasLog);
});
