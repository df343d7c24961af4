import { expect, test } from "vitest";
import { renewLog } from "../../src/store/indexeddb/renew-log.ts";

test("P7: the log is begun anew with what fills it, and nothing is left behind", async () => {
  const puts: number[] = [];
  const put = IDBObjectStore.prototype.put;
  IDBObjectStore.prototype.put = function (value: Uint8Array, key) {
    puts.push(value.byteLength);
    return put.call(this, value, key);
  };
  await renewLog().finally(() => {
    IDBObjectStore.prototype.put = put;
  });
  // LevelDB begins a new log after 4 MiB, and keeps values of 64 KiB or more out of it.
  expect(puts.reduce((sum, byteLength) => sum + byteLength, 0)).toBeGreaterThan(4 * 2 ** 20);
  expect(Math.max(...puts)).toBeLessThan(2 ** 16);
  expect((await indexedDB.databases()).map(({ name }) => name)).not.toContain("strata-scratch");
});
