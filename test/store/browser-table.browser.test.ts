import { describe, expect, test } from "vitest";
import browsers from "../../docs/browsers.md?raw";

const browser = navigator.userAgent.includes("Firefox/") ? "Firefox" : "Chromium";

/** What each row of the table says, tried in this browser. */
const attempts: Readonly<Record<string, () => Promise<boolean>>> = {
  "A commit can ask for strict durability": () =>
    withDatabase(async (database) => {
      const transaction = database.transaction("values", "readwrite", { durability: "strict" });
      transaction.objectStore("values").put(1, "key");
      await ended(transaction);
      return transaction.durability === "strict";
    }),
  "The page is told whether its storage is safe from eviction": async () =>
    typeof (await navigator.storage.persisted()) === "boolean",
  "A lock on the store can be taken over from another tab": async () => {
    const name = `taken over ${crypto.randomUUID()}`;
    const held = Promise.withResolvers<void>();
    const isLost = navigator.locks
      .request(name, () => {
        held.resolve();
        return new Promise(() => undefined);
      })
      .then(
        () => false,
        (cause: unknown) => cause instanceof DOMException && cause.name === "AbortError",
      );
    await held.promise;
    await navigator.locks.request(name, { steal: true }, () => undefined);
    return isLost;
  },
  "A worker can write files that are the site's own (OPFS)": writesFileInWorker,
  "Keys that nobody can read out can be kept in IndexedDB": () =>
    withDatabase(async (database) => {
      const algorithm = { name: "AES-GCM", length: 256 };
      const key = await crypto.subtle.generateKey(algorithm, false, ["encrypt", "decrypt"]);
      const transaction = database.transaction("values", "readwrite");
      transaction.objectStore("values").put(key, "key");
      const kept = transaction.objectStore("values").get("key");
      await ended(transaction);
      return kept.result instanceof CryptoKey && !kept.result.extractable;
    }),
  "Times are measured in steps of less than 1 ms": async () => {
    // A step can be missed where the machine is busy, so the smallest of many counts.
    const steps = Array.from({ length: 50 }, () => {
      const before = performance.now();
      let after = before;
      while (after === before) after = performance.now();
      return after - before;
    });
    return Math.min(...steps) < 0.99;
  },
};

describe("what docs/browsers.md says", () => {
  const rows = tableRows(browsers, "## Checked in every run");

  test("each row has an attempt, and each attempt a row", () => {
    expect(rows.map((row) => row["What"])).toEqual(Object.keys(attempts));
  });

  test.each(Object.entries(attempts))(
    "%s: this browser can, or can't, as the table says",
    async (what, attempt) => {
      const said = rows.find((row) => row["What"] === what)?.[browser];
      expect((await attempt()) ? "yes" : "no").toBe(said);
    },
  );
});

/** The first table after `heading`: for each of its rows the cells by their columns' names. */
function tableRows(text: string, heading: string): readonly Readonly<Record<string, string>>[] {
  const lines = text.slice(text.indexOf(heading)).split("\n");
  const start = lines.findIndex((line) => line.startsWith("|"));
  const end = lines.findIndex((line, index) => index > start && !line.startsWith("|"));
  const [names = [], , ...rows] = lines.slice(start, end).map((line) =>
    line
      .split("|")
      .slice(1, -1)
      .map((cell) => cell.trim()),
  );
  return rows.map((cells) => Object.fromEntries(names.map((name, index) => [name, cells[index] ?? ""])));
}

async function withDatabase<Result>(work: (database: IDBDatabase) => Promise<Result>): Promise<Result> {
  const request = indexedDB.open(`browser table ${crypto.randomUUID()}`, 1);
  request.onupgradeneeded = () => request.result.createObjectStore("values");
  await new Promise((resolve, reject) => {
    request.onsuccess = resolve;
    request.onerror = () => reject(request.error);
  });
  const database = request.result;
  try {
    return await work(database);
  } finally {
    database.close();
    indexedDB.deleteDatabase(database.name);
  }
}

function ended(transaction: IDBTransaction): Promise<unknown> {
  return new Promise((resolve, reject) => {
    transaction.oncomplete = resolve;
    transaction.onabort = () => reject(transaction.error);
  });
}

function writesFileInWorker(): Promise<boolean> {
  const program = `(async () => {
    const folder = await navigator.storage.getDirectory();
    const file = await folder.getFileHandle("browser table", { create: true });
    const access = await file.createSyncAccessHandle();
    access.write(Uint8Array.of(1, 2, 3), { at: 0 });
    access.flush();
    const byteLength = access.getSize();
    access.close();
    await folder.removeEntry("browser table");
    postMessage(byteLength === 3);
  })().catch(() => postMessage(false));`;
  const url = URL.createObjectURL(new Blob([program], { type: "text/javascript" }));
  const worker = new Worker(url);
  return new Promise<boolean>((resolve) => {
    worker.onmessage = ({ data }) => resolve(data);
    worker.onerror = () => resolve(false);
  }).finally(() => {
    worker.terminate();
    URL.revokeObjectURL(url);
  });
}
