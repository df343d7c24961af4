import { afterEach, describe, expect, test, vi } from "vitest";
import { IndexedDbDatastore } from "../../src/store/indexeddb/indexeddb-datastore.ts";
import { FORMAT_VERSION } from "../../src/store/records.ts";
import { openStore } from "./machine-setup.ts";
import { describeStore } from "./recorded/describe-store.ts";
import { contentOf, restoreDatabase } from "./recorded/recorded-database.ts";
import { recordedImage } from "./recorded/recorded-image.ts";
import { unpackTables } from "./recorded/recording.ts";
import { recordings } from "./recorded/recordings.ts";

let count = 0;
const newName = (): string => `upgrade test ${Date.now()} ${count++}`;

afterEach(() => {
  vi.restoreAllMocks();
});

describe.each(recordings.map((recording) => ({ name: `format ${recording.format}`, recording })))(
  "a database recorded in $name",
  ({ recording }) => {
    test("P2: is upgraded, with every point in time as it was", async () => {
      const name = newName();
      await restoreDatabase(name, recording, await unpackTables(recording.tables));
      for (let session = 0; session < 2; session++) {
        const datastore = await IndexedDbDatastore.open(name);
        await datastore.claim();
        const store = await openStore(datastore);
        expect(store.damages).toEqual([]);
        expect(await describeStore(store, recordedImage, recording.images)).toEqual(recording.state);
        expect((await store.verify()).damages).toEqual([]);
        datastore.close();
      }
      expect(await contentOf(name)).toMatchObject({ version: FORMAT_VERSION });
      await IndexedDbDatastore.destroy(name);
    });

    test("P1 P2: an upgrade that fails at its first, a middle or its last write leaves the older format as it was", async () => {
      const name = newName();
      const tables = await unpackTables(recording.tables);
      await restoreDatabase(name, recording, tables);
      const before = await contentOf(name);
      const small = ["machines", "snapshots", "layers"].flatMap((table) => tables[table] ?? []);
      let fail: (transaction: IDBTransaction) => void = () => undefined;
      let putCount = 0;
      let fatal = -1;
      const realPut = IDBObjectStore.prototype.put;
      vi.spyOn(IDBObjectStore.prototype, "put").mockImplementation(function (
        this: IDBObjectStore,
        ...given: Parameters<typeof realPut>
      ) {
        const request = realPut.apply(this, given);
        if (putCount++ === fatal) fail(this.transaction);
        return request;
      });
      const refuse = (): void => {
        throw new DOMException("no room", "QuotaExceededError");
      };
      const abort: typeof fail = (transaction) => transaction.abort();
      // All that is new in formats after the first takes one write: the number.
      const last = recording.format === 1 ? small.length : 0;
      const failures = [
        { at: 0, code: "storage-full", failure: refuse },
        { at: Math.floor(last / 2), code: "storage-failed", failure: abort },
        { at: last, code: "storage-full", failure: refuse },
      ] as const;
      for (const { at, code, failure } of failures) {
        [fail, fatal, putCount] = [failure, at, 0];
        await expect(IndexedDbDatastore.open(name), `put ${at}`).rejects.toMatchObject({ code });
        expect(putCount).toBeGreaterThan(at);
        expect(await contentOf(name), `put ${at}`).toEqual(before);
      }
      fatal = -1;
      const datastore = await IndexedDbDatastore.open(name);
      const store = await openStore(datastore);
      expect(await describeStore(store, recordedImage, recording.images)).toEqual(recording.state);
      datastore.close();
      await IndexedDbDatastore.destroy(name);
    });
  },
);
